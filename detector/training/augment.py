"""Pictures as other cameras would have taken them: cut, tilted, dark, grey, noisy, four in one.

All randomness comes from the generator that is passed, so a seed repeats a training.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.boxes import shared_areas
from detector.training.labels import Boxes, Picture

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Reader = Callable[[Picture], Image]

GREY = 114
# Objects of which less is seen are neither rewarded nor punished.
LEAST_SEEN = 0.5
# Shorter sides than these, in pixels, are too few to learn from, class by class.
LEAST_PX = (5.0, 10.0)
# How large, in pixels, an object is that is put into another picture: the root of its area.
GUEST_PX = (9.0, 60.0)


@dataclass(frozen=True, slots=True)
class Zoom:
    """How far and how near pictures are seen, in parts of what fits: whole, and as a tile."""

    whole: tuple[float, float] = (0.9, 2.4)
    tile: tuple[float, float] = (0.7, 2.2)


USUAL = Zoom()


@dataclass(frozen=True, slots=True)
class Look:
    """How samples are seen: how near, and which share of them at night, under infrared light."""

    zoom: Zoom = USUAL
    night: float = 0.0


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture ready to be learnt from; `boxes` and `ignores` as in Picture."""

    image: Image
    boxes: tuple[Boxes, ...]
    ignores: tuple[Boxes, ...]


def sample_of(
    pictures: Sequence[Picture],
    read: Reader,
    *,
    size: int,
    rng: np.random.Generator,
    look: Look = PLAIN,
    guests: Sequence[Picture] = (),
) -> Sample:
    """One square sample of `size` pixels: from one picture, or a mosaic where four are given.

    Of each of `guests` one object is put into it, small, as a camera under a ceiling would see it.
    """
    canvas = np.full((size, size, 3), GREY, np.uint8)
    kinds = range(len(pictures[0].boxes))
    boxes: tuple[list[Boxes], ...] = tuple([] for _ in kinds)
    ignores: tuple[list[Boxes], ...] = tuple([] for _ in kinds)
    # A whole picture in the canvas is smaller than its camera's; a tile is filled.
    is_whole = len(pictures) == 1
    fit, scales = (min, look.zoom.whole) if is_whole else (max, look.zoom.tile)
    for picture, tile in zip(pictures, _tiles(len(pictures), size, rng), strict=True):
        x1, y1, x2, y2 = tile
        room = (x2 - x1, y2 - y1)
        far, near = (fit(_sides(picture, room)) * scale for scale in scales)
        scale = float(np.exp(rng.uniform(np.log(far), np.log(near))))
        matrix = _view(picture, room, scale, rng=rng)
        canvas[y1:y2, x1:x2] = cv2.warpPerspective(
            read(picture), matrix, (x2 - x1, y2 - y1), flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT, borderValue=(GREY, GREY, GREY),
        )  # fmt: skip
        for kind in kinds:
            whole, cut = _seen(picture, kind, matrix, (x2 - x1, y2 - y1))
            shift = np.array([x1, y1, x1, y1], np.float32)
            boxes[kind].append(whole + shift)
            ignores[kind].append(cut + shift)
    for guest in guests:
        alone, matrix = _put(canvas, guest, read, rng=rng)
        for kind in kinds:
            whole, cut = _seen(alone, kind, matrix, (size, size))
            boxes[kind].append(whole)
            ignores[kind].append(cut)
    if look.night and rng.random() < look.night:
        canvas = _by_night(canvas, rng)
    return Sample(
        in_other_light(canvas, rng), tuple(map(_joined, boxes)), tuple(map(_joined, ignores))
    )


