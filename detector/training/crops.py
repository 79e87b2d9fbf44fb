"""Heads cut out of pictures, and the many ways in which a finder would have cut them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.boxes import areas, overlaps, shared_areas
from detector.heads import CROP_PX, crop_of
from detector.network import Detector
from detector.training.augment import Image, Reader, in_other_light
from detector.training.labels import Head, Picture
from detector.training.subjects import HEAD

Floats = NDArray[np.float32]

# What a head wears, and whether it is one at all: a finder suspects many that are none.
ATTRIBUTES = ("mask", "cover")
JUDGED = (*ATTRIBUTES, "head")
# Room kept about a head, in its longer side: enough for any shift that follows.
ROOM = 1.4
PATCH_PX = 200
# Smaller heads than that, in pixels, show neither mask nor hat.
LEAST_PX = 10.0
# Smaller ones than that are no longer told from what is none.
LEAST_HEAD_PX = 6.0
# A mask below the nose looks much like a worn one: it should not teach as loudly.
WRONG_WEIGHT = 0.5
# Whoever learns what heads wear must see enough of those of which it is known.
KNOWN_DRAWS = 4.0
# Half of the crops are cut as far off as a finder's worst boxes are, so many times the usual.
LOOSE = 2.0
# A suspected place is none that shares more than this with a head, or with what is not known.
FREE = 0.15
SUSPECTS_A_PICTURE = 3
_CUTOUT = 0.1


@dataclass(frozen=True, slots=True)
class Cut:
    """A head with its surroundings: `patch` uint8 [h, w, 3], BGR; `box` in its pixels.

    `head` is None where a finder suspected one and none is.
    """

    patch: Image
    box: tuple[float, float, float, float]
    head: Head | None
    source: str
    picture: str


@dataclass(frozen=True, slots=True)
class CropBatch:
    """`crops` uint8 [n, 3, 64, 64]; `wanted` and `weights` float32 [n, 3], weight 0: not known.

    `shifts` float32 [n, 4]: from each side of the box that was cut to that of the head, in widths
    and heights of the box; `placed` float32 [n], 0 where that is not known.
    """

    crops: NDArray[np.uint8]
    wanted: Floats
    weights: Floats
    shifts: Floats
    placed: Floats


@dataclass(frozen=True, slots=True)
class Crop:
    """One crop of a head as a finder might have cut it, with its row of CropBatch."""

    image: Image
    shifts: Floats
    is_placed: bool


@dataclass(frozen=True, slots=True)
class CropCourse:
    """How crops are drawn: at most `samples` an epoch, `batch` at a time."""

    samples: int
    batch: int
    seed: int

    def steps(self, many: int) -> int:
        """Full batches in an epoch of so many cuts."""
        return min(many, self.samples) // self.batch


def cuts(pictures: Iterable[Picture], read: Reader) -> Iterator[Cut]:
    """Every head of which an attribute is known and which is large enough."""
    for picture in pictures:
        heads = [head for head in picture.heads if _is_of_use(head)]
        image = read(picture) if heads else None
        for head in heads:
            if image is not None:
                patch, box = _patch(image, head.box)
                yield Cut(patch, box, head, picture.source, picture.path.name)


def every_head(pictures: Iterable[Picture], read: Reader) -> Iterator[Cut]:
    """Every head that is boxed whole or of which an attribute is known."""
    for picture in pictures:
        heads = [head for head in picture.heads if _is_of_use(head) or _is_whole(head)]
        image = read(picture) if heads else None
        for head in heads:
            if image is not None:
                patch, box = _patch(image, head.box)
                told = head if _is_of_use(head) else replace(head, mask=None, cover=None)
                yield Cut(patch, box, told, picture.source, picture.path.name)


def suspects(pictures: Iterable[Picture], read: Reader, detector: Detector) -> Iterator[Cut]:
    """What `detector` takes for heads where none is, the surest of each picture."""
    for picture in pictures:
        if HEAD not in picture.annotated:
            continue
        image = read(picture)
        (found,) = detector.found([image])
        heads = found.of(HEAD)
        inside = shared_areas(heads.boxes, picture.ignores[HEAD])
        inside /= np.maximum(areas(heads.boxes), 1e-9)[:, None]
        is_free = overlaps(heads.boxes, picture.boxes[HEAD]).max(axis=1, initial=0.0) < FREE
        is_free &= inside.max(axis=1, initial=0.0) < FREE
        for box in heads.boxes[is_free][:SUSPECTS_A_PICTURE]:
            patch, cut_box = _patch(image, [float(side) for side in box])
            yield Cut(patch, cut_box, None, picture.source, picture.path.name)


def crop(cut: Cut) -> Image:
    """The crop as a faultless finder would have cut it."""
    return crop_of(cut.patch, cut.box)


def batch_of(
    cuts_: Sequence[Cut], weights: Floats, course: CropCourse, moment: tuple[int, int]
) -> CropBatch:
    """The batch of a moment (epoch, number): cuts, cut and lit anew. `weights` as of `weights_of`.

    None comes twice in an epoch.
    """
    epoch, number = moment
    order = _order(weights, course, epoch)
    chosen = order[number * course.batch : (number + 1) * course.batch]
    rng = np.random.default_rng((course.seed, epoch, number))
    crops = [varied(cuts_[index], rng) for index in chosen]
    return CropBatch(
        np.ascontiguousarray(np.stack([one.image for one in crops]).transpose(0, 3, 1, 2)),
        np.array([wanted_of(cuts_[index].head) for index in chosen], np.float32),
        weights[chosen],
        np.stack([one.shifts for one in crops]),
        np.array([one.is_placed for one in crops], np.float32),
    )


def _order(weights: Floats, course: CropCourse, epoch: int) -> NDArray[np.intp]:
    """Which cuts an epoch shows, in their order.

    Drawn by weight without return: the largest u^(1/w) (Efraimidis and Spirakis, 2006).
    """
    chances = np.where(weights[:, : len(ATTRIBUTES)].any(axis=1), KNOWN_DRAWS, 1.0)
    keys = np.random.default_rng((course.seed, epoch)).random(len(weights)) ** (1 / chances)
    order = np.argsort(-keys, kind="stable")[: course.samples]
    return np.random.default_rng((course.seed, epoch, len(order))).permutation(order)


def wanted_of(head: Head | None) -> tuple[float, float, float]:
    """What should be answered for each of JUDGED; 0 also where it is not known."""
    if head is None:
        return 0.0, 0.0, 0.0
    return float(head.mask is True), float(head.cover is True), 1.0


def weights_of(cuts_: Sequence[Cut]) -> Floats:
    """How much each cut teaches of each of JUDGED, float32 [n, 3].

    Yes and no weigh the same within each source as far as it has both, so that no source can be
    recognised instead of the attribute; a source with one of them only counts half.
    """
    weights = np.zeros((len(cuts_), len(JUDGED)), np.float32)
    sources = np.array([cut.source for cut in cuts_])
    for column, name in enumerate(JUDGED):
        values = np.array([_state(cut.head, name) for cut in cuts_])
        for source in set(sources.tolist()):
            sides = [(sources == source) & (values == side) for side in (0, 1)]
            counts = [int(side.sum()) for side in sides]
            for side, count in zip(sides, counts, strict=True):
                if min(counts):
                    weights[side, column] = np.clip(sum(counts) / (2 * count), 0.3, 3.0)
                else:
                    weights[side, column] = 0.5
    is_wrong = np.array([cut.head is not None and cut.head.is_wrong for cut in cuts_], np.bool_)
    weights[is_wrong, 0] *= WRONG_WEIGHT
    return weights


def varied(cut: Cut, rng: np.random.Generator) -> Crop:
    """One of the many crops of a head."""
    corners = np.array(cut.box)
    size, loose = corners[2:] - corners[:2], LOOSE if rng.random() < 0.5 else 1.0
    middle = (corners[:2] + corners[2:]) / 2 + rng.normal(0, 0.07 * loose, 2) * size
    grow = np.exp(rng.normal(0, 0.1 * loose, 2)) * size / 2
    box = np.concatenate([middle - grow, middle + grow])
    patch, is_turned = cut.patch, rng.random() < 0.5
    if is_turned:
        matrix = cv2.getRotationMatrix2D(
            (float(middle[0]), float(middle[1])), rng.normal(0, 10), 1.0
        )
        size_px = (patch.shape[1], patch.shape[0])
        turned = cv2.warpAffine(patch, matrix, size_px, borderMode=cv2.BORDER_REPLICATE)
        patch = np.asarray(turned, np.uint8)
    image = crop_of(patch, box)
    shifts = np.asarray((corners - box) / np.tile(2 * grow, 2), np.float32)
    if rng.random() < 0.5:
        image, shifts = image[:, ::-1], shifts[[2, 1, 0, 3]] * np.array([-1, 1, -1, 1], np.float32)
    # A head that is turned fills another upright box, which nobody drew.
    is_placed = cut.head is not None and cut.head.is_whole and not is_turned
    return Crop(_worn_down(np.ascontiguousarray(image), rng), shifts, is_placed)


def _worn_down(image: Image, rng: np.random.Generator) -> Image:
    """The crop as other cameras would have brought it."""
    image = in_other_light(image, rng)
    if rng.random() < 0.4:  # as if from far away
        small = int(rng.integers(16, CROP_PX))
        image = np.asarray(
            cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA), np.uint8
        )
        image = np.asarray(cv2.resize(image, (CROP_PX, CROP_PX)), np.uint8)
    if rng.random() < _CUTOUT:
        x, y = rng.integers(0, CROP_PX - 16, 2)
        image = image.copy()
        image[y : y + 16, x : x + 16] = rng.integers(0, 255, 3)
    return image


def _is_whole(head: Head) -> bool:
    x1, y1, x2, y2 = head.box
    return head.is_whole and min(x2 - x1, y2 - y1) >= LEAST_HEAD_PX


def _is_of_use(head: Head) -> bool:
    x1, y1, x2, y2 = head.box
    is_known = head.mask is not None or head.cover is not None
    return is_known and min(x2 - x1, y2 - y1) >= LEAST_PX


def _patch(
    image: Image, around: Sequence[float]
) -> tuple[Image, tuple[float, float, float, float]]:
    x1, y1, x2, y2 = around
    room = ROOM * max(x2 - x1, y2 - y1)
    height, width = image.shape[:2]
    left, top = max(0, int(x1 - room)), max(0, int(y1 - room))
    part = image[top : min(height, int(y2 + room) + 1), left : min(width, int(x2 + room) + 1)]
    scale = min(1.0, PATCH_PX / max(part.shape[:2]))
    if scale < 1:
        small = cv2.resize(part, (0, 0), fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        part = np.asarray(small, np.uint8)
    box = (
        (x1 - left) * scale, (y1 - top) * scale, (x2 - left) * scale, (y2 - top) * scale,
    )  # fmt: skip
    return np.array(part, np.uint8), box


def _state(head: Head | None, name: str) -> int:
    """1 for yes, 0 for no, -1 where it is not known."""
    if name == "head":
        return 0 if head is None else 1 if head.is_whole else -1
    value = None if head is None else getattr(head, name)
    return -1 if value is None else int(value)
