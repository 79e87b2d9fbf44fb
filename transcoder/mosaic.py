"""Pixelates parts of a picture, or all of it, in the planes it is coded in.

Blocks stand on a fixed grid, so that a mosaic does not flicker with the box it follows, which
would also cost the encoder more than the picture itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from transcoder.finding import Boxes, Image
from transcoder.privacy import WHOLE_BLOCKS, Places, grown_boxes

STEP = LEAST_BLOCK = 8  # pixels of luma: a picture has whole blocks
# Of the shorter side of what is hidden. On the grid they become five: no face is left in them.
BLOCKS_ACROSS = 4
OPEN = 15  # in place of a number of doublings

Sides = NDArray[np.float64]
LEAST_BITS = 3  # of LEAST_BLOCK
BLOCKS = LEAST_BLOCK << np.arange(OPEN)  # the sides that blocks may have
# A row of a block is one number of a plane: eight pixels of luma, four of colour.
ROWS: tuple[tuple[type[np.unsignedinteger], int], ...] = (
    (np.uint64, 0x0101010101010101),
    (np.uint32, 0x01010101),
    (np.uint32, 0x01010101),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What hides people in a picture, for a few pictures after it as well.

    `is_hidden` bool [rows, columns] of least blocks, and their colours, three times of that shape.
    """

    is_hidden: NDArray[np.bool_]
    colours: tuple[Image, ...]

    @property
    def reach(self) -> tuple[slice, slice]:
        """The rows and columns beyond which nothing is hidden."""
        left, top, across, down = cv2.boundingRect(self.is_hidden.view(np.uint8))
        return slice(top, top + down), slice(left, left + across)


