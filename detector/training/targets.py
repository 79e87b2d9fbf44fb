"""What a finder should answer for a picture: a heat map a class, and boxes about its peaks.

After TTFNet (Liu et al., 2020): every cell near the middle of an object learns its box, not the
middle alone, so that few passes over few pictures teach it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.training.labels import Boxes

Floats = NDArray[np.float32]

STRIDE = 4
# Part of an object's width and height over which its cells learn its box.
SPREAD = 0.54
# Cells to each side that learn it at least: a small head would have one only.
LEAST_RADIUS = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """The answer wanted for one picture, on a map of a cell for 4×4 pixels.

    `heat` float32 [k, h, w], 1 in the middle of an object; `counts` float32 [k, h, w], 0 where
    neither is right nor wrong; `boxes` float32 [k, 4, h, w], pixels of the picture, x1 y1 x2 y2;
    `weights` float32 [k, h, w], how much the box of a cell matters, 0 for most.
    """

    heat: Floats
    counts: Floats
    boxes: Floats
    weights: Floats


def target_of(
    boxes: tuple[Boxes, ...], ignores: tuple[Boxes, ...], *, width: int, height: int
) -> Target:
    """The target of a picture of `width`×`height` pixels, multiples of 4."""
    across, down = width // STRIDE, height // STRIDE
    kinds = len(boxes)
    target = Target(
        heat=np.zeros((kinds, down, across), np.float32),
        counts=np.ones((kinds, down, across), np.float32),
        boxes=np.zeros((kinds, 4, down, across), np.float32),
        weights=np.zeros((kinds, down, across), np.float32),
    )
    for kind in range(kinds):
        for x1, y1, x2, y2 in ignores[kind] / STRIDE:
            rows, columns = _cells(y1, y2, down), _cells(x1, x2, across)
            target.counts[kind, rows, columns] = 0.0
        sides = boxes[kind][:, 2:] - boxes[kind][:, :2]
        for index in np.argsort(-sides.prod(axis=1)):  # small ones last, upon large ones
            _paint(target, kind, boxes[kind][index])
    # Where an object is, it is known what is right, also within a region that is not.
    np.maximum(target.counts, target.heat > 0, out=target.counts)
    return target


def _cells(begin: float, end: float, size: int) -> slice:
    return slice(max(0, int(np.floor(begin))), min(size, max(0, int(np.ceil(end)))))


def _paint(target: Target, kind: int, box: Floats) -> None:
    """Write one object into the maps."""
    down, across = target.heat.shape[1:]
    middle = (box[:2] + box[2:]) / 2 / STRIDE
    column, row = (min(int(middle[0]), across - 1), min(int(middle[1]), down - 1))
    radii = np.maximum((box[2:] - box[:2]) / STRIDE * SPREAD / 2, LEAST_RADIUS)
    reach = np.floor(radii).astype(int)
    rows = np.arange(max(0, row - reach[1]), min(down, row + reach[1] + 1))
    columns = np.arange(max(0, column - reach[0]), min(across, column + reach[0] + 1))
    sigma = (2 * radii + 1) / 6
    bump = np.outer(
        np.exp(-(((rows - row) / sigma[1]) ** 2) / 2),
        np.exp(-(((columns - column) / sigma[0]) ** 2) / 2),
    ).astype(np.float32)
    where = (kind, slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    heat = target.heat[where]
    np.maximum(heat, bump, out=heat)
    target.boxes[kind, :, where[1], where[2]] = box[:, None, None]
    # Large objects have more cells; the logarithm lets them count more, but not as much more.
    area = max(float(np.prod(box[2:] - box[:2])) / STRIDE**2, 2.0)
    target.weights[where] = bump * np.float32(np.log(area) + 1.0) / bump.sum()
