"""Whether a target is met: by the bounds of an interval, never by the point in its middle."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from portal.participation.rules.intervals import Interval, answers_to_prove, wilson

WORSE_BY = 0.20  # how much less satisfied those who did not answer may be; points of the share


class Level(StrEnum):
    """What a figure is about; each needs a number of answers of its own."""

    RESTAURANT = "restaurant"
    STATION_QUARTER = "station_quarter"
    DISTRICT_QUARTER = "district_quarter"
    DISTRICT_YEAR = "district_year"


@dataclass(frozen=True, slots=True)
class Minimum:
    """From how many effective answers a figure is shown, and judged; None: never judged."""

    shown: int
    judged: int | None


MINIMUMS: Mapping[Level, Minimum] = {
    Level.RESTAURANT: Minimum(shown=30, judged=None),
    Level.STATION_QUARTER: Minimum(shown=100, judged=200),
    Level.DISTRICT_QUARTER: Minimum(shown=200, judged=385),
    Level.DISTRICT_YEAR: Minimum(shown=200, judged=1_000),
}


class Verdict(StrEnum):
    """What can honestly be said about a target."""

    MET = "met"
    MISSED = "missed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict; `more` says how many more answers would decide, None where none would."""

    verdict: Verdict
    more: int | None = None


def is_shown(level: Level, effective_n: float) -> bool:
    """Whether a figure of this level is printed at all."""
    return effective_n >= MINIMUMS[level].shown


def judged(
    level: Level, share: float, *, effective_n: float, target: float, design_effect: float = 1.0
) -> Judgement | None:
    """What a share says about `target`; None for a level that is never judged.

    The answers still needed are counted as people, so the design effect is in them.
    """
    least = MINIMUMS[level].judged
    if least is None:
        return None
    found = wilson(share, effective_n)
    if found is not None and effective_n >= least:
        if found.low >= target:
            return Judgement(Verdict.MET)
        if found.high < target:
            return Judgement(Verdict.MISSED)
    needed = answers_to_prove(share, target) if found is not None else None
    if found is not None and needed is None:
        return Judgement(Verdict.UNDECIDED)
    missing = max(least, needed or 0) - effective_n
    return Judgement(Verdict.UNDECIDED, more=max(1, ceil(missing * design_effect - 1e-9)))


def clearly_below(own: Interval, district: Interval) -> bool:
    """Whether a Restaurant lies below the district beyond chance: the intervals are apart."""
    return own.high < district.low


def sensitivity(share: float, *, answered: int, silent: int) -> Interval:
    """Where the share would lie had those who kept `silent` been 0 to 20 points less satisfied.

    No interval of chance: it shows what non-response alone can hide.
    """
    everybody = answered + silent
    if everybody == 0:
        return Interval(share, share)
    worst = max(0.0, share - WORSE_BY)
    return Interval((answered * share + silent * worst) / everybody, share)


def response_rate(*, answered: int, invited: int) -> float | None:
    """Those who answered over those invited; None where nobody counted the invitations."""
    return min(1.0, answered / invited) if invited > 0 else None
