"""Flat materials, about 200 pixels a metre, that are stretched over the faces of things."""

import cv2
import numpy as np
import numpy.typing as npt

from transcoder.simulator.scene.painting import Colour, Picture

PIXELS_PER_METRE = 200


def _limited(sheet: npt.NDArray[np.floating]) -> Picture:
    limited: Picture = np.clip(sheet, 0, 255).astype(np.uint8)
    return limited


def _sheet(width: float, height: float, colour: Colour) -> Picture:
    size = (max(4, round(height * PIXELS_PER_METRE)), max(4, round(width * PIXELS_PER_METRE)), 3)
    return np.full(size, colour, np.uint8)


def _grain(sheet: Picture, rng: np.random.Generator, *, strength: float, along: int) -> Picture:
    """Add streaks as brushing leaves them; `along` pixels long."""
    noise = rng.normal(0, strength * along**0.5, sheet.shape[:2]).astype(np.float32)
    streaks = cv2.blur(noise, (along, 1))
    return _limited(sheet + streaks[:, :, None])


def steel(width: float, height: float, rng: np.random.Generator, *, light: float = 1.0) -> Picture:
    """Brushed steel with two broad reflections."""
    sheet = _sheet(width, height, (182, 178, 172)).astype(np.float32)
    across = np.linspace(0, 1, sheet.shape[1])
    phase = rng.uniform(0, 6.3)
    wave = 1 + 0.10 * np.sin(across * 7 * max(width, 0.6) + phase) + 0.05 * np.sin(across * 23)
    sheet *= wave[None, :, None] * light
    return _grain(_limited(sheet), rng, strength=1.5, along=31)


def doors(width: float, height: float, rng: np.random.Generator) -> Picture:
    """The front of a steel cupboard: doors with handles over a dark plinth."""
    sheet = steel(width, height, rng, light=0.92)
    rows, columns = sheet.shape[:2]
    plinth = min(rows - 2, round(0.09 * PIXELS_PER_METRE))
    sheet[rows - plinth :] = (52, 50, 48)
    count = max(1, round(width / 0.55))
    for door in range(count):
        left, right = columns * door // count + 4, columns * (door + 1) // count - 5
        cv2.rectangle(sheet, (left, 8), (right, rows - plinth - 6), (120, 116, 110), 2)
        cv2.rectangle(sheet, (left + 3, 11), (right - 3, rows - plinth - 9), (206, 204, 200), 1)
        handle = right - 16 if door % 2 == 0 else left + 12
        cv2.rectangle(sheet, (handle, 26), (handle + 5, 66), (88, 86, 84), -1)
        cv2.line(sheet, (handle, 26), (handle, 66), (225, 224, 222), 1)
    return sheet


