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
        self._small_chroma: tuple[Image, ...] = ()

    def hide(self, boxes: Boxes | None) -> None:
        """Pixelate each box (float32 [n, 4], pixels) with its margin; all when they are None."""
        if boxes is None:
            block = _block_of(BLOCKS_ACROSS * self.width / WHOLE_BLOCKS)
            self._put(self._means(block), block, (0, 0, self.width, self.height))
            return
        by_block: dict[int, set[tuple[int, int, int, int]]] = {}
        for box in boxes:
            left, top, right, bottom = grown(box, self.width, self.height)
            if right > left and bottom > top:
                block = _block_of(min(right - left, bottom - top))
                by_block.setdefault(block, set()).add((left, top, right, bottom))
        # All are reckoned before one is used: none may be made of another.
        means = {block: self._means(block) for block in by_block}
        for block in sorted(by_block):  # where they overlap the coarser one stays
            for place in by_block[block]:
                self._put(means[block], block, place)

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

    def _put(self, means: tuple[Image, ...], block: int, place: tuple[int, int, int, int]) -> None:
        """Make a place, and what of its outer blocks lies beyond it, a mosaic."""
        first_column, first_row = place[0] // block, place[1] // block
        last_column, last_row = -(-place[2] // block), -(-place[3] // block)
        for plane, mean, size in zip(
            self._all, means, (block, block // 2, block // 2), strict=True
        ):
            blocks = mean[first_row:last_row, first_column:last_column]
            part = plane[
                first_row * size : last_row * size, first_column * size : last_column * size
            ]
            whole = (blocks.shape[1] * size, blocks.shape[0] * size)
            flat = cv2.resize(blocks, whole, interpolation=cv2.INTER_NEAREST)
            part[:] = flat[: part.shape[0], : part.shape[1]]

    def _means(self, block: int) -> tuple[Image, ...]:
        """The mean of each block of `block` pixels of luma, in each plane."""
        if not self._small_chroma:
            self._small_chroma = tuple(self._shrunk(plane) for plane in self._all[1:])
        return tuple(_means(small, block // STEP) for small in (self.small, *self._small_chroma))

    def _shrunk(self, plane: Image) -> Image:
        return _area(plane, (self.width // STEP, self.height // STEP))


def _means(small: Image, step: int) -> Image:
    """The means of squares of `step` pixels of `small`; at its edges of what there is of them."""
    height, width = small.shape
    rows, columns = -(-height // step), -(-width // step)
    whole = cv2.copyMakeBorder(
        small, 0, rows * step - height, 0, columns * step - width, cv2.BORDER_REPLICATE
    )
    return _area(np.asarray(whole, np.uint8), (columns, rows))


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
