"""Shapes with soft edges and a light from above left, drawn into BGR pictures."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.float64]
Colour = tuple[float, float, float]
Part = tuple[slice, Colour]

_SHIFT = 4  # sixteenths of a pixel, so that slow movement does not jump
_TURNS = np.arange(14) * (2 * np.pi / 14)
_CIRCLE = np.stack([np.cos(_TURNS), np.sin(_TURNS)], axis=1)
_SHADES = ((1.0, 0.0, 0.80), (0.80, 0.16, 0.94), (0.48, 0.38, 1.06))  # size, moved, lightness
_TO_LIGHT = np.array([-0.75, -0.65])


def shade(colour: Colour, by: float) -> Colour:
    """The colour made lighter (`by` > 1) or darker."""
    blue, green, red = (min(255.0, max(0.0, part * by)) for part in colour)
    return blue, green, red


def polygon(picture: Picture, points: Pixels, colour: Colour) -> None:
    """Fill a convex polygon, points of shape (n, 2)."""
    fixed = np.round(points * (1 << _SHIFT)).astype(np.int32)
    cv2.fillConvexPoly(picture, fixed, colour, cv2.LINE_AA, _SHIFT)


def line(picture: Picture, points: Pixels, colour: Colour, *, width_px: float = 1.0) -> None:
    """Draw an open line through points of shape (n, 2)."""
    fixed = np.round(points * (1 << _SHIFT)).astype(np.int32)
    thick = max(1, round(width_px))
    cv2.polylines(picture, [fixed], False, colour, thick, cv2.LINE_AA, _SHIFT)


def bodies(picture: Picture, centres: Pixels, radii: Pixels, parts: Sequence[Part]) -> None:
    """Fill the rounded bodies around circles: centres (n, 2), radii (n,), in pixels.

    Each part is the slice of circles it goes round and its colour; the first is drawn first.
    A darker body with a lighter one inside, moved to the light, makes it look round.
    """
    reach = radii[:, None, None]
    rims = [
        (centres + radii[:, None] * moved * _TO_LIGHT)[:, None, :] + reach * size * _CIRCLE
        for size, moved, _ in _SHADES
    ]
    fixed = np.round(np.array(rims) * (1 << _SHIFT)).astype(np.int32)
    for where, colour in parts:
        for rim, tone in zip(fixed[:, where], _tones(colour), strict=True):
            around = cv2.convexHull(rim.reshape(-1, 1, 2))
            cv2.fillConvexPoly(picture, around, tone, cv2.LINE_AA, _SHIFT)


@lru_cache(maxsize=64)
def _tones(colour: Colour) -> tuple[Colour, ...]:
    return tuple(shade(colour, by) for _, _, by in _SHADES)


def textured(picture: Picture, corners: Pixels, texture: Picture) -> None:
    """Stretch a texture over a quadrilateral: top left, top right, bottom right, bottom left."""
    height, width = picture.shape[:2]
    low = np.maximum(np.floor(corners.min(axis=0)) - 1, 0).astype(int)
    high = np.minimum(np.ceil(corners.max(axis=0)) + 2, (width, height)).astype(int)
    if (high <= low).any():
        return
    flat_height, flat_width = texture.shape[:2]
    flat = [[0, 0], [flat_width, 0], [flat_width, flat_height], [0, flat_height]]
    there = (corners - low).astype(np.float32)
    warp = cv2.getPerspectiveTransform(np.array(flat, np.float32), there)
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    laid = cv2.warpPerspective(
        texture, warp, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    mask = np.zeros(size[::-1], np.uint8)
    fixed = np.round(there * (1 << _SHIFT)).astype(np.int32)
    cv2.fillConvexPoly(mask, fixed, 255, cv2.LINE_AA, _SHIFT)
    blend(picture[low[1] : high[1], low[0] : high[0]], np.asarray(laid, np.uint8), mask)


def blend(onto: Picture, picture: Picture, mask: Picture) -> None:
    """Lay `picture` onto `onto`, in place, as far as `mask` (0 to 255) lets it."""
    share = mask[:, :, None].astype(np.float32) / 255
    onto[:] = (onto + (picture.astype(np.float32) - onto) * share + 0.5).astype(np.uint8)


def darken(picture: Picture, points: Pixels, *, by: float, blur_px: float) -> None:
    """Cast a soft shadow of the shape of `points` onto the picture, `by` 0 to 1."""
    height, width = picture.shape[:2]
    around = round(blur_px * 3) + 2
    left, top = np.clip(points.min(axis=0) - around, 0, (width, height)).astype(int)
    right, bottom = np.clip(points.max(axis=0) + around, 0, (width, height)).astype(int)
    if right <= left or bottom <= top:
        return
    part = picture[top:bottom, left:right]
    mask = np.zeros(part.shape[:2], np.uint8)
    polygon(mask, points - (left, top), (255 * by, 0, 0))
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), max(blur_px, 0.5)), np.uint8)
    blend(part, np.zeros_like(part), soft)