def oven(width: float, height: float, rng: np.random.Generator) -> Picture:
    """The front of a range: a row of knobs over oven doors with dark windows."""
    sheet = steel(width, height, rng, light=0.86)
    rows, columns = sheet.shape[:2]
    band = round(rows * 0.24)
    sheet[: band - 2] = (sheet[: band - 2] * 0.72).astype(np.uint8)
    for knob in range(40, columns - 30, 56):
        cv2.circle(sheet, (knob, band // 2), 12, (40, 40, 42), -1, cv2.LINE_AA)
        cv2.line(sheet, (knob, band // 2 - 10), (knob, band // 2), (70, 90, 235), 3, cv2.LINE_AA)
    count = max(1, round(width / 0.8))
    for door in range(count):
        left, right = columns * door // count + 10, columns * (door + 1) // count - 10
        cv2.rectangle(sheet, (left, band + 6), (right, rows - 26), (96, 94, 92), 2)
        cv2.rectangle(sheet, (left + 22, band + 34), (right - 22, rows - 44), (48, 44, 42), -1)
        cv2.rectangle(sheet, (left + 26, band + 38), (right - 40, band + 54), (84, 78, 72), -1)
        cv2.rectangle(sheet, (left + 14, band + 14), (right - 14, band + 22), (214, 212, 210), -1)
    sheet[rows - 18 :] = (48, 46, 44)
    return sheet


def wall_tiles(width: float, height: float, rng: np.random.Generator, tint: Colour) -> Picture:
    """White glazed wall tiles 0.2 m wide with a coloured band at 1.5 m."""
    sheet = _sheet(width, height, (176, 180, 180))
    rows, columns = sheet.shape[:2]
    step, high = round(0.20 * PIXELS_PER_METRE), round(0.15 * PIXELS_PER_METRE)
    band = rows - round(1.5 * PIXELS_PER_METRE)
    for top in range(rows % high - high, rows, high):
        is_band = 0 <= band - top < high
        for left in range(0, columns, step):
            colour = np.array(tint if is_band else (197, 203, 203), float) + rng.normal(0, 3.0)
            low, right = max(top + 1, 0), left + step - 2
            cv2.rectangle(sheet, (left, low), (right, top + high - 2), tuple(colour), -1)
            cv2.line(sheet, (left, low), (right, low), tuple(colour + 12), 1)
    return _lit_from_above(sheet)


def floor_tiles(width: float, height: float, rng: np.random.Generator, tint: Colour) -> Picture:
    """Quarry tiles 0.3 m square, a little worn and a little wet."""
    sheet = _sheet(width, height, (96, 100, 102))
    rows, columns = sheet.shape[:2]
    step = round(0.3 * PIXELS_PER_METRE)
    for top in range(0, rows, step):
        for left in range(0, columns, step):
            colour = tuple(np.array(tint, float) * (1 + rng.normal(0, 0.025)))
            cv2.rectangle(sheet, (left, top), (left + step - 3, top + step - 3), colour, -1)
    worn = rng.normal(0, 1, (rows // 50 + 2, columns // 50 + 2)).astype(np.float32)
    stains = cv2.resize(worn, (columns, rows), interpolation=cv2.INTER_CUBIC) * 5
    return _limited(sheet + stains[:, :, None])


def machine(width: float, height: float, rng: np.random.Generator) -> Picture:
    """The front of a dish washer: a hatch with a long handle, a display, two lamps."""
    sheet = steel(width, height, rng, light=0.94)
    rows, columns = sheet.shape[:2]
    hatch = round(rows * 0.5)
    cv2.rectangle(sheet, (12, 40), (columns - 12, hatch), (124, 120, 114), 3)
    cv2.rectangle(sheet, (30, hatch - 26), (columns - 30, hatch - 14), (60, 58, 56), -1)
    cv2.rectangle(sheet, (20, 10), (90, 30), (150, 90, 20), -1)
    for lamp, colour in ((110, (80, 210, 90)), (134, (60, 70, 220))):
        cv2.circle(sheet, (lamp, 20), 7, colour, -1, cv2.LINE_AA)
    cv2.line(sheet, (12, hatch + 16), (columns - 12, hatch + 16), (104, 100, 96), 3)
    sheet[rows - 18 :] = (48, 46, 44)
    return sheet


def carton(width: float, height: float, colour: Colour) -> Picture:
    """The side of a cardboard box with tape and a label."""
    sheet = plain(width, height, colour)
    rows, columns = sheet.shape[:2]
    tape = tuple(min(255.0, part * 1.13) for part in colour)
    cv2.rectangle(sheet, (0, rows // 2 - 7), (columns, rows // 2 + 7), tape, -1)
    cv2.rectangle(
        sheet, (columns * 6 // 10, 8), (columns - 12, rows // 2 - 14), (228, 230, 230), -1
    )
    for row in range(16, rows // 2 - 18, 8):
        cv2.line(sheet, (columns * 6 // 10 + 6, row), (columns - 20, row), (120, 120, 120), 2)
    return sheet


def plain(width: float, height: float, colour: Colour) -> Picture:
    """One colour, lit a little from above."""
    return _lit_from_above(_sheet(width, height, colour))


def board(width: float, height: float, paper: Colour) -> Picture:
    """A framed notice: a coloured head and rows of grey writing."""
    sheet = _sheet(width, height, (238, 240, 240))
    rows, columns = sheet.shape[:2]
    sheet[: rows // 5] = paper
    for row in range(rows // 5 + 10, rows - 10, 12):
        cv2.line(sheet, (10, row), (columns - 10 - row * 37 % 40, row), (160, 160, 158), 2)
    cv2.rectangle(sheet, (0, 0), (columns - 1, rows - 1), (120, 124, 126), 5)
    return sheet


def glass(width: float, height: float) -> Picture:
    """A window in a steel frame with daylight and a pale reflection."""
    sheet = _sheet(width, height, (235, 226, 206))
    rows, columns = sheet.shape[:2]
    fade = np.linspace(1.04, 0.84, rows)[:, None, None]
    sheet = _limited(sheet * fade)
    streak = np.array([[columns // 5, rows], [columns // 2, 0], [columns * 3 // 5, 0]], np.int32)
    cv2.fillConvexPoly(sheet, np.vstack([streak, [[columns * 3 // 10, rows]]]), (245, 240, 230))
    cv2.rectangle(sheet, (0, 0), (columns - 1, rows - 1), (150, 148, 146), 9)
    cv2.line(sheet, (columns // 2, 0), (columns // 2, rows), (150, 148, 146), 7)
    return sheet


def _lit_from_above(sheet: Picture) -> Picture:
    fade = np.linspace(1.04, 0.86, sheet.shape[0])[:, None, None]
    return _limited(sheet * fade)
