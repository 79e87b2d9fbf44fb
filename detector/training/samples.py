"""Gives batches of samples, the same for a seed and an epoch on every machine."""

import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.training.augment import USUAL, Image, Reader, Sample, Zoom, sample_of
from detector.training.labels import Picture
from detector.training.targets import target_of

MOSAIC_SHARE = 0.5
# How often a picture of a source is drawn. Crowded press pictures teach small faces; cut-outs of
# one face each teach little, and empty pictures need no more than a reminder.
DRAWS: Mapping[str, float] = {
    "ilc": 2.0, "maskset": 2.0, "hwd": 1.5, "cdeb": 0.15, "vocneg": 0.6, "rats": 6.0,
}  # fmt: skip
_AHEAD = 6


@dataclass(frozen=True, slots=True)
class Batch:
    """`pictures` uint8 [n, 3, size, size], BGR; `wanted` the fields of Target, stacked."""

    pictures: NDArray[np.uint8]
    wanted: dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Course:
    """How samples are drawn: `size` pixels square, `samples` an epoch, `batch` at a time."""

    size: int
    samples: int
    batch: int
    seed: int
    zoom: Zoom = USUAL


def batches(
    pictures: Sequence[Picture], read: Reader, course: Course, *, epoch: int
) -> Iterator[Batch]:
    """The batches of an epoch, made ahead in a thread of their own."""
    weights = np.array([DRAWS.get(picture.source, 1.0) for picture in pictures])
    weights /= weights.sum()
    ready: queue.Queue[Batch | BaseException | None] = queue.Queue(_AHEAD)

    def make() -> None:
        try:
            for number in range(course.samples // course.batch):
                rng = np.random.default_rng((course.seed, epoch, number))
                ready.put(_batch(pictures, read, course, weights=weights, rng=rng))
            ready.put(None)
        except BaseException as error:  # noqa: BLE001 - raised where the batches are taken
            ready.put(error)

    threading.Thread(target=make, name="samples", daemon=True).start()
    while (batch := ready.get()) is not None:
        if isinstance(batch, BaseException):
            raise batch
        yield batch


def in_memory(pictures: Sequence[Picture]) -> Reader:
    """A reader that keeps the coded pictures in memory and decodes them when asked."""
    coded = {picture.path: np.fromfile(picture.path, np.uint8) for picture in pictures}

    def read(picture: Picture) -> Image:
        image = cv2.imdecode(coded[picture.path], cv2.IMREAD_COLOR)
        if image is None:
            raise ValueError(f"{picture.path.name} is no picture")
        return np.asarray(image, np.uint8)

    return read


def _batch(
    pictures: Sequence[Picture],
    read: Reader,
    course: Course,
    *,
    weights: NDArray[np.float64],
    rng: np.random.Generator,
) -> Batch:
    samples: list[Sample] = []
    for _ in range(course.batch):
        count = 4 if rng.random() < MOSAIC_SHARE else 1
        drawn = [pictures[index] for index in rng.choice(len(pictures), count, p=weights)]
        samples.append(sample_of(drawn, read, size=course.size, rng=rng, zoom=course.zoom))
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
