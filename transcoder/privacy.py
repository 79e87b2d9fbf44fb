"""Hides people in pictures, and hides everything when it is not sure to hide the people.

Images are uint8 [height, width, 3], BGR. Every function returns a new image.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.camera import CameraSource, Polygon, Privacy, Strength
from transcoder.finding import Boxes, Image, People, PeopleFinder, find_people
from transcoder.policy import has_mask

Places = NDArray[np.int64]
"""Corners in whole pixels, int64 [n, 4]: left, top, right, bottom."""

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
# In a still no motion tells a pan from a face, so heads of which the finder is less sure are shown.
# Chosen on pictures set aside for it, where 95 % of the labelled faces of 20 px stayed covered.
STILL_SURE = 0.3
# Of a person: the head of one who stands is in the uppermost part, of one who bends a little lower.
UPPER_PART = 1 / 3


def protected(image: Image, source: CameraSource, finder: PeopleFinder | None) -> Image:
    """`image` as it may be published; the whole of it pixelated when protection fails."""
    if source.privacy is Privacy.OPEN:
        return image.copy()
    if source.privacy is Privacy.MASK:
        return masked(image, source.polygons) if has_mask(source.polygons) else pixelated(image)
    if source.strength is Strength.WHOLE or finder is None:
        return pixelated(image)
    people = find_people(finder, image)
    if people is None:
        return pixelated(image)
    likely = People(people.heads[people.heads[:, 4] >= STILL_SURE], people.persons)
    return without_heads(image, hidden_of(likely, source.strength))


def hidden_of(people: People, strength: Strength) -> Boxes:
    """The boxes to hide: heads, and of persons all or where no head is known the upper part."""
    heads, persons = people.heads[:, :4], people.persons[:, :4]
    if strength is Strength.PERSONS:
        return np.concatenate([heads, persons])
    return np.concatenate([heads, upper_parts(persons, heads)])


def upper_parts(persons: Boxes, heads: Boxes) -> Boxes:
    """The upper third of each of `persons` that has the middle of none of `heads` in its half."""
    return upper_thirds(persons[~have_heads(persons, heads)])


def have_heads(persons: Boxes, heads: Boxes) -> NDArray[np.bool_]:
    """Which of `persons` have the middle of one of `heads` in their upper half."""
    middles = (heads[:, :2] + heads[:, 2:]) / 2
    x, y = middles[:, 0], middles[:, 1]
    x1, y1, x2, y2 = (persons[:, side, None] for side in range(4))
    found = (x >= x1) & (x <= x2) & (y >= y1) & (y <= (y1 + y2) / 2)
    return np.asarray(found.any(axis=1))


def upper_thirds(persons: Boxes) -> Boxes:
    """The upper third of each of `persons`."""
    parts = persons.copy()
    parts[:, 3] = parts[:, 1] + UPPER_PART * (parts[:, 3] - parts[:, 1])
    return parts


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
            columns, rows = blocks_across(right - left), blocks_across(bottom - top)
            safe[top:bottom, left:right] = _mosaic(region, columns, rows)
    return safe


def pixelated(image: Image) -> Image:
    """`image` as a mosaic of 24 blocks across: what happens is seen, who is there is not."""
    height, width = image.shape[:2]
    return _mosaic(image, *whole_blocks(width, height))


def whole_blocks(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of the mosaic that hides a whole picture."""
    columns = max(1, min(WHOLE_BLOCKS, width // BLOCK_MIN_PX))
    return columns, max(1, round(columns * height / width))


def blocks_across(size: int) -> int:
    """How many blocks hide a side of a head of `size` pixels."""
    return max(1, min(HEAD_BLOCKS, size // BLOCK_MIN_PX))


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


def grown(box: NDArray[np.float32], width: int, height: int) -> tuple[int, int, int, int]:
    """`box` with its margin as whole pixels of a picture: left, top, right, bottom.

    An empty region when the box lies outside the picture.
    """
    left, top, right, bottom = grown_boxes(np.asarray(box)[None, :4], width, height)[0].tolist()
    return left, top, right, bottom


def grown_boxes(boxes: Boxes, width: int, height: int) -> Places:
    """The same for many boxes [n, 4] at once."""
    low = np.minimum(boxes[:, :2], boxes[:, 2:4])
    high = np.maximum(boxes[:, :2], boxes[:, 2:4])
    size = np.array([width, height], np.float32)
    margin = HEAD_MARGIN * (high - low).max(axis=1, keepdims=True)
    # Twice as quick as np.clip.
    first = np.maximum(np.minimum(np.floor(low - margin), size), 0).astype(np.int64)
    last = np.maximum(np.minimum(np.ceil(high + margin), size), 0).astype(np.int64)
    missing = HEAD_MIN_PX - (last - first)
    if (missing > 0).any():
        whole = np.array([width, height])
        moved = np.maximum(0, np.minimum(first - missing // 2, whole - HEAD_MIN_PX))
        first = np.where(missing > 0, moved, first)
        last = np.where(missing > 0, np.minimum(whole, first + HEAD_MIN_PX), last)
    places = np.concatenate([first, last], axis=1)
    places[np.asarray((high < 0) | (low > size)).any(axis=1)] = 0
    return places


def _mosaic(image: Image, columns: int, rows: int) -> Image:
    """`image` as `columns` × `rows` flat blocks, each the mean of what it hides."""
    height, width = image.shape[:2]
    means = cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA)
    blocks = cv2.resize(means, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(blocks, dtype=np.uint8)
