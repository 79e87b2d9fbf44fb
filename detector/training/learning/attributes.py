"""Trains the judge of what a head wears."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from detector.training.crops import CropCourse, Cut, batch_of, weights_of
from detector.training.learning.engine import Engine, prepare
from detector.training.learning.loop import Schedule, State
from detector.training.learning.loss import giou
from detector.training.learning.nets import Attributes

log = logging.getLogger(__name__)

# No label is certain, so no answer should be.
SMOOTHING = 0.03
# How much the place of a head matters beside what it wears.
PLACE_SHARE = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a training of the judge is set by."""

    epochs: int = 36
    samples: int = 8192
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.05
    seed: int = 4
    threads: int = 2
    workers: int = 0


ON_GPU = Recipe(epochs=70, batch=128, workers=13)


def train(
    cuts: Sequence[Cut], recipe: Recipe, *, checkpoint: Path, until: int | None = None
) -> State:
    """The judge trained on `cuts`, from `checkpoint` where there is one; kept there.

    `until` ends the training after that epoch, as an interruption would.
    """
    engine = prepare(recipe.seed, recipe.threads, recipe.workers)
    state = State(engine.placed(Attributes()), decay=recipe.decay)
    if checkpoint.exists():
        state.load(checkpoint)
    weights = weights_of(cuts)
    course = CropCourse(recipe.samples, recipe.batch, recipe.seed)
    schedule = Schedule(recipe.rate, recipe.epochs)
    steps = course.steps(len(cuts))
    last = recipe.epochs if until is None else until
    moments = [(epoch, number) for epoch in range(state.epoch, last) for number in range(steps)]
    batches = engine.fed(partial(batch_of, cuts, weights, course), moments)
    if state.epoch < last:
        state.machine = engine.name
    while state.epoch < last:
        began = time.monotonic()
        loss = _epoch(state, engine, islice(batches, steps), steps=steps, schedule=schedule)
        state.epoch += 1
        state.seconds += time.monotonic() - began
        state.save(checkpoint)
        log.info(
            "epoch %d of %d: %.4f, %.0f s",
            state.epoch, recipe.epochs, loss, time.monotonic() - began,
        )  # fmt: skip
    return state


def _epoch(
    state: State, engine: Engine, batches: Iterator[dict[str, Any]], *,
    steps: int, schedule: Schedule,
) -> float:  # fmt: skip
    """One pass over `steps` batches; the mean loss."""
    state.net.train()
    total = torch.zeros((), device=engine.device)
    count = 0
    for batch in batches:
        logits, shifts = state.net(engine.laid_out(batch["crops"]))
        loss = _loss(logits, shifts, batch)
        state.learn(loss, schedule.at(state.epoch + count / steps))
        total, count = total + loss.detach(), count + 1
    return float(total) / max(count, 1)


def _loss(logits: torch.Tensor, shifts: torch.Tensor, batch: dict[str, Any]) -> torch.Tensor:
    """What is said of each head against what is known, and where it is said to be."""
    wanted = batch["wanted"] * (1 - SMOOTHING) + SMOOTHING / 2
    share = batch["weights"]
    losses = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    # Each column for itself: all crops tell whether there is a head, few what it wears.
    said = ((losses * share).sum(dim=0) / share.sum(dim=0).clamp(min=1.0)).sum()
    unit = torch.tensor([0.0, 0.0, 1.0, 1.0], device=logits.device)
    agreement = giou(unit + shifts, unit + batch["shifts"])
    placed = batch["placed"]
    place = ((1 - agreement) * placed).sum() / placed.sum().clamp(min=1.0)
    return said + PLACE_SHARE * place