def _put(
    canvas: Image, guest: Picture, read: Reader, *, rng: np.random.Generator
) -> tuple[Picture, Matrix]:
    """Put an object of `guest` on `canvas`: what of its boxes is there then, and the matrix to it.

    It fades into what is about it, and is about as bright.
    """
    every = np.concatenate(guest.boxes)
    index = int(rng.integers(len(every)))
    corners = every[index].astype(np.float64)
    sides = corners[2:] - corners[:2]
    middle, place = (corners[:2] + corners[2:]) / 2, rng.uniform(0.05, 0.95, 2) * len(canvas)
    low, high = np.log(GUEST_PX)
    scale = float(np.exp(rng.uniform(low, high)) / max(np.sqrt(sides.prod()), 1.0))
    across = -scale if rng.random() < 0.5 else scale
    room = sides * rng.uniform(0.15, 0.6)
    begin = np.clip(place - (sides / 2 + room) * scale, 0, len(canvas)).astype(int)
    end = np.clip(place + (sides / 2 + room) * scale + 1, 0, len(canvas)).astype(int)
    matrix = np.array([
        [across, 0, place[0] - across * middle[0]], [0, scale, place[1] - scale * middle[1]],
        [0, 0, 1.0],
    ])  # fmt: skip
    shares = [
        np.clip(
            1 + (sides[axis] * scale / 2 - np.abs(np.arange(begin[axis], end[axis]) - place[axis]))
            / max(room[axis] * scale, 1e-6), 0, 1,
        )
        for axis in (0, 1)
    ]  # fmt: skip
    part = canvas[begin[1] : end[1], begin[0] : end[0]]
    seen = _warped(read(guest), matrix, scale, begin, (part.shape[1], part.shape[0]))
    _blend(part, seen, np.outer(shares[1], shares[0])[..., None], rng)
    near = np.concatenate([corners[:2] - room, corners[2:] + room])[None].astype(np.float32)
    kinds = np.repeat(np.arange(len(guest.boxes)), [len(boxes) for boxes in guest.boxes])
    is_it = np.arange(len(every)) == index
    is_near = ~is_it & (shared_areas(every, near)[:, 0] > 0)
    alone = replace(
        guest,
        boxes=tuple(every[is_it & (kinds == kind)] for kind in range(len(guest.boxes))),
        ignores=tuple(every[is_near & (kinds == kind)] for kind in range(len(guest.boxes))),
    )
    return alone, matrix


def _warped(
    image: Image, matrix: Matrix, scale: float, begin: NDArray[np.int_], size: tuple[int, int]
) -> NDArray[np.float32]:
    """The part of `size` from `begin` of `image` seen through `matrix`, shrunk without gaps."""
    whole = np.array([[1, 0, -begin[0]], [0, 1, -begin[1]], [0, 0, 1.0]]) @ matrix
    if scale < 0.5:  # a warp looks at four pixels only
        small = cv2.resize(image, (0, 0), fx=2 * scale, fy=2 * scale, interpolation=cv2.INTER_AREA)
        back = (image.shape[1] / small.shape[1], image.shape[0] / small.shape[0], 1.0)
        image, whole = _bytes(small), whole @ np.diag(back)
    return np.asarray(cv2.warpAffine(image, whole[:2], size), np.float32)


def _blend(part: Image, seen: NDArray[np.float32], share: Matrix, rng: np.random.Generator) -> None:
    """Lay `seen` over `part`, as much of it as `share` tells, in a light more like that there."""
    there = share / max(float(share.sum()), 1e-6)
    gain = (float((part * there).sum()) + 20) / (float((seen * there).sum()) + 20)
    lit = seen * np.clip(gain, 0.4, 1.6) ** rng.uniform(0, 1)
    part[:] = np.clip(part + (lit - part) * share, 0, 255)


