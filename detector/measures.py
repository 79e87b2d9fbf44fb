"""The numbers of one picture from which its integrity is judged; no threshold, no history.

Everything is measured on a small copy of fixed size, so that a camera's main stream and its
substream are judged alike. The uppermost and lowest eighth are left out where words are burnt in.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

WIDTH, HEIGHT = 320, 180
MARGIN = HEIGHT // 8
# Blocks for what stands where: 16 across, 8 down, of the part between the margins.
BLOCKS_ACROSS, BLOCKS_DOWN = 16, 8
# Standard deviations, in pixels of the small copy, at which edges are compared.
_FINE, _COARSE = 1.0, 2.5
# Weaker edges than this many levels a pixel are noise or shading.
_EDGE_FLOOR = 2.0
# Below this share of the picture edges are too few to say how wide they are.
_FEWEST_EDGES = 0.004
# Keeps a dark picture's noise from looking like structure.
_LUMA_FLOOR = 24.0
MAP_WIDTH, MAP_HEIGHT = 80, 45
_MAP_SIGMA = 4.0
_MAP_FLOOR = 4.0
_MAP_UNIT = 32.0
SAMPLES_ACROSS, SAMPLES_DOWN = 64, 36
THUMBNAIL = 10


@dataclass(frozen=True, slots=True)
class Measures:
    """What one picture measures.

    Luma is 0 (black) to 255, shares are 0 to 1. `edge_px` is the width of the median strong edge
    as the standard deviation of a blur, in pixels of a picture 320 wide; None where there are too
    few. `structure` is float32 [8, 16], how much stands out in each block; `likeness_map` int8
    [45, 80], the picture freed of its lighting; `thumbnail` uint8 [10, 10], mean luma; `samples`
    uint8 [36, 64], single pixels of the picture as it came, with their noise. `width` and `height`
    are those of the picture as it came.
    """

    bright_luma: float
    clipped_share: float
    edge_px: float | None
    structure: Floats
    likeness_map: NDArray[np.int8]
    thumbnail: Picture
    samples: Picture
    width: int
    height: int


def measure(image: Picture) -> Measures:
    """Measure `image`, uint8 [height, width, 3], BGR, at least 64×36. Raises ValueError."""
    if image.ndim != 3 or image.shape[0] < SAMPLES_DOWN or image.shape[1] < SAMPLES_ACROSS:
        raise ValueError("a picture of at least 64×36 in colour is needed")
    luma = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    small = np.asarray(cv2.resize(luma, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
    middle = small[MARGIN : HEIGHT - MARGIN]
    fine, coarse = _slopes(middle, _FINE), _slopes(middle, _COARSE)
    counts = np.bincount(middle.ravel(), minlength=256)
    below = np.cumsum(counts) / middle.size
    height, width = luma.shape
    return Measures(
        bright_luma=float(np.searchsorted(below, 0.98)),
        clipped_share=float(counts[245:].sum() / middle.size),
        edge_px=_edge_px(fine, coarse),
        structure=_structure(middle, coarse),
        likeness_map=_likeness_map(small),
        thumbnail=_resized(small, (THUMBNAIL, THUMBNAIL)),
        samples=_samples(luma),
        width=width,
        height=height,
    )


def use_one_thread() -> None:
    """Measure each picture in the calling thread alone: many threads measure at once."""
    cv2.setNumThreads(1)


def _resized(picture: Picture, size: tuple[int, int]) -> Picture:
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _slopes(luma: Picture, sigma: float) -> Floats:
    """How steep the picture is everywhere after a blur of `sigma`, in levels a pixel."""
    soft = cv2.GaussianBlur(luma, (0, 0), sigma, dst=None, borderType=cv2.BORDER_REPLICATE)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=1 / 8)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _edge_px(fine: Floats, coarse: Floats) -> float | None:
    """Width of the median strong edge.

    An edge of width s is 1/√(s² + σ²) as steep after a blur of σ: two blurs tell s, whatever the
    contrast (Zhuo and Sim, 2011).
    """
    strong = coarse > max(_EDGE_FLOOR, float(np.percentile(coarse[::2, ::2], 92)))
    if np.count_nonzero(strong) < _FEWEST_EDGES * coarse.size:
        return None
    ratio = float(np.median(fine[strong] / coarse[strong]))
    if ratio <= 1.0:
        return 2 * _COARSE
    squared = (_COARSE**2 - (ratio * _FINE) ** 2) / (ratio**2 - 1)
    return min(float(np.sqrt(max(0.0, squared))), 4 * _COARSE)


def _structure(luma: Picture, coarse: Floats) -> Floats:
    """How much stands out in each block, in parts of its brightness: dimming changes little."""
    size = (BLOCKS_ACROSS, BLOCKS_DOWN)
    steep = cv2.resize(coarse, size, interpolation=cv2.INTER_AREA)
    mean = cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(100 * steep / (mean + _LUMA_FLOOR), np.float32)


def _likeness_map(small: Picture) -> NDArray[np.int8]:
    """The picture in units of its local contrast, so that light and shade fall out."""
    tiny = _resized(small, (MAP_WIDTH, MAP_HEIGHT)).astype(np.float32)
    high = tiny - cv2.GaussianBlur(tiny, (0, 0), _MAP_SIGMA)
    spread = np.sqrt(cv2.GaussianBlur(high * high, (0, 0), _MAP_SIGMA))
    scaled = high / (spread + _MAP_FLOOR) * _MAP_UNIT
    return np.clip(np.round(scaled), -127, 127).astype(np.int8)


def _samples(luma: Picture) -> Picture:
    """Single pixels on a grid: a mean would hide the noise that tells a live sensor."""
    height, width = luma.shape
    rows = ((np.arange(SAMPLES_DOWN) + 0.5) * height / SAMPLES_DOWN).astype(np.intp)
    columns = ((np.arange(SAMPLES_ACROSS) + 0.5) * width / SAMPLES_ACROSS).astype(np.intp)
    return np.ascontiguousarray(luma[np.ix_(rows, columns)])
