"""Pictures of a drawn kitchen, as a camera would bring them."""

from functools import cache
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.simulator.scene import draw_scene

SIZE = (640, 360)


@cache
def kitchen_looks(zone: str = "CK", *, count: int = 4, seed: int = 1) -> tuple[NDArray, ...]:
    """Looks at a working kitchen, 7 s of its time apart; uint8 [360, 640, 3], BGR."""
    pictures = draw_scene(zone, size=SIZE, seed=seed, fps=1 / 7)
    return tuple(cv2.cvtColor(each, cv2.COLOR_YUV2BGR_I420) for each in islice(pictures, count))


def kitchen(zone: str = "CK") -> NDArray:
    """One look at a working kitchen; uint8 [360, 640, 3], BGR."""
    return kitchen_looks(zone)[0]


def resized(image: NDArray, size: tuple[int, int]) -> NDArray:
    """The same picture from a stream of another size (width, height)."""
    smaller = size[0] < image.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)
