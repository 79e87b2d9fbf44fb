"""The pictures of a zone one after the other: a still background on which people move."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import cv2
import numpy as np

from transcoder.simulator.scene.caption import Caption
from transcoder.simulator.scene.cloth import Cloth
from transcoder.simulator.scene.layouts import ISLAND, Layout, layout_for
from transcoder.simulator.scene.lens import Lens
from transcoder.simulator.scene.painting import Picture, polygon
from transcoder.simulator.scene.people import Cook, Pose, draw_person, extent, pose_at
from transcoder.simulator.scene.room import Room
from transcoder.simulator.scene.vapour import Vapours

_LARGER = 2  # the background is drawn larger and made small: smooth edges for nothing
_NOISE = 1.3  # standard deviation of the sensor's noise, in levels


def draw_scene(
    zone: str,
    *,
    size: tuple[int, int],
    seed: int,
    fps: float,
    is_covered: bool = False,
    is_empty: bool = False,
) -> Iterator[Picture]:
    """The pictures of a zone without end, in I420: height × 3/2 rows of `size` pixels.

    With `is_covered` a cloth hangs over the lens; the camera's own words stand before it. With
    `is_empty` nobody is there and nothing cooks.
    """
    layout = layout_for(zone)
    if is_empty:
        layout = replace(layout, cooks=(), steam=(), flames=(), water=())
    stage = _Stage(layout, size, seed, is_covered=is_covered)
    for number in count():
        yield stage.picture(number, number / fps)


class _Stage:
    def __init__(
        self, layout: Layout, size: tuple[int, int], seed: int, *, is_covered: bool
    ) -> None:
        rng = np.random.default_rng(seed)
        self._layout = layout
        self._lens = Lens(layout.aim, size)
        self._background, self._cover = _backdrop(layout, size, rng)
        self._vapours = Vapours(layout, self._lens, rng)
        self._caption = Caption(layout.name, size)
        self._shift = float(rng.uniform(0, 20))
        self._noise = _noise(size, rng)
        self._rng = rng
        self._cloth = Cloth(size, rng) if is_covered else None

    def picture(self, number: int, seconds: float) -> Picture:
        """One picture in I420; the same bytes for the same seed, number and time."""
        picture = self._background.copy()
        acting = [(cook, pose_at(cook, seconds + self._shift)) for cook in self._layout.cooks]
        acting.sort(key=lambda each: -each[1].y)
        behind = [each for each in acting if each[1].y > ISLAND[0]]
        self._vapours.draw_low(picture, seconds)
        for cook, pose in behind:
            self._person(picture, cook, pose, is_behind=True)
        self._vapours.draw_steam(picture, seconds)
        for cook, pose in acting[len(behind) :]:
            self._person(picture, cook, pose, is_behind=False)
        if self._cloth is not None:
            picture = self._cloth.over(picture)
        self._caption.draw(picture, seconds)
        return self._grainy(picture, number)

    def _person(self, picture: Picture, cook: Cook, pose: Pose, *, is_behind: bool) -> None:
        left, top, right, bottom = extent(self._lens, pose)
        if right <= left or bottom <= top:
            return
        _shadow(picture, self._lens, pose)
        draw_person(picture, self._lens, cook, pose)
        if is_behind:
            part = slice(top, bottom), slice(left, right)
            cv2.copyTo(self._background[part], self._cover[part], picture[part])

    def _grainy(self, picture: Picture, number: int) -> Picture:
        height, width = picture.shape[:2]
        planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
        down, across = number * 7919 % 61, number * 104_729 % 97
        # Luma lies in 16..235, so that adding a few levels of noise cannot overflow.
        planes[:height] += self._noise[down : down + height, across : across + width]
        return planes


def _backdrop(
    layout: Layout, size: tuple[int, int], rng: np.random.Generator
) -> tuple[Picture, Picture]:
    """The room without people, and the mask of what stands in front of people behind it."""
    large = (size[0] * _LARGER, size[1] * _LARGER)
    room = Room(Lens(layout.aim, large), rng, floor=layout.floor, band=layout.band)
    layout.far(room)
    cover = _furnish_near(room, layout)
    lit = _lit(room.picture, layout)
    small = cv2.resize(lit, size, interpolation=cv2.INTER_AREA)
    small_cover = cv2.resize(cover, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), (np.asarray(small_cover) > 127).astype(np.uint8)


def _furnish_near(room: Room, layout: Layout) -> Picture:
    """Draw what stands near and return where it hides what is behind, as 255.

    It is drawn a second time over one loud colour: where both agree nothing shines through.
    """
    dice, before = room.rng.bit_generator.state, room.picture
    room.picture = before.copy()
    layout.near(room)
    drawn = room.picture
    room.rng.bit_generator.state = dice
    room.picture = np.full(before.shape, (255, 0, 255), np.uint8)
    layout.near(room)
    hides = (drawn == room.picture).all(axis=2)
    room.picture = drawn
    cover: Picture = hides.astype(np.uint8) * np.uint8(255)
    return cover


def _lit(picture: Picture, layout: Layout) -> Picture:
    """Two rows of ceiling lights, the lens's dark corners, and the zone's colour of light."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    corners = 1.08 - 0.62 * (x * x + y * y)
    lamps = 0.10 * np.exp(-((x + 0.22) ** 2 + (y + 0.12) ** 2) * 9)
    lamps += 0.10 * np.exp(-((x - 0.24) ** 2 + (y + 0.02) ** 2) * 9)
    light = (corners + lamps)[:, :, None] * np.array(layout.tint, np.float32)
    lit: Picture = np.clip(picture * light, 0, 255).astype(np.uint8)
    return lit


def _shadow(picture: Picture, lens: Lens, pose: Pose) -> None:
    angles = np.arange(16) * (2 * np.pi / 16)
    ground = np.stack(
        [pose.x + 0.06 + 0.3 * np.cos(angles), pose.y + 0.22 * np.sin(angles), np.zeros(16)], axis=1
    )
    points = lens.pixels(ground)
    height, width = picture.shape[:2]
    left, top = np.maximum(points.min(axis=0) - 2, 0).astype(int)
    right, bottom = np.minimum(points.max(axis=0) + 3, (width, height)).astype(int)
    if right <= left or bottom <= top:
        return
    part = picture[top:bottom, left:right]
    for size, keep in ((1.0, 0.86), (0.72, 0.84)):
        dark = cv2.convertScaleAbs(part, alpha=keep)
        mask = np.zeros(part.shape[:2], np.uint8)
        polygon(
            mask,
            points.mean(axis=0) + (points - points.mean(axis=0)) * size - (left, top),
            (1, 1, 1),
        )
        cv2.copyTo(dark, mask, part)


def _noise(size: tuple[int, int], rng: np.random.Generator) -> Picture:
    levels = np.clip(np.round(rng.normal(0, _NOISE, (size[1] + 61, size[0] + 97))), -4, 4)
    return levels.astype(np.int8).view(np.uint8)
