"""The indicators of a Period: which there are, what each reads, and a Figure with its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.evaluation.kinds import Direction, Unit
from portal.evaluation.rules import formulas, heard
from portal.evaluation.rules.evidence import Rows, Terms
from portal.evaluation.rules.formulas import Counting
from portal.evaluation.rules.spans import halves_in, quarters_in
from portal.participation.kinds import Instrument
from portal.patrols.rules.document import digest_of
from portal.rounds.rules.period import Period
from portal.shell.rules import local_day

Tables = Mapping[str, Rows]
"""Rows by "kind.span", such as "standings.2021Q1"."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One way of counting: `version` goes up when it comes to count otherwise.

    `reads` are the kinds of rows; the first is the one whose rows people want to see.
    """

    code: str
    unit: Unit
    direction: Direction
    reads: tuple[str, ...]
    count: Counting
    version: int = 1

    @property
    def formula(self) -> str:
        """As figures name it, such as Q1/1."""
        return f"{self.code}/{self.version}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What an Indicator came to in a Period; the ids of rows are those of its `tables`.

    `name` is "code.period". `digest` is the SHA-256 of all rows of those tables.
    """

    name: str
    formula: str
    unit: Unit
    direction: Direction
    tables: tuple[str, ...]
    part: int
    whole: int | None
    value: Decimal | None
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    excluded: tuple[str, ...]
    completeness: Decimal | None
    as_of: date
    digest: str

    @property
    def code(self) -> str:
        """The Indicator's code."""
        return self.name.partition(".")[0]

    @property
    def period(self) -> str:
        """The Period's name."""
        return self.name.partition(".")[2]

    @property
    def missing(self) -> tuple[str, ...]:
        """Rows that are counted, but not on the upper side."""
        upper = set(self.numerator)
        return tuple(number for number in self.denominator if number not in upper)


def _percent(code: str, reads: tuple[str, ...], count: Counting) -> Indicator:
    return Indicator(code, Unit.PERCENT, Direction.UP, reads, count)


def _cost(code: str, table: str, count: Counting) -> Indicator:
    return Indicator(code, Unit.YUAN, Direction.DOWN, ("payments", table), count)


_UP, _DOWN, _WATCHED = Direction.UP, Direction.DOWN, Direction.WATCHED
_VISITS = ("visits", "patrols")
_DAYS = ("days", "exclusions")
_ASKED = ("strata", "asked")

