"""How far a figure can be trusted: counted in full, or with an interval that says what it is of.

A census has no sampling error. Where events or weeks are counted, an interval tells how far
another stretch of the same work might come out; it is 95 per cent wide throughout.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from random import Random
from statistics import fmean, median

from portal.evaluation.rules.evidence import Row
from portal.evaluation.rules.heard import answers_of
from portal.evaluation.rules.indicators import Figure, Tables
from portal.participation.kinds import Instrument
from portal.participation.rules.intervals import wilson

CENT = Decimal("0.01")
RESAMPLES = 1000
FEWEST_WEEKS = 4  # below which resampled weeks say nothing
FEWEST_EVENTS = 10


class Certainty(StrEnum):
    """What stands behind a figure's last digit."""

    CENSUS = "census"
    EVENTS = "events"
    WEEKS = "weeks"
    RESAMPLED = "resampled"
    TOO_FEW = "too_few"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Trust:
    """A figure's interval; None where it is a census, rests on too little, or is told elsewhere.

    `number` are the events or weeks it is made of, `clusters` the Restaurants or Patrols among
    which the events lie, `design_effect` how much less they tell than as many apart.
    """

    certainty: Certainty
    low: Decimal | None = None
    high: Decimal | None = None
    number: int = 0
    clusters: int = 0
    design_effect: Decimal = Decimal(1)


_CENSUS = frozenset({"Q1", "Q1-task", "Q3", "Q4", "N1", "N2", "C1", "C2", "G1", "N3-findings",
                     "Q6-median", "T1-connection", "B1", "B3"})  # fmt: skip
_CLUSTERED: Mapping[str, str] = {
    "Q5-rectified": "restaurant",
    "Q5-on-time": "restaurant",
    "Q6": "restaurant",
    "Q6-on-time": "restaurant",
    "Q2-flagged": "first",  # word of its id: the Restaurant
    "N3": "first",  # the Patrol
}
_BY_WEEK: Mapping[str, str] = {
    "Q2-any": "any", "Q2-all": "all", "Q2-time": "time", "Q2-unexcused": "unexcused"
}  # fmt: skip


_ANSWERED: Mapping[str, Instrument] = {
    "B2": Instrument.SURVEY, "B2-poll": Instrument.POLL
}  # fmt: skip


def trust_of(found: Figure, tables: Tables) -> Trust:
    """How far `found` can be trusted by the rows that it was counted from."""
    rows = tables[found.tables[0]]
    if found.code in _CLUSTERED:
        return _of_events(found, rows, by=_CLUSTERED[found.code])
    if found.code in _BY_WEEK:
        return _of_weeks(found, rows, kind=_BY_WEEK[found.code])
    if found.code == "T1-push":
        return _of_median(found, rows)
    if found.code in _ANSWERED:
        return _of_answers(found, tables)
    is_census = {found.code, found.code.partition("-")[0]} & _CENSUS
    return Trust(Certainty.CENSUS if is_census else Certainty.ELSEWHERE)


def design_effect(clusters: Sequence[tuple[int, int]]) -> float:
    """How much wider a share's interval is since its events lie in clusters; at least 1.

    `clusters` are part and whole of each. Source: the variance of a ratio of cluster totals,
    Cochran 1977, over that of as many events apart.
    """
    part, whole = sum(each[0] for each in clusters), sum(each[1] for each in clusters)
    if len(clusters) < 2 or not 0 < part < whole:
        return 1.0
    share = part / whole
    apart = share * (1 - share) / (whole - 1)
    squares = sum((upper - share * lower) ** 2 for upper, lower in clusters)
    together = len(clusters) / (len(clusters) - 1) * squares / whole**2
    return max(1.0, together / apart)


def _of_events(found: Figure, rows: Sequence[Row], *, by: str) -> Trust:
    whole = found.whole or 0
    upper, lower = set(found.numerator), set(found.denominator)
    parts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        number = str(row["id"])
        if number in lower:
            cluster = parts[_cluster(row, by)]
            cluster[0] += number in upper
            cluster[1] += 1
    effect = design_effect([(each[0], each[1]) for each in parts.values()])
    told = wilson(found.part / whole, whole / effect) if whole >= FEWEST_EVENTS else None
    if told is None:
        return Trust(Certainty.TOO_FEW, number=whole)
    return Trust(
        Certainty.EVENTS, _percent(told.low), _percent(told.high), whole, len(parts),
        _cents(effect),
    )  # fmt: skip


def _of_answers(found: Figure, tables: Tables) -> Trust:
    """As the floor that asks tells it: of a Survey a margin of chance, of a Poll a hint."""
    rows, strata, asked = (tables[name] for name in found.tables)
    told = answers_of(_ANSWERED[found.code], rows, strata, asked)
    if not told.shown or told.interval is None or told.estimate is None:
        return Trust(Certainty.TOO_FEW, number=told.n)
    return Trust(
        Certainty.EVENTS, _percent(told.interval.low), _percent(told.interval.high), told.n,
        len(found.denominator), _cents(told.estimate.design_effect),
    )  # fmt: skip


def _of_weeks(found: Figure, rows: Sequence[Row], *, kind: str) -> Trust:
    """Whole weeks drawn anew, since days of one week resemble each other."""
    weeks: dict[tuple[int, int], list[float]] = defaultdict(list)
    for row in rows:
        if row[f"{kind}_whole"]:
            week = date.fromisoformat(row["id"]).isocalendar()[:2]
            weeks[week].append(row[f"{kind}_part"] / row[f"{kind}_whole"])
    if len(weeks) < FEWEST_WEEKS:
        return Trust(Certainty.TOO_FEW, number=len(weeks))
    drawn, chance = list(weeks.values()), _chance(found)
    means = sorted(
        fmean(share for week in chance.choices(drawn, k=len(drawn)) for share in week)
        for __ in range(RESAMPLES)
    )
    low, high = _bounds(means)
    return Trust(Certainty.WEEKS, _percent(low), _percent(high), len(weeks))


def _of_median(found: Figure, rows: Sequence[Row]) -> Trust:
    minutes = [
        (_moment(row["pushed_at"]) - _moment(row["seen_at"])).total_seconds() / 60 for row in rows
    ]
    if len(minutes) < FEWEST_EVENTS:
        return Trust(Certainty.TOO_FEW, number=len(minutes))
    chance = _chance(found)
    drawn = sorted(median(chance.choices(minutes, k=len(minutes))) for __ in range(RESAMPLES))
    low, high = _bounds(drawn)
    return Trust(Certainty.RESAMPLED, _cents(low), _cents(high), len(minutes))


def _chance(found: Figure) -> Random:
    """Draws that come out alike whenever they are made of the same rows."""
    return Random(found.digest)  # noqa: S311 - resampling needs no secret


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """The 2.5th and the 97.5th of a hundred sorted values."""
    edge = len(values) // 40
    return values[edge], values[-edge - 1]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _cluster(row: Row, by: str) -> str:
    return str(row["id"]).partition(" ")[0] if by == "first" else str(row.get(by, row["id"]))


def _percent(share: float) -> Decimal:
    return _cents(100 * share)


def _cents(number: float) -> Decimal:
    return Decimal(str(number)).quantize(CENT, rounding=ROUND_HALF_UP)
