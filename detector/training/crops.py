"""Heads cut out of pictures, and the many ways in which a finder would have cut them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.heads import CROP_PX, crop_of
from detector.training.augment import Image, Reader, in_other_light
from detector.training.labels import Head, Picture

Floats = NDArray[np.float32]

ATTRIBUTES = ("mask", "cover")
# Room kept about a head, in its longer side: enough for any shift that follows.
ROOM = 1.4
PATCH_PX = 200
# Smaller heads than that, in pixels, show neither mask nor hat.
LEAST_PX = 10.0
# A mask below the nose looks much like a worn one: it should not teach as loudly.
WRONG_WEIGHT = 0.5
_CUTOUT = 0.1


@dataclass(frozen=True, slots=True)
class Cut:
    """A head with its surroundings: `patch` uint8 [h, w, 3], BGR; `box` in its pixels."""

    patch: Image
    box: tuple[float, float, float, float]
    head: Head
    source: str
    picture: str


@dataclass(frozen=True, slots=True)
class CropBatch:
    """`crops` uint8 [n, 3, 64, 64]; `wanted` and `weights` float32 [n, 2], weight 0: not known."""

    crops: NDArray[np.uint8]
    wanted: Floats
    weights: Floats


def cuts(pictures: Iterable[Picture], read: Reader) -> Iterator[Cut]:
    """Every head of which an attribute is known and which is large enough."""
    for picture in pictures:
        heads = [head for head in picture.heads if _is_of_use(head)]
        image = read(picture) if heads else None
        for head in heads:
            if image is not None:
                patch, box = _patch(image, head)
                yield Cut(patch, box, head, picture.source, picture.path.name)


def crop(cut: Cut) -> Image:
    """The crop as a faultless finder would have cut it."""
    return crop_of(cut.patch, cut.box)


def batches(
    cuts_: Sequence[Cut], weights: Floats, *, batch: int, seed: int, epoch: int
) -> Iterator[CropBatch]:
    """Every cut once, in a new order, cut and lit anew. `weights` as from `weights_of`."""
    order = np.random.default_rng((seed, epoch)).permutation(len(cuts_))
    for number in range(len(order) // batch):
        chosen = order[number * batch : (number + 1) * batch]
        rng = np.random.default_rng((seed, epoch, number))
        crops = np.stack([varied(cuts_[index], rng) for index in chosen]).transpose(0, 3, 1, 2)
        wanted = np.array([wanted_of(cuts_[index].head) for index in chosen], np.float32)
        yield CropBatch(np.ascontiguousarray(crops), wanted, weights[chosen])


def wanted_of(head: Head) -> tuple[float, float]:
    """What should be answered for each of ATTRIBUTES; 0 also where it is not known."""
    return float(head.mask is True), float(head.cover is True)


def weights_of(cuts_: Sequence[Cut]) -> Floats:
    """How much each head teaches each attribute, float32 [n, 2].

    Yes and no weigh the same within each source as far as it has both, so that no source can be
    recognised instead of the attribute; a source with one of them only counts half.
    """
    weights = np.zeros((len(cuts_), len(ATTRIBUTES)), np.float32)
    sources = np.array([cut.source for cut in cuts_])
    for column, name in enumerate(ATTRIBUTES):
        values = np.array([_state(getattr(cut.head, name)) for cut in cuts_])
        for source in set(sources.tolist()):
            sides = [(sources == source) & (values == side) for side in (0, 1)]
            counts = [int(side.sum()) for side in sides]
            for side, count in zip(sides, counts, strict=True):
                if min(counts):
                    weights[side, column] = np.clip(sum(counts) / (2 * count), 0.3, 3.0)
                else:
                    weights[side, column] = 0.5
    is_wrong = np.array([cut.head.is_wrong for cut in cuts_], np.bool_)
    weights[is_wrong, 0] *= WRONG_WEIGHT
    return weights


def varied(cut: Cut, rng: np.random.Generator) -> Image:
    """One of the many crops of a head."""
    x1, y1, x2, y2 = cut.box
    size = np.array([x2 - x1, y2 - y1])
    shift = rng.normal(0, 0.07, 2) * size
    grow = np.exp(rng.normal(0, 0.1, 2)) * size / 2
    middle = np.array([x1 + x2, y1 + y2]) / 2 + shift
    patch = cut.patch
    if rng.random() < 0.5:
        matrix = cv2.getRotationMatrix2D(
            (float(middle[0]), float(middle[1])), rng.normal(0, 10), 1.0
        )
        size_px = (patch.shape[1], patch.shape[0])
        turned = cv2.warpAffine(patch, matrix, size_px, borderMode=cv2.BORDER_REPLICATE)
        patch = np.asarray(turned, np.uint8)
    image = crop_of(patch, [*(middle - grow), *(middle + grow)])
    if rng.random() < 0.5:
        image = image[:, ::-1]
    image = in_other_light(np.ascontiguousarray(image), rng)
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


def _is_of_use(head: Head) -> bool:
    x1, y1, x2, y2 = head.box
    is_known = head.mask is not None or head.cover is not None
    return is_known and min(x2 - x1, y2 - y1) >= LEAST_PX


def _patch(image: Image, head: Head) -> tuple[Image, tuple[float, float, float, float]]:
    x1, y1, x2, y2 = head.box
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


def _state(value: bool | None) -> int:
    return -1 if value is None else int(value)
