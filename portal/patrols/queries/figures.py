"""Reads the Visits that figures are made of, and who was under supervision."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.findings.models import Finding
from portal.findings.rules.workflow import VOID_STATES
from portal.patrols.kinds import SnapshotSource, VisitState
from portal.patrols.models import Patrol, Snapshot, Visit
from portal.patrols.queries.plans import is_supervised
from portal.patrols.rules.calendar import Half, halves_of
from portal.patrols.rules.figures import (
    DatedVisit,
    DoneVisit,
    PatrolFigures,
    Reach,
    Restaurants,
    counts,
    reach_of,
)
from portal.registry.models import Restaurant, Station, StatusSpan
from portal.registry.queries import within
from portal.rounds.rules.period import Period
from portal.shell.rules import day_bounds, local_day


def patrol_figures(session: Session, period: Period, *, scope: Scope, today: date) -> PatrolFigures:
    """N1, N2 and N3 of the days of `period` before `today`, by Station and half-year."""
    elapsed = period.elapsed(today)
    visits = _done_visits(session, elapsed, scope)
    begun = _begun(session, elapsed, scope)
    names = Restaurants(*_named(session, scope))
    return PatrolFigures(
        period=period.name,
        whole=counts(visits, patrols=sum(begun.values())),
        stations={
            code: counts([v for v in visits if v.station == code], patrols=begun.get(code, 0))
            for code in names.stations
        },
        reach=reach(session, elapsed, visits=visits, scope=scope),
        halves={
            half.name: reach(
                session, _half_of(elapsed, half), visits=[v for v in visits if v.half == half],
                scope=scope,
            )
            for half in _halves(period)
            if half.first < elapsed.until
        },
        names=names,
    )  # fmt: skip


def reach(session: Session, elapsed: Period, *, visits: Iterable[DoneVisit], scope: Scope) -> Reach:
    """N2 of these Visits: over those under supervision on the last day of `elapsed`."""
    last = max(elapsed.first, elapsed.until - timedelta(days=1))
    return reach_of(visits, supervised(session, day=last, scope=scope))


def supervised(session: Session, *, day: date, scope: Scope) -> dict[str, set[int]]:
    """The ids of the Restaurants under supervision at the end of `day`, by their Station's code.

    Closed, moved and planned ones are not, suspended ones are; two statements.
    """
    moment = day_bounds(day)[1] - timedelta(microseconds=1)
    spans: dict[int, list[StatusSpan]] = defaultdict(list)
    for span in session.scalars(select(StatusSpan)):
        spans[span.restaurant_id].append(span)
    found: dict[str, set[int]] = defaultdict(set)
    rows = session.execute(
        select(Restaurant.id, Station.code).join(Restaurant.station).where(within(scope))
    )
    for number, station in rows:
        if is_supervised(spans.get(number, []), moment):
            found[station].add(number)
    return dict(found)


def dated_visits(session: Session, elapsed: Period, *, scope: Scope) -> list[DatedVisit]:
    """The Visits made in these days, each with its Patrol and day, in the order they were begun."""
    manual = _snapshots(SnapshotSource.MANUAL)
    ai = _snapshots(SnapshotSource.AI)
    findings = (
        select(func.count(Finding.id.distinct()))
        .join(Snapshot, Snapshot.finding_id == Finding.id)
        .where(Snapshot.visit_id == Visit.id, Finding.state.not_in(VOID_STATES))
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Patrol.number, Station.code, Visit.restaurant_id, Visit.done_at, Visit.way, manual, ai,
            findings,
        )
        .join(Visit.patrol)
        .join(Visit.restaurant)
        .join(Restaurant.station)
        .where(
            Visit.state == VisitState.DONE,
            Visit.done_at >= day_bounds(elapsed.first)[0],
            Visit.done_at < day_bounds(elapsed.until)[0],
            within(scope),
        )
        .order_by(Visit.id)
    )  # fmt: skip
    return [
        DatedVisit(
            patrol=row[0],
            day=local_day(row[3]),
            visit=DoneVisit(row[1], row[2], Half.of(local_day(row[3])), *row[4:]),
        )
        for row in rows
    ]


def begun_patrols(session: Session, elapsed: Period) -> list[tuple[str, date]]:
    """The numbers of the Patrols whose first Visit lies in these days, each with its day."""
    rows = session.execute(
        select(Patrol.number, Patrol.begun_at)
        .where(
            Patrol.begun_at >= day_bounds(elapsed.first)[0],
            Patrol.begun_at < day_bounds(elapsed.until)[0],
        )
        .order_by(Patrol.number)
    )
    return [(number, local_day(begun_at)) for number, begun_at in rows if begun_at is not None]


def _done_visits(session: Session, elapsed: Period, scope: Scope) -> list[DoneVisit]:
    return [each.visit for each in dated_visits(session, elapsed, scope=scope)]


def _snapshots(source: SnapshotSource) -> ScalarSelect[int]:
    return (
        select(func.count(Snapshot.id))
        .where(Snapshot.visit_id == Visit.id, Snapshot.source == source)
        .scalar_subquery()
    )


def _begun(session: Session, elapsed: Period, scope: Scope) -> dict[str, int]:
    """How many Patrols had their first Visit in `elapsed`, by Station; "" the Bureau's own."""
    rows = session.execute(
        select(Station.code, func.count())
        .select_from(Patrol)
        .outerjoin(Patrol.station)
        .where(
            Patrol.begun_at >= day_bounds(elapsed.first)[0],
            Patrol.begun_at < day_bounds(elapsed.until)[0],
            *(() if scope.is_whole else (Station.code.in_(scope.stations),)),
        )
        .group_by(Station.code)
    )
    return {code or "": number for code, number in rows}


def _named(
    session: Session, scope: Scope
) -> tuple[dict[str, tuple[str, str]], dict[int, tuple[str, str, str | None]]]:
    """The Stations' names by code, in the order of lists, and the Restaurants' by id."""
    stations = {
        row.code: (row.name, row.name_en)
        for row in session.scalars(select(Station).order_by(Station.position, Station.id))
        if scope.is_whole or row.code in scope.stations
    }
    rows = session.execute(
        select(Restaurant.id, Restaurant.code, Restaurant.name, Restaurant.name_en)
        .join(Restaurant.station)
        .where(within(scope))
    )
    return stations, {number: (code, name, name_en) for number, code, name, name_en in rows}


def _halves(period: Period) -> list[Half]:
    """The halves that lie wholly in the Period."""
    years = range(period.first.year, period.until.year + 1)
    halves = [half for year in years for half in halves_of(year)]
    return [half for half in halves if period.first <= half.first and half.until <= period.until]


def _half_of(elapsed: Period, half: Half) -> Period:
    first, until = max(elapsed.first, half.first), min(elapsed.until, half.until)
    return Period(half.name, first, until)
