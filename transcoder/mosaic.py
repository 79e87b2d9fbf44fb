"""Pixelates parts of a picture, or all of it, in the planes it is coded in.

Blocks stand on a fixed grid, so that a mosaic does not flicker with the box it follows, which
would also cost the encoder more than the picture itself.
"""

import cv2
import numpy as np
from av import VideoFrame

from transcoder.finding import Boxes, Image
from transcoder.privacy import WHOLE_BLOCKS, grown

STEP = 4  # pixels of luma; all is reckoned from means of such squares
LEAST_BLOCK = 8
# Of the shorter side of what is hidden. On the grid they become five: no face is left in them.
BLOCKS_ACROSS = 4


class Planes:
    """A picture as yuv420p, ours to write on; its sides are multiples of STEP pixels."""

    def __init__(self, frame: VideoFrame, width: int, height: int) -> None:
        fitted = frame.reformat(width=width, height=height, format="yuv420p")
        # A copy: what a decoder gives out it may still need to decode the next pictures.
        self._rows = np.asarray(fitted.to_ndarray(), np.uint8)
        self.width, self.height = width, height
        self.luma: Image = self._rows[:height]
        blue, red = self._rows[height:].reshape(2, height // 2, width // 2)
        self._all = (self.luma, blue, red)
        self.small = self._shrunk(self.luma)

    def hide(self, boxes: Boxes | None) -> None:
        """Pixelate each box (float32 [n, 4], pixels) with its margin; all when they are None."""
        if boxes is None:
            block = _block_of(BLOCKS_ACROSS * self.width / WHOLE_BLOCKS)
            for plane, mosaic in zip(self._all, self._mosaics(block), strict=True):
                plane[:] = mosaic
            return
        by_block: dict[int, list[tuple[int, int, int, int]]] = {}
        for box in boxes:
            left, top, right, bottom = grown(box, self.width, self.height)
            if right > left and bottom > top:
                block = _block_of(min(right - left, bottom - top))
                by_block.setdefault(block, []).append((left, top, right, bottom))
        # All are made before one is used: none may be made of another.
        mosaics = {block: self._mosaics(block) for block in by_block}
        for block in sorted(by_block):  # where they overlap the coarser one stays
            for left, top, right, bottom in by_block[block]:
                rows = slice(top // block * block, -(-bottom // block) * block)
                columns = slice(left // block * block, -(-right // block) * block)
                self._put(mosaics[block], rows, columns)

    def frame(self) -> VideoFrame:
        """The picture as a frame, which shares its memory."""
        return VideoFrame.from_numpy_buffer(self._rows, format="yuv420p")

    def part(self, left: int, top: int, right: int, bottom: int, *, scale: float) -> Image:
        """A part of the picture, uint8 [height, width, 3], BGR, `scale` times as large.

        Corners are in even pixels.
        """
        parts = [self.luma[top:bottom, left:right]]
        parts += [plane[top // 2 : bottom // 2, left // 2 : right // 2] for plane in self._all[1:]]
        if scale != 1:
            across, down = _even((right - left) * scale), _even((bottom - top) * scale)
            sizes = [(across, down), *[(across // 2, down // 2)] * 2]
            parts = [_area(part, size) for part, size in zip(parts, sizes, strict=True)]
        flat = np.concatenate([part.reshape(-1) for part in parts])
        packed = flat.reshape(parts[0].shape[0] * 3 // 2, parts[0].shape[1])
        return np.asarray(cv2.cvtColor(packed, cv2.COLOR_YUV2BGR_I420), np.uint8)

    def _put(self, mosaic: tuple[Image, ...], rows: slice, columns: slice) -> None:
        self.luma[rows, columns] = mosaic[0][rows, columns]
        half = (
            slice(rows.start // 2, rows.stop // 2),
            slice(columns.start // 2, columns.stop // 2),
        )
        for plane, blocks in zip(self._all[1:], mosaic[1:], strict=True):
            plane[half] = blocks[half]

    def _shrunk(self, plane: Image) -> Image:
        return _area(plane, (self.width // STEP, self.height // STEP))

    def _mosaics(self, block: int) -> tuple[Image, ...]:
        """Each plane as a mosaic of blocks of `block` pixels of luma."""
        return tuple(
            _mosaic(small, block // STEP, plane.shape)
            for plane, small in zip(
                self._all, (self.small, *map(self._shrunk, self._all[1:])), strict=True
            )
        )


def _mosaic(small: Image, step: int, shape: tuple[int, ...]) -> Image:
    """A plane of `shape` in blocks that are each the mean of `step` × `step` pixels of `small`."""
    height, width = small.shape
    rows, columns = -(-height // step), -(-width // step)
    whole = cv2.copyMakeBorder(
        small, 0, rows * step - height, 0, columns * step - width, cv2.BORDER_REPLICATE
    )
    size = step * shape[1] // width
    blocks = cv2.resize(
        _area(np.asarray(whole, np.uint8), (columns, rows)),
        (columns * size, rows * size),
        interpolation=cv2.INTER_NEAREST,
    )
    return np.asarray(blocks[: shape[0], : shape[1]], np.uint8)


def _block_of(side: float) -> int:
    """The size of the blocks that hide something of `side` pixels."""
    block = LEAST_BLOCK
    while block * BLOCKS_ACROSS < side:
        block *= 2
    return block


def _area(plane: Image, size: tuple[int, int]) -> Image:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def _even(size: float) -> int:
    return max(2, round(size / 2) * 2)
