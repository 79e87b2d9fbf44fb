"""Hides people in pictures, and hides everything when it is not sure to hide the people.

Images are uint8 [height, width, 3], BGR. Every function returns a new image.
"""

import logging
import math
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.camera import CameraSource, Polygon, Privacy
from transcoder.logs import OneASecond
from transcoder.policy import has_mask

log = logging.getLogger(__name__)
log.addFilter(OneASecond())  # a finder that fails does so many times a second

Image = NDArray[np.uint8]
Boxes = NDArray[np.float32]
HeadFinder = Callable[[Image], Boxes]
"""Finds heads in an image: boxes float32 [n, 4], pixels, x1 y1 x2 y2; may raise or be slow."""

# A head is about 1/40 to 1/15 of a kitchen picture's width: at 24 blocks it is one or two
# flat squares, no face is left, and one still sees that a stove is lit and people are there.
WHOLE_BLOCKS = 24
# Five flat squares hold no face; finer mosaics of faces have been undone by matching.
HEAD_BLOCKS = 5
HEAD_MARGIN = 0.3  # of the box's longer side: finders cut off hair, chin and ears
HEAD_MIN_PX = 16
BLOCK_MIN_PX = 8
MASK_GREY = 64
# Chroma is stored at half size, so the edge of a mask would mix with the colours behind it.
MASK_MARGIN_PX = 2
# One frame at 12.5 frames a second: a finder slower than that would fall behind for good.
FINDER_SECONDS = 0.08


def protected(image: Image, source: CameraSource, head_finder: HeadFinder | None) -> Image:
    """`image` as it may be published; the whole of it pixelated when protection fails."""
    if source.privacy is Privacy.OPEN:
        return image.copy()
    if source.privacy is Privacy.MASK:
        return masked(image, source.polygons) if has_mask(source.polygons) else pixelated(image)
    return without_heads(image, None if head_finder is None else find_heads(head_finder, image))


def without_heads(image: Image, boxes: Boxes | None) -> Image:
    """`image` with each box pixelated, the whole of it when `boxes` is None (not known)."""
    if boxes is None:
        return pixelated(image)
    safe = image.copy()
    height, width = image.shape[:2]
    for box in boxes:
        left, top, right, bottom = grown(box, width, height)
        region = safe[top:bottom, left:right]
        if region.size:
            columns = _blocks(right - left)
            safe[top:bottom, left:right] = _mosaic(region, columns, _blocks(bottom - top))
    return safe


