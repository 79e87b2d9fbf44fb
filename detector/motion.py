"""What moved between two pictures of one camera: the whole, a box, or the camera itself."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.rules.sightings import Box

Image = NDArray[np.uint8]
Changed = NDArray[np.bool_]

# Pictures are compared at this width: finer is noise, coarser loses a hand.
WIDTH = 480
# A pixel changed when its smoothed grey differs by more levels than that from what the light of
# the whole picture did; the noise of a sensor and of coding stays below.
CHANGED_LEVELS = 12
SMOOTH_PX = 5
# Where that share of what nobody is in changed as well, the camera moved or the light did.
RESTLESS = 0.1
# How far beyond its box, in parts of its sides, somebody changes the picture.
REACH = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """A picture reduced to what motion is measured in: uint8 [h, w], smoothed grey."""

    grey: Image

    @classmethod
    def of(cls, image: Image) -> "Plain":
        """The plain picture of `image`, uint8 [height, width, 3], BGR, with pixels in it."""
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        height, width = grey.shape
        if width > WIDTH:
            size = (WIDTH, max(1, round(height * WIDTH / width)))
            grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        return cls(np.asarray(cv2.blur(grey, (SMOOTH_PX, SMOOTH_PX)), np.uint8))

    def changed_from(self, before: "Plain") -> Changed | None:
        """Which pixels changed, bool [h, w]; None where the pictures are of two sizes."""
        if self.grey.shape != before.grey.shape:
            return None
        levels = self.grey.astype(np.int16) - before.grey
        return np.asarray(np.abs(levels - np.int16(np.median(levels))) > CHANGED_LEVELS, np.bool_)


def share_in(changed: Changed, box: Box) -> float:
    """Which share of the pixels of `box` changed; 0 for one beyond the picture."""
    height, width = changed.shape
    rows = slice(max(0, int(box.upper * height)), max(0, round(box.lower * height)))
    columns = slice(max(0, int(box.left * width)), max(0, round(box.right * width)))
    part = changed[rows, columns]
    return float(part.mean()) if part.size else 0.0


def is_restless(changed: Changed, boxes: Iterable[Box]) -> bool:
    """Whether more changed than whoever is in `boxes`; also where they leave nothing to compare."""
    height, width = changed.shape
    is_free = np.ones_like(changed)
    for box in boxes:
        across, down = REACH * box.width, REACH * box.height
        is_free[
            max(0, int((box.upper - down) * height)) : max(0, round((box.lower + down) * height)),
            max(0, int((box.left - across) * width)) : max(0, round((box.right + across) * width)),
        ] = False
    return not is_free.any() or bool(changed[is_free].mean() >= RESTLESS)
