"""Writes the cards of models we trained."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detector.cards import Intake, sha256_of, toml
from detector.training.measuring import Figures
from detector.training.sources import terms_of


@dataclass(frozen=True, slots=True)
class Training:
    """How a model came to be: `recipe` holds its settings, `seconds` the time its epochs took.

    `note` tells where the training was not as its recipe says.
    """

    command: str
    recipe: Mapping[str, Any]
    seconds: float
    parameters: int
    machine: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is told of a model beside its training and its figures.

    `codes` tells of a model that is plugged in what its labels stand for.
    """

    name: str
    version: str
    decoder: str
    labels: Sequence[str]
    intake: Intake
    thresholds: Mapping[str, float]
    temperatures: Mapping[str, float]
    failures: Sequence[str]
    failures_zh: Sequence[str] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


def write_card(
    model: Path,
    told: Description,
    *,
    training: Training,
    counts: Mapping[str, Mapping[str, int]],
    figures: Figures,
    variant: str,
) -> Path:
    """Write the card beside `model`; the card's path comes back."""
    intake = told.intake
    values: dict[str, Any] = {
        "name": told.name,
        "version": told.version,
        "sha256": sha256_of(model),
        "bytes": model.stat().st_size,
        "decoder": told.decoder,
        "labels": list(told.labels),
        "known_failures": list(told.failures),
        **({"known_failures_zh": list(told.failures_zh)} if told.failures_zh else {}),
        "licensed_sources_only": variant,
        "input": {
            "width": intake.width, "height": intake.height, "grain": intake.grain,
            "colours": str(intake.colours), "mean": list(intake.mean),
            "deviation": list(intake.deviation),
        },
        "thresholds": dict(told.thresholds),
        "temperatures": dict(told.temperatures),
        **({"weights": dict(told.weights)} if told.weights else {}),
        **({"codes": dict(told.codes)} if told.codes else {}),
        "training": {
            "command": training.command, "machine": training.machine,
            "minutes": round(training.seconds / 60, 1), "parameters": training.parameters,
            **training.recipe,
            **({"note": training.note} if training.note else {}),
        },
        "data": dict(_data(counts)),
        "figures": _rounded(figures),
    }  # fmt: skip
    card = model.with_suffix(".toml")
    card.write_text(toml(values), encoding="utf-8")
    return card


def _data(counts: Mapping[str, Mapping[str, int]]) -> Iterable[tuple[str, dict[str, Any]]]:
    for source, parts in counts.items():
        terms = terms_of(source)
        yield source, {
            **parts, "origin": terms.origin, "licence": terms.licence,
            "licence_is_stated": terms.is_licensed,
        }  # fmt: skip


def _rounded(figures: Figures) -> dict[str, dict[str, dict[str, float | int]]]:
    """Each figure of which anything was there to measure: value, interval, count."""
    rounded: dict[str, dict[str, dict[str, float | int]]] = {}
    for name, table in figures.items():
        for source, one in table.items():
            if one.count and not math.isnan(one.value):
                rounded.setdefault(name, {})[source] = {
                    "value": round(one.value, 4), "low": round(one.low, 4),
                    "high": round(one.high, 4), "count": one.count,
                }  # fmt: skip
    return rounded