def pixelated(image: Image) -> Image:
    """`image` as a mosaic of 24 blocks across: what happens is seen, who is there is not."""
    height, width = image.shape[:2]
    columns = max(1, min(WHOLE_BLOCKS, width // BLOCK_MIN_PX))
    return _mosaic(image, columns, max(1, round(columns * height / width)))


def masked(image: Image, polygons: tuple[Polygon, ...]) -> Image:
    """`image` with the polygons filled with flat grey."""
    safe = image.copy()
    safe[mask_of(polygons, image.shape[1], image.shape[0])] = MASK_GREY
    return safe


def mask_of(polygons: tuple[Polygon, ...], width: int, height: int) -> NDArray[np.bool_]:
    """Which pixels of a picture the polygons hide, bool [height, width].

    Slightly more than they enclose, and what they encircle as well.
    """
    margin = MASK_MARGIN_PX
    # Drawn on a larger sheet, so that a mask on the very edge reaches into the picture as well.
    mask = np.zeros((height + 2 * margin, width + 2 * margin), dtype=np.uint8)
    for polygon in polygons:
        corners = np.rint(np.asarray(polygon) * (width, height)).astype(np.int32) + margin
        # One at a time: filled together, overlapping polygons would cut holes into each other.
        one = np.zeros_like(mask)
        cv2.fillPoly(one, [corners], 1)
        outlines, _ = cv2.findContours(one, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(mask, outlines, -1, 1, cv2.FILLED)
    brush = np.ones((2 * margin + 1, 2 * margin + 1), dtype=np.uint8)
    wide = cv2.dilate(mask, brush)[margin : margin + height, margin : margin + width]
    return wide.astype(np.bool_)


def find_heads(head_finder: HeadFinder, image: Image) -> Boxes | None:
    """The heads in `image`, None when the finder failed or its answer makes no sense."""
    try:
        boxes = np.asarray(head_finder(image), dtype=np.float32)
    except Exception as error:  # noqa: BLE001 - whatever a foreign finder raises, we hide all
        log.warning("head_finder_failed", extra={"error": type(error).__name__})
        return None
    if boxes.size == 0:
        return np.zeros((0, 4), dtype=np.float32)
    if boxes.ndim != 2 or boxes.shape[1] != 4 or not np.isfinite(boxes).all():
        log.warning("head_finder_failed", extra={"error": f"boxes of shape {boxes.shape}"})
        return None
    return boxes


def grown(box: NDArray[np.float32], width: int, height: int) -> tuple[int, int, int, int]:
    """`box` with its margin as whole pixels of a picture: left, top, right, bottom.

    An empty region when the box lies outside the picture.
    """
    x1, x2 = sorted((float(box[0]), float(box[2])))
    y1, y2 = sorted((float(box[1]), float(box[3])))
    if x2 < 0 or y2 < 0 or x1 > width or y1 > height:
        return 0, 0, 0, 0
    margin = HEAD_MARGIN * max(x2 - x1, y2 - y1)
    left, right = _span(x1 - margin, x2 + margin, width)
    top, bottom = _span(y1 - margin, y2 + margin, height)
    return left, top, right, bottom


@dataclass(slots=True)
class _Question:
    image: Image
    is_answered: threading.Event = field(default_factory=threading.Event)
    boxes: Boxes | None = None


class HeadGuard:
    """Asks a head finder from a thread of its own and waits no longer than a frame may.

    While the finder is late with one frame it is not asked about the next ones.
    """

    def __init__(self, head_finder: HeadFinder, *, seconds: float = FINDER_SECONDS) -> None:
        self._head_finder = head_finder
        self._seconds = seconds
        self._questions: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._open: _Question | None = None
        self.late_frames = 0
        # A daemon: a finder that never returns must not keep the process from ending.
        threading.Thread(target=self._answer, name="head-guard", daemon=True).start()

    def heads(self, image: Image) -> Boxes | None:
        """The heads in `image`, None when the finder failed or did not answer in time."""
        if self._open is not None and not self._open.is_answered.is_set():
            self.late_frames += 1
            return None
        self._open = question = _Question(image)
        self._questions.put(question)
        if not question.is_answered.wait(self._seconds):
            self.late_frames += 1
            return None
        return question.boxes

    def close(self) -> None:
        """Let the thread end as soon as the finder returns."""
        self._questions.put(None)

    def _answer(self) -> None:
        while (question := self._questions.get()) is not None:
            question.boxes = find_heads(self._head_finder, question.image)
            question.is_answered.set()


def _span(begin: float, end: float, size: int) -> tuple[int, int]:
    """At least HEAD_MIN_PX whole pixels of [0, size) that hold [begin, end)."""
    first, last = max(0, math.floor(begin)), min(size, math.ceil(end))
    missing = HEAD_MIN_PX - (last - first)
    if missing > 0:
        first = max(0, min(first - missing // 2, size - HEAD_MIN_PX))
        last = min(size, first + HEAD_MIN_PX)
    return first, last


def _blocks(size: int) -> int:
    return max(1, min(HEAD_BLOCKS, size // BLOCK_MIN_PX))


def _mosaic(image: Image, columns: int, rows: int) -> Image:
    """`image` as `columns` × `rows` flat blocks, each the mean of what it hides."""
    height, width = image.shape[:2]
    means = cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA)
    blocks = cv2.resize(means, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(blocks, dtype=np.uint8)
