"""What is to be expected of a figure at the end of its span.

A forecast says by which method it was made and how far it may be wrong; where the data do not
suffice there is none, and the doubt says why. Shares are in per cent.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

from portal.evaluation.rules.document import Evaluation
from portal.evaluation.rules.evidence import Row, Rows
from portal.evaluation.rules.heard import answers_of, convenience_events
from portal.evaluation.rules.indicators import Figure, figure
from portal.evaluation.rules.scoring import Line
from portal.evaluation.rules.spans import quarters_in
from portal.participation.kinds import Instrument
from portal.rounds.rules.period import Period
from portal.shell.rules import local_day

CENT = Decimal("0.01")
WEEK = 7
FEWEST_WEEKS = 6  # with something to carry on, of a pace; source: docs/ref/indicators.md
FEWEST_DAY_WEEKS = 3  # of daily rates
FEWEST_QUARTERS = 3  # two steps between them
FEWEST_EVENTS = 30
FEWEST_PLACES = 10
LEAST_COMPLETE = Decimal(80)  # per cent of the looks due
Z_95 = 1.96


class Method(StrEnum):
    """How a forecast is made."""

    FACT = "fact"
    PACE = "pace"
    DAYS = "days"
    DRIFT = "drift"
    EVENTS = "events"
    ANSWERS = "answers"
    PARTS = "parts"
    PLACES = "places"


class Doubt(StrEnum):
    """Why there is no forecast, or no verdict on it."""

    NO_FIGURE = "no_figure"
    NO_TARGET = "no_target"
    NO_METHOD = "no_method"
    TOO_SHORT = "too_short"
    TOO_FEW = "too_few"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected at the end, and within which bounds in 19 of 20 cases.

    `basis` is how many weeks, quarters, events, answers or Restaurants it rests on.
    """

    method: Method
    value: Decimal
    low: Decimal
    high: Decimal
    basis: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A figure's span: its days that are over and those that are left."""

    span: Period
    today: date

    @property
    def elapsed(self) -> Period:
        """The days that are over."""
        return self.span.elapsed(self.today)

    @property
    def days_left(self) -> int:
        """How many are not."""
        return self.span.length - self.elapsed.length

    @property
    def weeks_left(self) -> float:
        """The same in weeks."""
        return self.days_left / WEEK

    def by_week(self, days: Sequence[tuple[date, float]]) -> list[list[float]]:
        """What lies on these days, by whole weeks of the days that are over."""
        weeks: list[list[float]] = [[] for __ in range(self.elapsed.length // WEEK)]
        for day, value in days:
            place = (day - self.span.first).days // WEEK
            if 0 <= place < len(weeks):
                weeks[place].append(value)
        return weeks


Foretelling = Callable[[Evaluation, Figure, _Run], Forecast | Doubt]


def foretold(evaluation: Evaluation, line: Line, found: Figure) -> Forecast | Doubt:
    """What a line's figure is expected to come to, or why nobody can tell."""
    if found.value is None:
        return Doubt.NO_FIGURE
    share = None if line.key in _WITHOUT_LOOKS else found.completeness
    if share is not None and share < LEAST_COMPLETE:
        return Doubt.INCOMPLETE
    run = _Run(Period.parse(found.period), local_day(evaluation.terms.counted_at))
    if run.days_left == 0 or line.key == "goals":
        return Forecast(Method.FACT, found.value, found.value, found.value, 0)
    method = _METHODS.get(line.key)
    return Doubt.NO_METHOD if method is None else method(evaluation, found, run)


def _pace(per_event: Callable[[Evaluation, Figure], float], *, table: str) -> Foretelling:
    """What accrues: so far, and for the weeks left as much as an average week has brought."""

    def foretell(evaluation: Evaluation, found: Figure, run: _Run) -> Forecast | Doubt:
        rows = evaluation.tables[f"{table}.{found.period}"]
        size = per_event(evaluation, found)
        moments = [(_day(row), size * _weight(row)) for row in _first(rows, table)]
        return carried_on(found, [sum(week) for week in run.by_week(moments)], run.weeks_left)

    return foretell


def carried_on(found: Figure, weeks: Sequence[float], weeks_left: float) -> Forecast | Doubt:
    """The pace of whole weeks carried on to the end, the interval from how they differ."""
    if sum(1 for each in weeks if each) < FEWEST_WEEKS or found.value is None:
        return Doubt.TOO_SHORT if len(weeks) < FEWEST_WEEKS else Doubt.TOO_FEW
    rest, number = fmean(weeks) * weeks_left, len(weeks)
    spread = stdev(weeks) * sqrt(weeks_left + weeks_left**2 / number)
    value = float(found.value)
    half = student(number - 1) * spread
    most = 100.0 if found.code in _CAPPED else None
    low = value + max(0.0, rest - half)
    return Forecast(
        Method.PACE, _told(value + rest, most), _told(low, most), _told(value + rest + half, most),
        number,
    )  # fmt: skip


def _by_days(evaluation: Evaluation, found: Figure, run: _Run) -> Forecast | Doubt:
    """The mean of daily rates: the days left as those before, the interval from whole weeks."""
    rows = evaluation.tables[f"days.{found.period}"]
    counted = [
        (date.fromisoformat(row["id"]), 100 * row["any_part"] / row["any_whole"])
        for row in rows
        if row["any_whole"]
    ]
    weeks = [fmean(week) for week in run.by_week(counted) if week]
    if len(weeks) < FEWEST_DAY_WEEKS or found.value is None:
        return Doubt.TOO_SHORT
    share_left = run.days_left / (len(counted) + run.days_left)
    spread = stdev(weeks) * sqrt(1 / max(run.weeks_left, 1 / WEEK) + 1 / len(weeks))
    half = student(len(weeks) - 1) * spread * share_left
    return _around(Method.DAYS, float(found.value), half, len(weeks))


def _by_events(evaluation: Evaluation, found: Figure, run: _Run) -> Forecast | Doubt:
    """A share of events: those to come as those before, and as many a day."""
    number = found.whole or 0
    if number < FEWEST_EVENTS or found.value is None:
        return Doubt.TOO_FEW
    half = _half_of_share(found.part / number, number, run)
    return _around(Method.EVENTS, float(found.value), half, number)


def _by_answers(evaluation: Evaluation, found: Figure, run: _Run) -> Forecast | Doubt:
    """A weighted share of answers: those to come as those before, the bounds from what they weigh.

    Unequal weights and answers from the same Restaurants make fewer of them: the effective number.
    """
    rows = _evidence(evaluation, found, "answers", "strata", "asked")
    told = answers_of(Instrument.SURVEY, rows["answers"], rows["strata"], rows["asked"])
    estimate = told.estimate
    if estimate is None or found.value is None or estimate.n < FEWEST_EVENTS:
        return Doubt.TOO_FEW
    half = _half_of_share(estimate.share, estimate.effective_n, run)
    return _around(Method.ANSWERS, float(found.value), half, estimate.n)


def _by_parts(evaluation: Evaluation, found: Figure, run: _Run) -> Forecast | Doubt:
    """The mean of shares: each goes on as before, the bounds from all their counts together."""
    tables = ("use", "waits", "ease", "days", "cases")
    shares = convenience_events(_evidence(evaluation, found, *tables))
    number = sum(ratio.whole for __, ratio in shares)
    if number < FEWEST_EVENTS or found.value is None:
        return Doubt.TOO_FEW
    halves = [
        _half_of_share(ratio.part / ratio.whole, ratio.whole, run) / parts
        for parts, ratio in shares
    ]
    half = sqrt(sum(each**2 for each in halves))
    return _around(Method.PARTS, float(found.value), half, number)


def _by_places(evaluation: Evaluation, found: Figure, run: _Run) -> Forecast | Doubt:
    """A mean number a Restaurant: as many a day as until now, the bounds from how they differ."""
    places = found.whole or 0
    if found.part < FEWEST_EVENTS or places < FEWEST_PLACES or found.value is None:
        return Doubt.TOO_FEW
    played = [float(row["played"]) for row in _evidence(evaluation, found, "use")["use"]]
    played += [0.0] * (places - len(played))
    left = run.days_left / max(run.elapsed.length, 1)
    value, rest = float(found.value), float(found.value) * left
    half = student(len(played) - 1) * stdev(played) * sqrt((left + left**2) / len(played))
    low = value + max(0.0, rest - half)
    return Forecast(
        Method.PLACES, _told(value + rest, None), _told(low, None),
        _told(value + rest + half, None), places,
    )  # fmt: skip


def _evidence(evaluation: Evaluation, found: Figure, *tables: str) -> dict[str, Rows]:
    """The rows of a figure's span by the kind of their table."""
    return {each: evaluation.tables[f"{each}.{found.period}"] for each in tables}


def _half_of_share(share: float, number: float, run: _Run) -> float:
    """Half the width, in per cent, within which a share of `number` events ends."""
    coming = number * run.days_left / max(run.elapsed.length, 1)
    held = (share * number + 2) / (number + 4)  # Agresti and Coull: no share is certain
    share_left = coming / (number + coming)
    spread = sqrt(held * (1 - held) * (1 / number + 1 / max(coming, 1.0)))
    return 100 * Z_95 * spread * share_left


def _by_drift(evaluation: Evaluation, found: Figure, run: _Run) -> Forecast | Doubt:
    """A state: as it is, and as much more or less as a quarter has brought until now."""
    names = [
        f"{found.code}.{quarter}"
        for quarter in quarters_in(evaluation.period)
        if Period.parse(quarter).first < run.today
    ]
    values = [
        each.value
        for each in (figure(name, evaluation.tables, evaluation.terms) for name in names)
        if each.value is not None
    ]
    if len(values) < FEWEST_QUARTERS or found.value is None:
        return Doubt.TOO_SHORT
    steps = [later - former for former, later in pairwise(values)]
    quarters_left = Decimal(run.days_left) / Decimal(91)
    low = found.value + min(Decimal(0), *steps) * quarters_left
    high = found.value + max(Decimal(0), *steps) * quarters_left
    mean = found.value + sum(steps, Decimal(0)) / len(steps) * quarters_left
    return Forecast(
        Method.DRIFT, _told(float(mean), 100.0), _told(float(low), 100.0),
        _told(float(high), 100.0), len(values),
    )  # fmt: skip


def student(freedom: int) -> float:
    """The two-sided 95 per cent quantile of Student's t, to two places from 4 degrees on.

    Source: the expansion of Cornish and Fisher.
    """
    z = Z_95
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    )  # fmt: skip


def _around(method: Method, value: float, half: float, basis: int) -> Forecast:
    return Forecast(
        method, _told(value, 100.0), _told(value - half, 100.0), _told(value + half, 100.0), basis
    )


def _told(value: float, most: float | None) -> Decimal:
    held = max(0.0, value if most is None else min(most, value))
    return Decimal(str(held)).quantize(CENT, rounding=ROUND_HALF_UP)


def _day(row: Row) -> date:
    return date.fromisoformat(row["day"])


def _weight(row: Row) -> int:
    """What one row brings: its money, or itself."""
    return int(row.get("fen", 1))


def _first(rows: Sequence[Row], table: str) -> Iterator[Row]:
    """All rows; of Visits those alone that reached a Restaurant for the first time."""
    seen: set[str] = set()
    for row in sorted(rows, key=lambda each: str(each["day"])):
        if table == "visits":
            if row["restaurant"] in seen:
                continue
            seen.add(row["restaurant"])
        yield row


def _one(_evaluation: Evaluation, _found: Figure) -> float:
    return 1.0


def _of_whole(_evaluation: Evaluation, found: Figure) -> float:
    """Per cent that one event brings of a share's whole."""
    return float(Fraction(100, found.whole)) if found.whole else 0.0


def _of_cost(_evaluation: Evaluation, found: Figure) -> float:
    """Yuan an effect that one fen brings."""
    return float(Fraction(1, 100 * found.whole)) if found.whole else 0.0


_CAPPED = frozenset({"N2"})
# Their completeness is told in parts known or people who answered; the bounds bear it.
_WITHOUT_LOOKS = frozenset({"convenience", "satisfaction"})
_METHODS: Mapping[str, Foretelling] = {
    "execution": _pace(_of_whole, table="payments"),
    "cost": _pace(_of_cost, table="payments"),
    "patrols": _pace(_one, table="patrols"),
    "coverage": _pace(_of_whole, table="visits"),
    "online": _by_days,
    "connection": _by_drift,
    "cameras": _by_drift,
    "displays": _by_drift,
    "rectification": _by_events,
    "repair": _by_events,
    "convenience": _by_parts,
    "use": _by_places,
    "satisfaction": _by_answers,
}
