"""Fire in pictures of one camera: bright orange that never has the same form twice.

A trial: on kitchens it was not measured. It does not see the blue of a small gas flame, and a lamp
that blinks may be taken for one.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.rules.sightings import Box, Flame

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]

WIDTH = 320
# Hue in half degrees: red to yellow. Pale and dark ones are skin, wood and copper.
REDDEST, YELLOWEST, LEAST_SATURATION, LEAST_VALUE = 0, 32, 90, 215
LEAST_SHARE = 0.001
# Of both masks together: fire leaps about its place, what shares less has come from elsewhere.
SAME_FIRE = 0.1


def flames_in(images: Sequence[Image]) -> list[Flame | None]:
    """The largest thing like fire in each picture (uint8 [h, w, 3], BGR; a camera's, in order).

    The first has no flicker, nor has one that follows a picture without fire or of another size.
    """
    found: list[Flame | None] = []
    before: Mask | None = None
    for image in images:
        fire = _fire(image)
        found.append(None if fire is None else _flame(fire, before))
        before = fire
    return found


def _fire(image: Image) -> Mask | None:
    """The pixels of the largest patch of the colour of fire, None where it is too small."""
    height, width = image.shape[:2]
    if width > WIDTH:
        size = (WIDTH, max(1, round(height * WIDTH / width)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    colours = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
    low = np.array([REDDEST, LEAST_SATURATION, LEAST_VALUE], np.uint8)
    high = np.array([YELLOWEST, 255, 255], np.uint8)
    count, patches, stats, _ = cv2.connectedComponentsWithStats(cv2.inRange(colours, low, high))
    if count < 2:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    fire = np.asarray(patches == largest, np.bool_)
    return fire if fire.mean() >= LEAST_SHARE else None


def _flame(fire: Mask, before: Mask | None) -> Flame:
    rows, columns = np.flatnonzero(fire.any(axis=1)), np.flatnonzero(fire.any(axis=0))
    height, width = fire.shape
    box = Box(
        float(columns[0] / width), float(rows[0] / height),
        float((columns[-1] + 1) / width), float((rows[-1] + 1) / height),
    )  # fmt: skip
    return Flame(box, float(fire.mean()), _flicker(fire, before))


def _flicker(fire: Mask, before: Mask | None) -> float | None:
    if before is None or before.shape != fire.shape:
        return None
    shared = float((fire & before).sum() / (fire | before).sum())
    return 1.0 - shared if shared >= SAME_FIRE else None
