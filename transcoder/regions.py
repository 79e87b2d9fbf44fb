"""Which part of a picture a finder is to look at: one that holds all that is asked about."""

from dataclasses import dataclass

import numpy as np

from transcoder.finding import Boxes

WHOLE_SHARE = 0.6  # a region that covers more of the picture is looked at as a whole
REGION_MARGIN = 0.08  # of the picture's width, about what is to be looked at
REGION_STEPS = 12  # regions are so many parts of the width or fewer: nets take whole cells


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture to be looked at, in whole pixels, all even."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def whole(cls, size: tuple[int, int]) -> "Region":
        """All of a picture of that width and height."""
        return cls(0, 0, *size)

    @property
    def box(self) -> Boxes:
        """The region as a box."""
        return np.array([[self.left, self.top, self.right, self.bottom]], np.float32)


def region_about(boxes: Boxes, size: tuple[int, int]) -> Region:
    """The part of a picture of that width and height that holds all boxes, with room about.

    The whole of it when it is most of it, and when there are no boxes.
    """
    if not len(boxes):
        return Region.whole(size)
    width, height = size
    margin = REGION_MARGIN * width
    left, top = (float(value) for value in np.maximum(boxes[:, :2].min(axis=0) - margin, 0))
    right, bottom = (float(value) for value in np.minimum(boxes[:, 2:].max(axis=0) + margin, size))
    if (right - left) * (bottom - top) > WHOLE_SHARE * width * height:
        return Region.whole(size)
    step = width / REGION_STEPS
    left, right = _stretched(left, right, width, step)
    top, bottom = _stretched(top, bottom, height, step)
    return Region(left, top, right, bottom)


def _stretched(begin: float, end: float, size: int, step: float) -> tuple[int, int]:
    """Even ends about `begin` and `end`, whole `step`s apart, within `size`."""
    length = min(size, round(np.ceil((end - begin) / step) * step / 2) * 2)
    first = int(max(0, min(begin, size - length))) & ~1
    return first, first + length
