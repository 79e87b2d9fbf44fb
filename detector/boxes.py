"""Boxes: a picture brought to a net's size, a net's numbers read as boxes, doubles taken out.

Boxes are float32 [n, 4], pixels, x1 y1 x2 y2; scores float32 [n], 0 to 1; labels intp [n].
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

GREY = 114


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one picture, best first: `boxes`, `scores` and `labels` of n things."""

    boxes: Floats
    scores: Floats
    labels: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.boxes)

    def of(self, label: int) -> "Found":
        """Those of one label."""
        return self[self.labels == label]

    def __getitem__(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "Found":
        return Found(self.boxes[which], self.scores[which], self.labels[which])


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a picture was brought to a net's size: `scale`, then `left` and `top` pixels of grey."""

    scale: float
    left: int = 0
    top: int = 0

    def back(self, boxes: Floats, *, width: int, height: int) -> Floats:
        """`boxes` of the net's picture in the pixels of the original, cut to it."""
        offset = np.array([self.left, self.top] * 2, np.float32)
        limit = np.array([width, height] * 2, np.float32)
        back = np.clip((boxes - offset) / np.float32(self.scale), 0, limit)
        return np.asarray(back, np.float32)


Anchor = Literal["corner", "middle"]


def letterbox(
    image: Image, *, width: int, height: int, anchor: Anchor = "corner"
) -> tuple[Image, Letterbox]:
    """`image` as large as fits `width`×`height`, its form kept, the rest grey.

    `anchor` says where it is put. Raises ValueError for a picture without pixels.
    """
    down, across = image.shape[:2]
    if not (down and across):
        raise ValueError("a picture without pixels")
    scale = min(width / across, height / down)
    size = (max(1, round(across * scale)), max(1, round(down * scale)))
    # Between a half and one nothing is skipped, and it takes a quarter of the time.
    way = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    small = image if size == (across, down) else cv2.resize(image, size, interpolation=way)
    if size == (width, height):
        return np.asarray(small, np.uint8), Letterbox(scale)
    sheet = np.full((height, width, 3), GREY, np.uint8)
    left, top = ((width - size[0]) // 2, (height - size[1]) // 2) if anchor == "middle" else (0, 0)
    sheet[top : top + size[1], left : left + size[0]] = small
    return sheet, Letterbox(scale, left, top)


def overlaps(some: Floats, others: Floats) -> Floats:
    """Intersection over union of each of `some` [n, 4] with each of `others` [m, 4]: [n, m]."""
    both = shared_areas(some, others)
    either = areas(some)[:, None] + areas(others)[None] - both
    return np.asarray(both / np.maximum(either, np.float32(1e-9)), np.float32)


def shared_areas(some: Floats, others: Floats) -> Floats:
    """The area each of `some` [n, 4] shares with each of `others` [m, 4]: [n, m]."""
    sides = []
    for low, high in ((0, 2), (1, 3)):  # one side at a time: several times quicker than both
        side = np.minimum(some[:, None, high], others[None, :, high])
        side -= np.maximum(some[:, None, low], others[None, :, low])
        sides.append(np.maximum(side, 0, out=side))
    return np.asarray(sides[0] * sides[1], np.float32)


def areas(boxes: Floats) -> Floats:
    """Area of each box, 0 for one turned inside out."""
    return np.asarray(np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1), np.float32)


def without_doubles(found: Found, *, overlap: float = 0.5, most: int = 200) -> Found:
    """The best of those that overlap by more than `overlap` (NMS), label by label, `most` in all.

    NaN and boxes without area are left out.
    """
    return found[distinct(found, overlap=overlap, most=most)]


def distinct(found: Found, *, overlap: float = 0.5, most: int = 200) -> NDArray[np.intp]:
    """The places in `found` of those that `without_doubles` leaves, best first."""
    is_sound = np.isfinite(found.boxes).all(axis=1) & np.isfinite(found.scores)
    sound = np.flatnonzero(is_sound & (areas(found.boxes) > 0))
    order = sound[np.argsort(-found.scores[sound], kind="stable")[: 2 * most]]
    crosses = overlaps(found.boxes[order], found.boxes[order]) > overlap
    crosses &= found.labels[order][:, None] == found.labels[order][None]
    stays = np.ones(len(order), np.bool_)
    for index in range(len(order)):
        if stays[index]:
            stays[index + 1 :] &= ~crosses[index, index + 1 :]
    return np.asarray(order[np.flatnonzero(stays)[:most]], np.intp)


def shifted(boxes: Floats, shifts: Floats, *, width: int, height: int) -> Floats:
    """`boxes` with each side moved by so many of their widths and heights, cut to the picture."""
    sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
    limit = np.array([width, height] * 2, np.float32)
    return np.asarray(np.clip(boxes + shifts * sides, 0, limit), np.float32)


def found_of(boxes: Floats, scores: Floats, labels: NDArray[np.intp]) -> Found:
    """Found with its fields brought to their types."""
    return Found(
        np.ascontiguousarray(boxes, np.float32).reshape(-1, 4),
        np.ascontiguousarray(scores, np.float32),
        np.asarray(labels, np.intp),
    )


# One picture's outputs, in the model's order and without the batch axis → what they say.
Outputs = Sequence[Floats]
Decoder = Callable[[Outputs, "Layout"], Found]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a decoder must know beside the numbers: the net's picture and the least score."""

    width: int
    height: int
    least_score: float


def centres(outputs: Outputs, layout: Layout) -> Found:
    """CenterNet-style: `scores` [k, h, w], `sides` [4k, h, w] (left, upper, right, lower; px)."""
    scores, sides = outputs
    kinds, down, across = scores.shape
    peaks = cv2.dilate(np.ascontiguousarray(scores.transpose(1, 2, 0)), np.ones((3, 3), np.uint8))
    tops = peaks.reshape(down, across, kinds).transpose(2, 0, 1)
    kind, row, column = np.nonzero((scores >= layout.least_score) & (scores >= tops))
    told = sides.reshape(kinds, 4, down, across)[kind, :, row, column]
    x = (column + np.float32(0.5)) * np.float32(layout.width / across)
    y = (row + np.float32(0.5)) * np.float32(layout.height / down)
    boxes = np.stack([x - told[:, 0], y - told[:, 1], x + told[:, 2], y + told[:, 3]], axis=1)
    return found_of(boxes, scores[kind, row, column], kind)


def yolov5(outputs: Outputs, layout: Layout) -> Found:
    """[n, 5 + k]: centre and size in pixels, objectness, a share for each of k labels."""
    (rows,) = outputs
    return _best_label(_corners(rows[:, :4]), rows[:, 4:5] * rows[:, 5:], layout)


def yolov8(outputs: Outputs, layout: Layout) -> Found:
    """[4 + k, n]: centre and size in pixels, then a share for each of k labels."""
    (columns,) = outputs
    return _best_label(_corners(columns[:4].T), columns[4:].T, layout)


def yolox(outputs: Outputs, layout: Layout) -> Found:
    """[n, 5 + k] over strides 8, 16, 32: offsets and log sizes in cells, objectness, shares."""
    (rows,) = outputs
    cells, strides = _cells(layout, (8, 16, 32), len(rows))
    middles = (rows[:, :2] + cells) * strides
    sizes = np.exp(np.clip(rows[:, 2:4], -20, 10)) * strides
    boxes = np.concatenate([middles - sizes / 2, middles + sizes / 2], axis=1)
    return _best_label(boxes, rows[:, 4:5] * rows[:, 5:], layout)


def yunet(outputs: Outputs, layout: Layout) -> Found:
    """YuNet: cls, obj, bbox, kps, each for strides 8, 16, 32: [n, 1], [n, 1], [n, 4], [n, 10]."""
    shares, objects, boxes = (np.concatenate(list(outputs[i : i + 3])) for i in (0, 3, 6))
    cells, strides = _cells(layout, (8, 16, 32), len(boxes))
    middles = (boxes[:, :2] + cells) * strides
    sizes = np.exp(np.clip(boxes[:, 2:4], -20, 10)) * strides
    corners = np.concatenate([middles - sizes / 2, middles + sizes / 2], axis=1)
    scores = np.sqrt(np.clip(shares, 0, 1) * np.clip(objects, 0, 1))
    return _best_label(corners, scores, layout)


def parts(outputs: Outputs, layout: Layout) -> Found:
    """Ultra-Light RFB and SSD of that kind: scores [n, 1 + k], the first for nothing; boxes [n, 4].

    Boxes are corners in parts of the picture.
    """
    scores, boxes = outputs
    size = np.array([layout.width, layout.height] * 2, np.float32)
    return _best_label(boxes * size, scores[:, 1:], layout)


def ssd(outputs: Outputs, layout: Layout) -> Found:
    """SSD with its own suppression: rows [n, 7] of picture, label from 1, score, corners.

    Corners are in parts of the picture.
    """
    (rows,) = outputs
    rows = rows.reshape(-1, 7)
    rows = rows[(rows[:, 2] >= layout.least_score) & (rows[:, 1] >= 1)]
    size = np.array([layout.width, layout.height] * 2, np.float32)
    return found_of(rows[:, 3:] * size, rows[:, 2], rows[:, 1].astype(np.intp) - 1)


DECODERS: Mapping[str, Decoder] = {
    "centres": centres,
    "parts": parts,
    "ssd": ssd,
    "yolov5": yolov5,
    "yolov8": yolov8,
    "yolox": yolox,
    "yunet": yunet,
}


def _corners(rows: Floats) -> Floats:
    """Corners of boxes given as centre and size."""
    half = rows[:, 2:] / 2
    return np.concatenate([rows[:, :2] - half, rows[:, :2] + half], axis=1)


def _best_label(boxes: Floats, scores: Floats, layout: Layout) -> Found:
    """One thing a row: the label with the best score, where that is good enough."""
    labels = scores.argmax(axis=1)
    best = scores[np.arange(len(scores)), labels]
    good = best >= layout.least_score
    return found_of(boxes[good], best[good], labels[good])


def _cells(layout: Layout, strides: Sequence[int], count: int) -> tuple[Floats, Floats]:
    """Column and row of each cell [n, 2] and its stride [n, 1]. Raises ValueError."""
    cells, sizes = [], []
    for stride in strides:
        columns, rows = np.meshgrid(
            np.arange(layout.width // stride), np.arange(layout.height // stride)
        )
        cells.append(np.stack([columns.ravel(), rows.ravel()], axis=1))
        sizes.append(np.full((columns.size, 1), stride))
    if sum(map(len, cells)) != count:
        raise ValueError(f"{count} rows do not fit a picture of {layout.width}×{layout.height}")
    return np.concatenate(cells).astype(np.float32), np.concatenate(sizes).astype(np.float32)
