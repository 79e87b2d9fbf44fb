"""Gives batches of samples, the same for a seed and an epoch on every machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.training.augment import PLAIN, Image, Look, Reader, Sample, Zoom, sample_of
from detector.training.labels import Picture
from detector.training.targets import target_of

MOSAIC_SHARE = 0.5
# Pictures into which something is put leave no room beside them.
FILLED = Zoom(whole=(1.2, 2.4), tile=(1.0, 2.0))
# How often a picture of a source is drawn. Crowded press pictures teach small faces; cut-outs of
# one face each teach little, and empty pictures need no more than a reminder.
DRAWS: Mapping[str, float] = {
    "ilc": 2.0, "maskset": 2.0, "hwd": 1.5, "cdeb": 0.15, "vocneg": 0.6, "rats": 6.0,
}  # fmt: skip

Chances = NDArray[np.float64]
Moment = tuple[int, int]
"""An epoch, and the number of a batch in it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`pictures` uint8 [n, 3, size, size], BGR; `wanted` the fields of Target, stacked."""

    pictures: NDArray[np.uint8]
    wanted: dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Course:
    """How samples are drawn: `size` pixels square, `samples` an epoch, `batch` at a time.

    In the share `guests` of them objects are put into pictures that have none.
    """

    size: int
    samples: int
    batch: int
    seed: int
    look: Look = PLAIN
    guests: float = 0.0


def chances_of(pictures: Sequence[Picture]) -> Chances:
    """How likely each picture is drawn; 1 in all."""
    weights = np.array([DRAWS.get(picture.source, 1.0) for picture in pictures])
    return np.asarray(weights / weights.sum(), np.float64)


def in_memory(pictures: Sequence[Picture], *, is_decoded: bool = False) -> Reader:
    """A reader that keeps pictures in memory: coded, or decoded where there is room for that."""
    coded = {picture.path: np.fromfile(picture.path, np.uint8) for picture in pictures}

    def read(picture: Picture) -> Image:
        image = cv2.imdecode(coded[picture.path], cv2.IMREAD_COLOR)
        if image is None:
            raise ValueError(f"{picture.path.name} is no picture")
        return np.asarray(image, np.uint8)

    if not is_decoded:
        return read
    decoded = {picture.path: read(picture) for picture in pictures}
    return lambda picture: decoded[picture.path]


def batch_of(
    pictures: Sequence[Picture],
    read: Reader,
    course: Course,
    chances: Chances,
    moment: Moment,
) -> Batch:
    """The batch of a moment, the same on every machine; `chances` as from `chances_of`."""
    rng = np.random.default_rng((course.seed, *moment))
    samples = [_sample(pictures, read, course, chances, rng) for _ in range(course.batch)]
    targets = [
        target_of(sample.boxes, sample.ignores, width=course.size, height=course.size)
        for sample in samples
    ]
    stacked = {
        name: np.stack([getattr(target, name) for target in targets])
        for name in ("heat", "counts", "boxes", "weights")
    }
    return Batch(
        np.ascontiguousarray(np.stack([one.image for one in samples]).transpose(0, 3, 1, 2)),
        stacked,
    )


def _sample(
    pictures: Sequence[Picture],
    read: Reader,
    course: Course,
    chances: Chances,
    rng: np.random.Generator,
) -> Sample:
    has_guests = bool(course.guests) and rng.random() < course.guests
    count = 4 if rng.random() < MOSAIC_SHARE else 1
    if not has_guests:
        drawn = [pictures[index] for index in rng.choice(len(pictures), count, p=chances)]
        return sample_of(drawn, read, size=course.size, rng=rng, look=course.look)
    shown = np.array([bool(sum(map(len, picture.boxes))) for picture in pictures])
    drawn, guests = (
        [pictures[index] for index in rng.choice(len(pictures), many, p=_only(chances, which))]
        for many, which in ((count, ~shown), (int(rng.integers(1, 4)), shown))
    )
    near = replace(course.look, zoom=FILLED)
    return sample_of(drawn, read, size=course.size, rng=rng, look=near, guests=guests)


def _only(chances: Chances, which: NDArray[np.bool_]) -> Chances:
    """The chances of some, all of them where there are none; 1 in all."""
    kept = chances * which if which.any() else chances
    return np.asarray(kept / kept.sum(), np.float64)
