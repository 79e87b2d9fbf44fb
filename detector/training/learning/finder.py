"""Trains a finder: of heads and persons, or of whatever else pictures are labelled with."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from detector.training.augment import PLAIN, Look, Reader, Zoom
from detector.training.labels import Picture
from detector.training.learning.engine import Engine, Moment, prepare
from detector.training.learning.loop import FALLING, Schedule, State
from detector.training.learning.loss import finder_loss
from detector.training.learning.nets import Finder
from detector.training.samples import Batch, Chances, Course, batch_of, chances_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a training of the finder is set by."""

    epochs: int = 52
    samples: int = 1024
    # Few pictures are seen in hours of two cores: small batches make the most steps of them.
    batch: int = 4
    rate: float = 1.8e-3
    decay: float = 0.01
    size: int = 256
    # Larger pictures while the rate falls, as large as those it will see.
    late_size: int = 320
    widths: tuple[int, int, int, int] = (32, 64, 128, 192)
    neck: int = 48
    # How far off, and how near, pictures are seen when they fill the sample, and as one of four.
    look: Look = PLAIN
    # The share of samples that are pictures without objects, in which some are put, small.
    guests: float = 0.0
    # The name of a training whose weights it begins with, as far as they fit.
    begins_with: str = ""
    seed: int = 4
    threads: int = 2
    # Processes that make samples; with none a thread makes them beside the training.
    workers: int = 0


# A graphics processor sees in minutes what two cores see in days, if there are cores to feed it.
ON_GPU = Recipe(
    epochs=64, samples=16384, batch=64, rate=2.5e-3, decay=0.03, size=320,
    look=Look(Zoom(whole=(0.75, 2.3), tile=(0.65, 2.1)), night=0.04), workers=9,
)  # fmt: skip

# A quarter of the parameters, for the moving picture: it is asked many times a second there.
QUICK = Recipe(size=224, late_size=256, widths=(16, 32, 64, 96), neck=24)
QUICK_ON_GPU = replace(
    ON_GPU, epochs=20, batch=128, rate=3e-3, size=256, late_size=256,
    look=Look(Zoom(whole=(0.6, 2.0), tile=(0.55, 1.9)), night=0.04), workers=4,
    widths=QUICK.widths, neck=QUICK.neck,
)  # fmt: skip


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
    engine = prepare(recipe.seed, recipe.threads, recipe.workers)
    kinds = len(pictures[0].boxes)
    net = Finder(recipe.widths, recipe.neck, kinds=kinds)
    state = State(engine.placed(net), decay=recipe.decay)
    begun = checkpoint.with_name(f"{recipe.begins_with}.pt")
    if checkpoint.exists():
        state.load(checkpoint)
    elif recipe.begins_with and begun.exists():
        state.begin_with(begun)
    schedule = Schedule(recipe.rate, recipe.epochs)
    last = recipe.epochs if until is None else until
    steps = recipe.samples // recipe.batch
    moments = [(epoch, number) for epoch in range(state.epoch, last) for number in range(steps)]
    batches = engine.fed(partial(_made, pictures, read, recipe, chances_of(pictures)), moments)
    if state.epoch < last:
        state.machine = engine.name
    while state.epoch < last:
        began = time.monotonic()
        losses = _epoch(state, engine, islice(batches, steps), steps=steps, schedule=schedule)
        state.epoch += 1
        state.seconds += time.monotonic() - began
        state.save(checkpoint)
        log.info(
            "epoch %d of %d: score %.3f box %.3f, %.0f s",
            state.epoch, recipe.epochs, *losses, time.monotonic() - began,
        )  # fmt: skip
    return state


def _made(
    pictures: Sequence[Picture], read: Reader, recipe: Recipe, chances: Chances, moment: Moment
) -> Batch:
    """The batch of a moment."""
    is_late = moment[0] >= recipe.epochs * (1 - FALLING)
    size = recipe.late_size if is_late else recipe.size
    course = Course(size, recipe.samples, recipe.batch, recipe.seed, recipe.look, recipe.guests)
    return batch_of(pictures, read, course, chances, moment)


def _epoch(
    state: State, engine: Engine, batches: Iterator[dict[str, Any]], *,
    steps: int, schedule: Schedule,
) -> tuple[float, float]:  # fmt: skip
    """One pass over `steps` batches; the mean losses."""
    state.net.train()
    sums = torch.zeros(2, device=engine.device)
    count = 0
    for batch in batches:
        with engine.half():
            seen = state.net.seen(engine.laid_out(batch["pictures"]))
        # Sides of boxes want every digit.
        logits, sides = state.net.told(seen.float())
        score, box = finder_loss(logits, sides, batch["wanted"])
        state.learn(score + box, schedule.at(state.epoch + count / steps))
        sums += torch.stack([score.detach(), box.detach()])
        count += 1
    score, box = (sums / max(count, 1)).tolist()
    return score, box
