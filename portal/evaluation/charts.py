"""A figure's history as bars from zero: how long a full one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.evaluation.kinds import Unit
from portal.evaluation.rules.indicators import Figure

FEWEST = 2  # one bar is no history
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bars:
    """The values of several spans, and `whole`, the value that a full bar stands for."""

    values: tuple[tuple[str, Decimal], ...]
    whole: Decimal


def bars_of(figure: Figure, told: Sequence[tuple[str, str | None]]) -> Bars | None:
    """The bars of what was told in each span; None where there are fewer than two."""
    known = tuple((span, Decimal(value)) for span, value in told if value is not None)
    if len(known) < FEWEST:
        return None
    most = max(value for __, value in known)
    is_share = figure.unit is Unit.PERCENT and most <= HUNDRED
    return Bars(known, HUNDRED if is_share else most)
