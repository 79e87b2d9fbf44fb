"""The cards of the models that are shipped, as people read them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from detector.files import (
    ATTRIBUTES_CARD,
    CARD,
    FAILURES,
    FAILURES_ZH,
    FINDER_CARD,
    QUICK_CARD,
    trial_cards,
)

ALL = "all"


@dataclass(frozen=True, slots=True)
class Source:
    """Pictures that a model learnt from and was judged with."""

    name: str
    origin: str
    licence: str
    is_licence_stated: bool
    learning: int
    judging: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a model over all sources, with its 95 % interval and of how many."""

    name: str
    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model's card; `known_failures_zh` is empty where nobody put it into Chinese.

    `is_trial`: it is shipped and off until the site plugs it in.
    """

    name: str
    version: str
    sha256: str
    size_bytes: int
    labels: tuple[str, ...]
    sources: tuple[Source, ...]
    figures: tuple[Measured, ...]
    known_failures: tuple[str, ...]
    known_failures_zh: tuple[str, ...] = ()
    is_trial: bool = False


@cache
def shipped_cards() -> tuple[ModelCard, ...]:
    """The cards of the shipped models; they change with the installation only."""
    return tuple(card_of(path) for path in (FINDER_CARD, ATTRIBUTES_CARD, QUICK_CARD))


def plugged_cards(folder: Path) -> tuple[ModelCard, ...]:
    """The cards of the models that the site plugged in below `folder`, by name."""
    return tuple(card_of(path) for path in sorted(folder.glob(f"*/{CARD}")))


def cards_here(folder: Path) -> tuple[ModelCard, ...]:
    """The cards where models are plugged in below `folder`; trials that are off come last."""
    plugged = plugged_cards(folder)
    on = {card.name for card in plugged}
    trials = (replace(card_of(path), is_trial=True) for path in trial_cards())
    return (*shipped_cards(), *plugged, *(card for card in trials if card.name not in on))


def card_of(path: Path) -> ModelCard:
    """The card in a TOML file; what it does not tell is empty."""
    told: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return ModelCard(
        name=str(told["name"]),
        version=str(told["version"]),
        sha256=str(told["sha256"]),
        size_bytes=int(told.get("bytes", 0)),
        labels=tuple(told["labels"]),
        sources=tuple(
            Source(
                name,
                str(each.get("origin", "")),
                str(each.get("licence", "")),
                bool(each.get("licence_is_stated", False)),
                int(each.get("learning", 0)),
                int(each.get("judging", 0)),
            )
            for name, each in told.get("data", {}).items()
        ),
        figures=tuple(
            Measured(name, each["value"], each["low"], each["high"], each["count"])
            for name, by_source in told.get("figures", {}).items()
            for each in (by_source.get(ALL),)
            if each is not None and {"value", "low", "high", "count"} <= each.keys()
        ),
        known_failures=tuple(told.get(FAILURES, ())),
        known_failures_zh=tuple(told.get(FAILURES_ZH, ())),
    )
