"""Trains a finder: of heads and persons, or of whatever else pictures are labelled with."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from detector.training.augment import USUAL, Reader, Zoom
from detector.training.labels import Picture
from detector.training.learning.loop import Schedule, State, prepare
from detector.training.learning.loss import finder_loss
from detector.training.learning.nets import Finder
from detector.training.samples import Course, batches

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a training of the finder is set by."""

    epochs: int = 52
    samples: int = 1024
    # Few pictures are seen in hours of two cores: small batches make the most steps of them.
    batch: int = 4
    rate: float = 1.8e-3
    size: int = 256
    # Larger pictures while the rate falls, as large as those it will see.
    late_size: int = 320
    widths: tuple[int, int, int, int] = (32, 64, 128, 192)
    neck: int = 48
    # How far off, and how near, pictures are seen when they fill the sample, and as one of four.
    zoom: Zoom = USUAL
    # The name of a training whose weights it begins with, as far as they fit.
    begins_with: str = ""
    seed: int = 4
    threads: int = 2


def train(
    pictures: Sequence[Picture],
    read: Reader,
    recipe: Recipe,
    *,
    checkpoint: Path,
    until: int | None = None,
) -> State:
    """The finder trained on `pictures`, from `checkpoint` where there is one; kept there.

    `until` ends the training after that epoch, as an interruption would.
    """
    prepare(recipe.seed, recipe.threads)
    kinds = len(pictures[0].boxes)
    net = Finder(recipe.widths, recipe.neck, kinds=kinds)
    state = State(net.to(memory_format=torch.channels_last))
    begun = checkpoint.with_name(f"{recipe.begins_with}.pt")
    if checkpoint.exists():
        state.load(checkpoint)
    elif recipe.begins_with and begun.exists():
        state.begin_with(begun)
    schedule = Schedule(recipe.rate, recipe.epochs)
    while state.epoch < (recipe.epochs if until is None else until):
        is_late = state.epoch >= recipe.epochs * (1 - schedule.falling)
        size = recipe.late_size if is_late else recipe.size
        course = Course(size, recipe.samples, recipe.batch, recipe.seed, recipe.zoom)
        began = time.monotonic()
        losses = _epoch(state, pictures, read, course, schedule)
        state.epoch += 1
        state.seconds += time.monotonic() - began
        state.save(checkpoint)
        log.info(
            "epoch %d of %d: score %.3f box %.3f, %.0f s",
            state.epoch, recipe.epochs, *losses, time.monotonic() - began,
        )  # fmt: skip
    return state


def _epoch(
    state: State, pictures: Sequence[Picture], read: Reader, course: Course, schedule: Schedule
) -> tuple[float, float]:
    """One pass over `course`; the mean losses."""
    state.net.train()
    sums = torch.zeros(2)
    count, steps = 0, course.samples // course.batch
    for batch in batches(pictures, read, course, epoch=state.epoch):
        inputs = torch.from_numpy(batch.pictures).float()
        logits, sides = state.net.maps(inputs.contiguous(memory_format=torch.channels_last))
        wanted = {name: torch.from_numpy(value) for name, value in batch.wanted.items()}
        score, box = finder_loss(logits, sides, wanted)
        state.learn(score + box, schedule.at(state.epoch + count / steps))
        sums += torch.stack([score.detach(), box.detach()])
        count += 1
    score, box = (sums / max(count, 1)).tolist()
    return score, box