LIBRARY: Mapping[str, Indicator] = {
    each.code: each
    for each in (
        _percent("Q1", ("standings", "days"), formulas.connection),
        _percent("Q1-task", ("standings", "days"), formulas.task_connection),
        _percent("Q2-any", _DAYS, formulas.online("any")),
        _percent("Q2-all", _DAYS, formulas.online("all")),
        _percent("Q2-time", _DAYS, formulas.online("time")),
        Indicator("Q2-unexcused", Unit.PERCENT, _WATCHED, _DAYS, formulas.online("unexcused")),
        Indicator("Q2-flagged", Unit.PERCENT, _DOWN, ("exclusions",), formulas.flagged),
        _percent("Q3", ("standings",), formulas.enough_cameras),
        Indicator("Q3-mean", Unit.MEAN, _UP, ("standings",), formulas.cameras_each),
        Indicator("Q3-gap", Unit.COUNT, _DOWN, ("standings",), formulas.cameras_short),
        _percent("Q4", ("standings",), formulas.displays),
        _percent("Q5-rectified", ("findings",), formulas.rectified),
        _percent("Q5-on-time", ("findings",), formulas.rectified_on_time),
        _percent("Q6", ("faults",), formulas.repaired),
        _percent("Q6-on-time", ("faults",), formulas.repaired_on_time),
        Indicator("Q6-median", Unit.HOURS, _DOWN, ("faults",), formulas.repair_hours),
        Indicator("N1-patrols", Unit.COUNT, _UP, ("patrols",), formulas.patrols_made),
        Indicator(
            "N1-visits", Unit.COUNT, _UP, _VISITS, formulas.of_visits(lambda each: each.visits)
        ),
        Indicator(
            "N1-online", Unit.COUNT, _WATCHED, _VISITS,
            formulas.of_visits(lambda each: each.visits_online),
        ),
        Indicator(
            "N1-on-site", Unit.COUNT, _WATCHED, _VISITS,
            formulas.of_visits(lambda each: each.visits_on_site),
        ),
        Indicator(
            "N1-snapshots", Unit.COUNT, _UP, _VISITS,
            formulas.of_visits(lambda each: each.snapshots),
        ),
        Indicator("N1-visits-each", Unit.MEAN, _WATCHED, _VISITS, formulas.visits_a_patrol),
        Indicator("N1-snapshots-each", Unit.MEAN, _WATCHED, _VISITS, formulas.snapshots_a_visit),
        _percent("N2", ("supervised", "visits"), formulas.reached),
        Indicator("N3", Unit.PERCENT, _WATCHED, ("visits",), formulas.violating),
        Indicator(
            "N3-findings", Unit.COUNT, _WATCHED, _VISITS,
            formulas.of_visits(lambda each: each.findings),
        ),
        Indicator("T1-push", Unit.MINUTES, _DOWN, ("findings",), formulas.push_minutes),
        Indicator("T1-connection", Unit.DAYS, _DOWN, ("connections",), formulas.connection_days),
        Indicator("C1-budget", Unit.WAN_YUAN, _WATCHED, ("budget",), formulas.budget),
        Indicator("C1-contract", Unit.WAN_YUAN, _WATCHED, ("contract",), formulas.contract_budget),
        Indicator(
            "C1-later", Unit.WAN_YUAN, _WATCHED, ("contract", "budget"), formulas.later_budget
        ),
        _percent("C1", ("payments", "budget"), formulas.budget_spent),
        _cost("C2-restaurant", "standings",
              formulas.cost_of("standings", formulas.built_restaurants)),
        _cost("C2-camera", "standings", formulas.cost_of("standings", formulas.their_cameras)),
        _cost("C2-hour", "days", formulas.cost_of("days", formulas.online_hours)),
        _cost("C2-patrol", "patrols", formulas.cost_of("patrols", formulas.every_row)),
        _cost("C2-visit", "visits", formulas.cost_of("visits", formulas.every_row)),
        _cost("C2-problem", "findings", formulas.cost_of("findings", formulas.standing_findings)),
        _cost("C2-rectified", "findings",
              formulas.cost_of("findings", formulas.rectified_findings)),
        _cost("C2-view", "use", formulas.cost_of("use", heard.views)),
        Indicator(
            "B1", Unit.POINTS, _UP, ("use", "waits", "ease", "days", "cases"), heard.convenience
        ),
        Indicator("B1-wait", Unit.SECONDS, _DOWN, ("waits",), heard.first_picture),
        _percent("B1-plays", ("use",), heard.plays),
        Indicator("B1-views", Unit.MEAN, _UP, ("use", "standings"), heard.views_each),
        _percent("B2", ("answers", *_ASKED), heard.satisfied(Instrument.SURVEY, "answers")),
        Indicator(
            "B2-poll", Unit.PERCENT, _WATCHED, ("poll", *_ASKED),
            heard.satisfied(Instrument.POLL, "poll"),
        ),
        Indicator("B3", Unit.PER_HUNDRED, _DOWN, ("cases", "standings"), heard.cases_each),
        Indicator("B3-upheld", Unit.PERCENT, _WATCHED, ("cases",), heard.upheld),
        _percent("B3-on-time", ("cases",), heard.answered_on_time),
        _percent("G1", ("goals",), formulas.quantified),
    )
}  # fmt: skip
"""Every indicator by its code, in the order of lists."""

QUARTERLY = ("Q1", "Q1-task", "Q2-any")
HALF_YEARLY = ("N2",)


def names_of(period: str, *, today: date) -> Iterator[str]:
    """The names of all figures of a Period whose span begins before `today`, in list order."""
    return (name for name in _all_names(period) if Period.parse(_span(name)).first < today)


def _span(name: str) -> str:
    return name.partition(".")[2]


def _all_names(period: str) -> Iterator[str]:
    for code in LIBRARY:
        within: tuple[str, ...] = ()
        if code in QUARTERLY:
            within = quarters_in(period)
        if code in HALF_YEARLY:
            within = halves_in(period)
        yield from (f"{code}.{span}" for span in within if span != period)
        yield f"{code}.{period}"


def figure(name: str, tables: Tables, terms: Terms) -> Figure:
    """What the indicator that `name` begins with comes to on the rows of its Period.

    Raises KeyError for a name or a table that is not there.
    """
    code, __, span = name.partition(".")
    indicator = LIBRARY[code]
    used = tuple(f"{kind}.{span}" for kind in indicator.reads)
    rows = {kind: tables[table] for kind, table in zip(indicator.reads, used, strict=True)}
    count = indicator.count(rows, terms)
    return Figure(
        name=name,
        formula=indicator.formula,
        unit=indicator.unit,
        direction=indicator.direction,
        tables=used,
        part=count.part,
        whole=count.whole,
        value=count.value,
        numerator=count.numerator,
        denominator=count.denominator,
        excluded=count.excluded,
        completeness=count.completeness,
        as_of=min(Period.parse(span).until, local_day(terms.counted_at)) - timedelta(days=1),
        digest=digest_of(list(rows.values())),
    )
