"""Trains the judge of what a head wears."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn import functional

from detector.training.crops import CropBatch, CropCourse, Cut, batches, weights_of
from detector.training.learning.loop import Schedule, State, prepare
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


def train(
    cuts: Sequence[Cut], recipe: Recipe, *, checkpoint: Path, until: int | None = None
) -> State:
    """The judge trained on `cuts`, from `checkpoint` where there is one; kept there.

    `until` ends the training after that epoch, as an interruption would.
    """
    prepare(recipe.seed, recipe.threads)
    state = State(Attributes().to(memory_format=torch.channels_last), decay=recipe.decay)
    if checkpoint.exists():
        state.load(checkpoint)
    weights = weights_of(cuts)
    course = CropCourse(recipe.samples, recipe.batch, recipe.seed)
    schedule = Schedule(recipe.rate, recipe.epochs)
    steps = min(len(cuts), recipe.samples) // recipe.batch
    while state.epoch < (recipe.epochs if until is None else until):
        began = time.monotonic()
        state.net.train()
        total, count = 0.0, 0
        for one in batches(cuts, weights, course, epoch=state.epoch):
            loss = _loss(state.net, one)
            state.learn(loss, schedule.at(state.epoch + count / steps))
            total, count = total + float(loss.detach()), count + 1
        state.epoch += 1
        state.seconds += time.monotonic() - began
        state.save(checkpoint)
        log.info(
            "epoch %d of %d: %.4f, %.0f s",
            state.epoch, recipe.epochs, total / max(count, 1), time.monotonic() - began,
        )  # fmt: skip
    return state


def _loss(net: torch.nn.Module, one: CropBatch) -> torch.Tensor:
    """What is said of each head against what is known, and where it is said to be."""
    crops = torch.from_numpy(one.crops).float()
    logits, shifts = net(crops.contiguous(memory_format=torch.channels_last))
    wanted = torch.from_numpy(one.wanted) * (1 - SMOOTHING) + SMOOTHING / 2
    share = torch.from_numpy(one.weights)
    losses = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    # Each column for itself: all crops tell whether there is a head, few what it wears.
    said = ((losses * share).sum(dim=0) / share.sum(dim=0).clamp(min=1.0)).sum()
    unit = torch.tensor([0.0, 0.0, 1.0, 1.0])
    agreement = giou(unit + shifts, unit + torch.from_numpy(one.shifts))
    placed = torch.from_numpy(one.placed)
    place = ((1 - agreement) * placed).sum() / placed.sum().clamp(min=1.0)
    return said + PLACE_SHARE * place
