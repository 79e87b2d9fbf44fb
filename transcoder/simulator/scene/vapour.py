"""Steam, flames and running water: what moves although nobody does it."""

from math import pi, sin

import cv2
import numpy as np

from transcoder.simulator.scene.layouts import Layout, Place
from transcoder.simulator.scene.lens import Lens, Points
from transcoder.simulator.scene.painting import Picture, line

_STEPS = 14  # sizes a puff goes through while it rises
_PUFFS = 4  # on their way above each pot
_RISE_METRES, _RISE_SECONDS = 0.85, 4.0


class Vapours:
    """All the vapours of one layout, ready to be added to a picture."""

    def __init__(self, layout: Layout, lens: Lens, rng: np.random.Generator) -> None:
        self._layout = layout
        self._lens = lens
        self._phases = rng.uniform(0, 1, (len(layout.steam), _PUFFS))
        depth = float(np.mean(lens.depths(np.array([*layout.steam, (0, 5.8, 1.0)]))))
        self._sprites = [_puff(lens.radius(1.0, depth), step, rng) for step in range(_STEPS)]
        self._glow = _disc(round(lens.radius(0.2, depth)))

    def draw_low(self, picture: Picture, seconds: float) -> None:
        """Add flames and water, which people stand in front of."""
        for place in self._layout.water:
            self._water(picture, place, seconds)
        for place in self._layout.flames:
            self._flame(picture, place, seconds)

    def draw_steam(self, picture: Picture, seconds: float) -> None:
        """Add the steam, which rises in front of everything far away."""
        if not self._layout.steam:
            return
        ages = (seconds / _RISE_SECONDS + self._phases) % 1.0
        x, y, z = (part[:, None] for part in np.array(self._layout.steam).T)
        drift = 0.09 * np.sin(ages * 5 + x * 3) * ages
        risen = np.stack([x + drift, y - 0.1 * ages, z + ages * _RISE_METRES], axis=-1)
        steps = (ages * _STEPS).astype(int).ravel()
        for step, at in zip(steps, self._lens.pixels(risen.reshape(-1, 3)), strict=True):
            _veil(picture, self._sprites[step], at)

    def _flame(self, picture: Picture, place: Place, seconds: float) -> None:
        flicker = 0.75 + 0.25 * sin(seconds * 19 + place[0] * 7) * sin(seconds * 7.3)
        glow = (self._glow[:, :, None] * (0.22 * flicker, 0.45 * flicker, flicker)).astype(np.uint8)
        _add(picture, glow, self._lens.pixels(np.array([place]))[0])

    def _water(self, picture: Picture, place: Place, seconds: float) -> None:
        if sin(seconds * 2 * pi / 15 + place[0] * 2) < -0.2:  # the tap is shut now and then
            return
        wobble = 0.012 * sin(seconds * 23)
        x, y, z = place
        fall = np.array([(x, y - 0.12, z), (x + wobble, y - 0.13, 0.8)])
        line(picture, self._lens.pixels(fall), (250, 244, 232), width_px=self._lens.size[0] / 420)


def _puff(pixels_per_metre: float, step: int, rng: np.random.Generator) -> Picture:
    age = (step + 0.5) / _STEPS
    radius = max(3, round(pixels_per_metre * (0.09 + 0.22 * age)))
    soft = _disc(radius)
    rough = cv2.resize(rng.uniform(0.4, 1, (4, 4)).astype(np.float32), soft.shape[::-1])
    strength = 0.62 * sin(pi * min(1.0, age * 1.6 + 0.15) ** 0.8) * (1 - age) ** 0.6
    level = (soft * rough * max(0.0, strength)).astype(np.uint8)
    return np.asarray(cv2.merge([level, level, level]), np.uint8)


def _disc(radius: int) -> Picture:
    """A soft round light, 255 in its middle."""
    across = np.linspace(-1, 1, 2 * radius + 1)
    distance = across[:, None] ** 2 + across[None, :] ** 2
    return (255 * np.clip(1 - distance, 0, 1) ** 2).astype(np.uint8)


def _veil(picture: Picture, sprite: Picture, at: Points) -> None:
    """Draw the picture towards white where the sprite is strong."""
    part, light = _overlap(picture, sprite, at)
    if part.size:
        missing = cv2.multiply(cv2.bitwise_not(part), light, scale=1 / 255)
        cv2.add(part, missing, dst=part)


def _add(picture: Picture, light: Picture, at: Points) -> None:
    part, light = _overlap(picture, light, at)
    if part.size:
        cv2.add(part, light, dst=part)


def _overlap(picture: Picture, sprite: Picture, at: Points) -> tuple[Picture, Picture]:
    """The parts of picture and sprite that cover each other, the sprite's middle lying `at`."""
    height, width = sprite.shape[:2]
    left, top = round(at[0]) - width // 2, round(at[1]) - height // 2
    x0, y0 = max(left, 0), max(top, 0)
    x1 = max(min(left + width, picture.shape[1]), x0)
    y1 = max(min(top + height, picture.shape[0]), y0)
    return picture[y0:y1, x0:x1], sprite[y0 - top : y1 - top, x0 - left : x1 - left]