class Sheet:
    """Memory for a picture as yuv420p, ours to write on; its sides are multiples of STEP pixels.

    `frame` is what lies on it now, for an encoder that copies what it is given.
    """

    def __init__(self, width: int, height: int) -> None:
        rows = np.empty((height * 3 // 2, width), np.uint8)
        blue, red = rows[height:].reshape(2, height // 2, width // 2)
        self.planes: tuple[Image, ...] = (rows[:height], blue, red)
        self.frame = VideoFrame.from_numpy_buffer(rows, format="yuv420p")

    def take(self, planes: Iterable[Image]) -> None:
        """Copy a picture, shrunk to this size: means of pixels, none is skipped."""
        for told, ours in zip(planes, self.planes, strict=True):
            if told.shape == ours.shape:
                np.copyto(ours, told)
            else:
                height, width = ours.shape
                cv2.resize(told, (width, height), dst=ours, interpolation=cv2.INTER_AREA)

    def lay(self, cover: Cover) -> None:
        """Hide what `cover` hides."""
        # The whole picture at once: a call for each box costs more than its pixels.
        rows, columns = cover.is_hidden.shape
        within, across = cover.reach
        where = cover.is_hidden[within, None, across]
        for plane, (row, ones), colour in zip(self.planes, ROWS, cover.colours, strict=True):
            spread = colour[within, None, across].astype(row) * row(ones)
            blocks = plane.view(row).reshape(rows, -1, columns)
            np.copyto(blocks[within, :, across], spread, where=where)


class Planes:
    """A picture as yuv420p whose sides are multiples of STEP pixels, as it came from a decoder.

    Nothing is written on it: a decoder may still need it to decode the next pictures.
    """

    def __init__(self, frame: VideoFrame, width: int, height: int) -> None:
        self.width, self.height = width, height
        planes = _planes_of(frame, width, height)
        self._shrunk: Sheet | None = None
        if planes[0].shape != (height, width):
            self._shrunk = Sheet(width, height)
            self._shrunk.take(planes)
            planes = self._shrunk.planes
        self._all = planes
        self.small = _halved(_halved(planes[0]))

    def hidden(self, cover: Cover | None, sheet: Sheet) -> VideoFrame:
        """The picture without what `cover` hides; it may lie on `sheet`, until that is used again.

        One sheet for all pictures of a stream stays in the processor's cache.
        """
        if self._shrunk is None:
            sheet.take(self._all)
        else:
            sheet = self._shrunk
        if cover is not None:
            sheet.lay(cover)
        return sheet.frame

    def cover(self, boxes: Boxes | None) -> Cover | None:
        """What hides the boxes, in this picture's colours; None where there are none."""
        if boxes is None:
            doubled = _doublings(np.array([self.width / WHOLE_BLOCKS]))
            sizes = np.full(self._grid(), doubled, np.uint8)
        elif len(boxes):
            sizes = self._sizes(grown_boxes(boxes, self.width, self.height))
        else:
            return None
        blocks = cv2.split(self._blocks(sizes))
        return Cover(sizes != OPEN, tuple(np.asarray(values, np.uint8) for values in blocks))

    def part(self, left: int, top: int, right: int, bottom: int, *, scale: float) -> Image:
        """A part of the picture, uint8 [height, width, 3], BGR, `scale` times as large.

        Corners are in even pixels.
        """
        luma, *colours = self._all
        parts = [luma[top:bottom, left:right]]
        parts += [plane[top // 2 : bottom // 2, left // 2 : right // 2] for plane in colours]
        if scale != 1:
            across, down = _even((right - left) * scale), _even((bottom - top) * scale)
            sizes = [(across, down), *[(across // 2, down // 2)] * 2]
            # Between a half and one nothing is skipped, and it takes a quarter of the time.
            way = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
            parts = [
                np.asarray(cv2.resize(part, size, interpolation=way), np.uint8)
                for part, size in zip(parts, sizes, strict=True)
            ]
        flat = np.concatenate([part.reshape(-1) for part in parts])
        packed = flat.reshape(parts[0].shape[0] * 3 // 2, parts[0].shape[1])
        return np.asarray(cv2.cvtColor(packed, cv2.COLOR_YUV2BGR_I420), np.uint8)

    def _grid(self) -> tuple[int, int]:
        """Rows and columns of the least blocks."""
        return self.height // LEAST_BLOCK, self.width // LEAST_BLOCK

    def _sizes(self, places: Places) -> Image:
        """How often the block that hides each least one was doubled, OPEN where none does."""
        sides = (places[:, 2:] - places[:, :2]).min(axis=1)
        doubled = _doublings(sides / BLOCKS_ACROSS)[:, None]
        step = doubled + LEAST_BITS
        corners = np.concatenate(
            [places[:, :2] >> step << doubled, -(-places[:, 2:] >> step) << doubled, doubled],
            axis=1,
        )[sides > 0]
        sizes = np.full(self._grid(), OPEN, np.uint8)
        # Where they overlap the coarser one stays.
        for left, top, right, bottom, size in corners[np.argsort(corners[:, 4])].tolist():
            sizes[top:bottom, left:right] = size
        return sizes

    def _blocks(self, sizes: Image) -> Image:
        """For each least block the mean of the block that hides it, [rows, columns, 3 planes]."""
        colours = (_halved(_halved(plane)) for plane in self._all[1:])
        least = np.asarray(cv2.merge([_halved(self.small), *colours]), np.uint8)
        blocks = least.copy()
        rows, columns = sizes.shape
        for size in range(1, int(sizes[sizes != OPEN].max(initial=0)) + 1):
            is_there = np.asarray(sizes == size, np.uint8)
            if cv2.countNonZero(is_there):
                means = _magnified(_means(least, 1 << size), 1 << size)
                cv2.copyTo(means[:rows, :columns], is_there, blocks)
        return blocks


def _halved(plane: Image) -> Image:
    """`plane` in half its size; twice that is quicker by far than a quarter at once."""
    height, width = plane.shape
    return _area(plane, (width // 2, height // 2))


def _means(small: Image, step: int) -> Image:
    """The means of squares of `step` pixels of `small`; at its edges of what there is of them."""
    height, width = small.shape[:2]
    rows, columns = -(-height // step), -(-width // step)
    whole = cv2.copyMakeBorder(
        small, 0, rows * step - height, 0, columns * step - width, cv2.BORDER_REPLICATE
    )
    return _area(np.asarray(whole, np.uint8), (columns, rows))


def _doublings(sides: Sides) -> NDArray[np.int64]:
    """How often the least block must be doubled to be no smaller than `sides`."""
    return np.asarray(np.searchsorted(BLOCKS, sides), np.int64)


def _magnified(small: Image, side: int) -> Image:
    """`small` with `side`×`side` pixels for each of its own."""
    # cv2.resize takes seven times as long for it.
    return small.repeat(side, axis=1).repeat(side, axis=0)


def _planes_of(frame: VideoFrame, width: int, height: int) -> tuple[Image, ...]:
    """The planes of `frame`, which share its memory; of another format in the size asked for."""
    if frame.format.name != "yuv420p":
        frame = frame.reformat(width=width, height=height, format="yuv420p")
    return tuple(
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    )


def _area(plane: Image, size: tuple[int, int]) -> Image:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def _even(size: float) -> int:
    return max(2, round(size / 2) * 2)