def _by_night(image: Image, rng: np.random.Generator) -> Image:
    """`image` without colours, lit from the camera: bright about one point, dark at the edges."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    height, width = grey.shape
    x, y = rng.uniform(0.2, 0.8, 2) * (width, height)
    far = ((np.arange(width) - x) / width) ** 2 + (((np.arange(height) - y) / height) ** 2)[:, None]
    lit = rng.uniform(0.5, 1.3) * np.exp(-far * rng.uniform(0.0, 5.0))
    dim = np.clip(grey * lit + rng.uniform(0, 20), 0, 255).astype(np.uint8)
    return _bytes(cv2.cvtColor(dim, cv2.COLOR_GRAY2BGR))


def _tiles(count: int, size: int, rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """The places of `count` pictures on the canvas, x1 y1 x2 y2: one, or four."""
    if count == 1:
        return [(0, 0, size, size)]
    x, y = (int(size * share) for share in rng.uniform(0.35, 0.65, 2))
    return [(0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size)]


def _sides(picture: Picture, room: tuple[int, int]) -> tuple[float, float]:
    return room[0] / picture.width, room[1] / picture.height


def _view(
    picture: Picture, room: tuple[int, int], zoom: float, *, rng: np.random.Generator
) -> Matrix:
    """A 3×3 matrix from the picture to a tile: flipped, cut or shrunk, tilted, turned a little."""
    stretch = float(np.exp(rng.normal(0.0, 0.08)))
    flip = -1.0 if rng.random() < 0.5 else 1.0
    # Aim at an object more often than not: most of a street picture is empty.
    focus = _focus(picture, rng)
    angle = rng.normal(0.0, 0.07)
    cosine, sine = np.cos(angle), np.sin(angle)
    tilt = rng.normal(0.0, 0.25, 2) * (rng.random() < 0.3)
    centre = np.array([[1, 0, -focus[0]], [0, 1, -focus[1]], [0, 0, 1.0]])
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1.0]])
    lean = np.array(
        [[1, 0, 0], [0, 1, 0], [tilt[0] / picture.width, tilt[1] / picture.height, 1.0]]
    )
    scale = np.diag([flip * zoom * stretch, zoom / stretch, 1.0])
    x = _placed(
        picture.width - focus[0] if flip < 0 else focus[0],
        size=picture.width, zoom=zoom * stretch, room=room[0], rng=rng,
    )  # fmt: skip
    y = _placed(
        focus[1], size=picture.height, zoom=zoom / stretch, room=room[1], rng=rng
    )  # fmt: skip
    place = np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
    return np.asarray(place @ scale @ lean @ turn @ centre, np.float64)


def _placed(focus: float, *, size: int, zoom: float, room: int, rng: np.random.Generator) -> float:
    """Where `focus` comes to lie on `room` pixels, so that as little of them as may be is grey."""
    begin = room * rng.uniform(0.2, 0.8) - focus * zoom
    slack = room - size * zoom
    return focus * zoom + float(np.clip(begin, min(0.0, slack), max(0.0, slack)))


def _focus(picture: Picture, rng: np.random.Generator) -> tuple[float, float]:
    """The point of the picture that comes to about the middle."""
    every = np.concatenate(picture.boxes)
    if len(every) and rng.random() < 0.6:
        x1, y1, x2, y2 = every[rng.integers(len(every))]
        return float(x1 + x2) / 2, float(y1 + y2) / 2
    x, y = rng.uniform(0.3, 0.7, 2)
    return x * picture.width, y * picture.height


def _seen(
    picture: Picture, kind: int, matrix: Matrix, size: tuple[int, int]
) -> tuple[Boxes, Boxes]:
    """The boxes of a class that are well seen in a tile, and those that are not or not known."""
    if kind not in picture.annotated:
        everything = np.array([[0, 0, picture.width, picture.height]], np.float32)
        return np.zeros((0, 4), np.float32), moved(everything, matrix, size)[0]
    boxes, shares = moved(picture.boxes[kind], matrix, size)
    ignores, _ = moved(picture.ignores[kind], matrix, size)
    sides = boxes[:, 2:] - boxes[:, :2]
    good = (shares >= LEAST_SEEN) & (sides.min(axis=1, initial=1e9) >= LEAST_PX[kind])
    return boxes[good], np.concatenate([ignores, boxes[~good]])


def moved(boxes: Boxes, matrix: Matrix, size: tuple[int, int]) -> tuple[Boxes, NDArray[np.float32]]:
    """The upright boxes about `boxes` seen through `matrix`, cut to `size` (width, height).

    Also the share of each that is left, 0 to 1.
    """
    if not len(boxes):
        return np.zeros((0, 4), np.float32), np.zeros(0, np.float32)
    corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 1, 2).astype(np.float64)
    seen = cv2.perspectiveTransform(corners, matrix).reshape(-1, 4, 2)
    whole = np.concatenate([seen.min(axis=1), seen.max(axis=1)], axis=1)
    cut = np.clip(whole, 0, [size[0], size[1], size[0], size[1]])
    area = (whole[:, 2:] - whole[:, :2]).prod(axis=1)
    left = (cut[:, 2:] - cut[:, :2]).prod(axis=1)
    return cut.astype(np.float32), (left / np.maximum(area, 1e-6)).astype(np.float32)


def _joined(parts: list[Boxes]) -> Boxes:
    return np.concatenate(parts) if parts else np.zeros((0, 4), np.float32)


def in_other_light(image: Image, rng: np.random.Generator) -> Image:
    """`image` with other colours and brightness, and at times dark, grey, blurred, noisy, JPEG."""
    if rng.random() < 0.8:
        image = _toned(image, rng)
    if rng.random() < 0.12:
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        image = _bytes(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    if rng.random() < 0.15:
        image = _bytes(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.4)))
    if rng.random() < 0.15:
        image = _noisy(image, rng)
    if rng.random() < 0.08:
        image = _coarse(image, rng)
    if rng.random() < 0.15:
        quality = int(rng.integers(25, 75))
        _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        image = _bytes(cv2.imdecode(coded, cv2.IMREAD_COLOR))
    return image


def _bytes(image: object) -> Image:
    return np.asarray(image, np.uint8)


def _toned(image: Image, rng: np.random.Generator) -> Image:
    """Other gain, gamma and colour cast, a tenth of the time as dark as at night."""
    levels = np.arange(256, dtype=np.float64) / 255
    gain, lift = np.exp(rng.normal(0.0, 0.25)), rng.normal(0.0, 0.05)
    gamma = np.exp(rng.normal(0.0, 0.25))
    if rng.random() < 0.1:
        gain, lift, gamma = rng.uniform(0.15, 0.5), 0.0, rng.uniform(1.0, 1.6)
    casts = np.exp(rng.normal(0.0, 0.07, 3))
    curves = np.stack([levels**gamma * gain * cast + lift for cast in casts], axis=-1)
    table = np.clip(255 * curves, 0, 255).astype(np.uint8).reshape(1, 256, 3)
    toned = cv2.LUT(image, table)
    colour = float(np.clip(rng.normal(1.0, 0.25), 0.0, 2.0))
    share = (1 - colour) * np.array([0.114, 0.587, 0.299])
    return _bytes(cv2.transform(toned, np.tile(share, (3, 1)) + colour * np.eye(3)))


def _coarse(image: Image, rng: np.random.Generator) -> Image:
    """`image` as a camera with fewer pixels would have shown it, enlarged."""
    height, width = image.shape[:2]
    share = rng.uniform(0.4, 0.8)
    small = (max(1, int(width * share)), max(1, int(height * share)))
    few = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    return _bytes(cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR))


def _noisy(image: Image, rng: np.random.Generator) -> Image:
    """Grain like that of a small sensor, coarser than a pixel half of the time."""
    height, width = image.shape[:2]
    coarse = int(rng.integers(1, 3))
    shape = (-(-height // coarse), -(-width // coarse), 3)
    grain = rng.standard_normal(shape, np.float32) * np.float32(rng.uniform(2, 14))
    wide = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(image + wide, 0, 255), np.uint8)
