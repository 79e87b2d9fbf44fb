"""What both trainings share: a schedule, a running mean of the weights, a state that is resumed."""

import math
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

MEAN_KEEPS = 0.998
# The part of a training, its last, over which the rate falls.
FALLING = 0.4


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rate that rises at first, stays, and falls along a cosine over the last `falling` part.

    It stays level so that a training that was interrupted may be given more or fewer epochs.
    """

    rate: float
    epochs: int
    rising: float = 2.0
    falling: float = FALLING

    def at(self, epoch: float) -> float:
        """The rate at a moment, in epochs since the beginning."""
        if epoch < self.rising:
            return self.rate * max(epoch, 0.01) / self.rising
        begin = self.epochs * (1 - self.falling)
        done = min(1.0, max(0.0, (epoch - begin) / max(self.epochs - begin, 1e-9)))
        return self.rate * (0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2)


class State:
    """A net in training, its running mean, its optimiser, and how far it is."""

    def __init__(self, net: nn.Module, *, decay: float = 0.01) -> None:
        self.net = net
        self.mean = deepcopy(net).eval()
        for value in self.mean.parameters():
            value.requires_grad_(False)
        self.optimiser = torch.optim.AdamW(
            net.parameters(), lr=1e-3, weight_decay=decay, fused=True
        )
        self.epoch = 0
        self.step = 0
        self.seconds = 0.0
        # What it was trained on, kept with it: it may be written down on another machine.
        self.machine = ""

    def learn(self, loss: torch.Tensor, rate: float) -> None:
        """One step down `loss`."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 10.0)
        self.optimiser.step()
        self.step += 1
        self._average()

    def save(self, path: Path) -> None:
        """Write the state so that a crash leaves the old one or the new one."""
        fresh = path.with_suffix(".new")
        torch.save(
            {
                "net": self.net.state_dict(), "mean": self.mean.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "epoch": self.epoch, "step": self.step, "seconds": self.seconds,
                "machine": self.machine,
            },
            fresh,
        )  # fmt: skip
        fresh.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a saved state."""
        saved = self._read(path)
        self.net.load_state_dict(saved["net"])
        self.mean.load_state_dict(saved["mean"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.epoch, self.step, self.seconds = saved["epoch"], saved["step"], saved["seconds"]
        self.machine = saved.get("machine", "")

    def begin_with(self, path: Path) -> None:
        """Take over what fits of another training's weights, and nothing else of it."""
        saved = self._read(path)
        for net in (self.net, self.mean):
            own = net.state_dict()
            fits = {
                name: value
                for name, value in saved["mean"].items()
                if name in own and own[name].shape == value.shape
            }
            net.load_state_dict(own | fits)

    def _read(self, path: Path) -> dict[str, Any]:
        device = next(self.net.parameters()).device
        saved: dict[str, Any] = torch.load(path, weights_only=True, map_location=device)
        return saved

    def _average(self) -> None:
        keep = min(MEAN_KEEPS, (1 + self.step) / (10 + self.step))
        old, new = self.mean.state_dict(), self.net.state_dict()
        names = [name for name, value in old.items() if value.dtype.is_floating_point]
        with torch.no_grad():
            torch._foreach_lerp_(
                [old[name] for name in names], [new[name] for name in names], 1 - keep
            )
