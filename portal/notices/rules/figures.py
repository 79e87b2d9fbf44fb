"""How long news takes to reach people: the figure behind T1."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Spread:
    """How many times were taken, and their median and 90th percentile; None of none."""

    count: int
    median: timedelta | None
    p90: timedelta | None


def spread(times: Iterable[timedelta]) -> Spread:
    """The spread of `times`: nearest ranks, so that each figure is a time that was taken."""
    ordered = sorted(times)
    return Spread(len(ordered), _rank(ordered, 50), _rank(ordered, 90))


def _rank(ordered: list[timedelta], percent: int) -> timedelta | None:
    """The smallest time that at least `percent` of all do not exceed."""
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
