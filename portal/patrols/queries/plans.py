"""Reads what a plan is drawn from, and plans."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.kinds import STATION_ROLES
from portal.accounts.models import Person, RoleGrant
from portal.findings.models import Finding
from portal.findings.rules.workflow import VOID_STATES
from portal.patrols.kinds import VisitState
from portal.patrols.models import Patrol, PatrolPlan, Visit
from portal.patrols.rules.calendar import DAY, Span
from portal.patrols.rules.planning import Candidate, Inspector, Terms
from portal.patrols.rules.risk import Traits, grade_of
from portal.registry.kinds import Status
from portal.registry.models import Camera, Restaurant, Station, StatusSpan
from portal.registry.queries.register import is_active
from portal.registry.rules import status_at
from portal.registry.rules.figures import SUPERVISED
from portal.shell.rules import NotFound, day_bounds, local, local_day

FINDINGS_DAYS = 365  # back, for which a Restaurant's Findings weigh
AWAY = frozenset({Status.SUSPENDED, Status.CLOSED, Status.MOVED, Status.PLANNED})


def plan_inputs(
    session: Session, terms: Terms, *, today: date
) -> tuple[list[Candidate], list[Inspector]]:
    """Every Restaurant under supervision and everybody who visits them, as of `today`.

    Each by its code or key. The statements do not depend on how many there are.
    """
    now = day_bounds(today)[1]
    spans = _spans(session)
    visits = _visit_days(session)
    above = _checked_above(session)
    findings = _findings(session, since=now - timedelta(days=FINDINGS_DAYS))
    seen = set(session.scalars(select(Camera.restaurant_id).where(is_active(today)).distinct()))
    found = []
    rows = session.execute(select(Restaurant, Station.code).join(Restaurant.station))
    for row, station in rows:
        own = spans.get(row.id, [])
        if not is_supervised(own, now):
            continue
        traits = Traits(row.type, row.is_key, findings.get(row.id, 0), row.id in seen)
        days = visits.get(row.id, [])
        found.append(
            Candidate(
                code=row.code,
                station=station,
                grade=grade_of(traits),
                last_visit=max(days, default=None),
                has_camera=row.id in seen,
                away=_away(own, after=today),
                checked_above=above.get(row.id),
                visited=tuple(sorted({day for day in days if day.year == terms.year})),
            )
        )
    return sorted(found, key=lambda each: each.code), _inspectors(session)


def is_supervised(spans: list[StatusSpan], moment: datetime) -> bool:
    """Whether a Restaurant with these spans is under supervision at `moment`.

    One whose Status nobody recorded is; one whose first Status begins later is not yet.
    """
    status = status_at(spans, moment)
    return status in SUPERVISED and (status is not None or not spans)


def active_team(session: Session, *, station: str | None) -> list[Person]:
    """Who can make the Visits of a Station (by code), or of any; by name."""
    found = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.active, RoleGrant.role.in_(STATION_ROLES))
        .order_by(Person.name, Person.id)
        .distinct()
    )
    if station is not None:
        found = found.where(RoleGrant.station == station)
    return list(session.scalars(found))


def plans(session: Session) -> list[PatrolPlan]:
    """All plans, the newest first."""
    return list(
        session.scalars(select(PatrolPlan).order_by(PatrolPlan.year.desc(), PatrolPlan.id.desc()))
    )


def plan_by_number(session: Session, number: str) -> PatrolPlan:
    """The plan of this number. Raises NotFound."""
    row = session.scalar(
        select(PatrolPlan)
        .where(PatrolPlan.number == number)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("plan", number)
    return row


def published_draw(plan: PatrolPlan) -> Mapping[str, Any]:
    """What everybody may know of a plan: the promise at once, all that was drawn once it is shown.

    Before that the Restaurants and days to come are nobody's business.
    """
    is_shown = plan.revealed_at is not None
    return {
        "number": plan.number,
        "year": plan.year,
        "seed_sha256": plan.seed_sha256,
        "inputs_sha256": plan.inputs_sha256,
        "beacon_source": plan.beacon_source,
        "beacon": plan.beacon,
        "committed_at": local(plan.committed_at).isoformat(timespec="seconds"),
        "drawn_at": local(plan.drawn_at).isoformat(timespec="seconds") if plan.drawn_at else None,
        "seed": plan.seed if is_shown else None,
        "inputs": plan.inputs if is_shown else None,
        "drawn": plan.drawn if is_shown else None,
    }


def restaurant_words(session: Session, codes: Collection[str]) -> dict[str, Restaurant]:
    """The Restaurants of these codes, to be called by their names."""
    rows = session.scalars(select(Restaurant).where(Restaurant.code.in_(codes)))
    return {row.code: row for row in rows}


def _inspectors(session: Session) -> list[Inspector]:
    rows = session.execute(
        select(Person.id, RoleGrant.station)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.active, RoleGrant.role.in_(STATION_ROLES), RoleGrant.station.is_not(None))
        .order_by(Person.id)
        .distinct()
    )
    return [Inspector(str(number), station) for number, station in rows if station is not None]


def _spans(session: Session) -> dict[int, list[StatusSpan]]:
    found: dict[int, list[StatusSpan]] = defaultdict(list)
    for row in session.scalars(select(StatusSpan)):
        found[row.restaurant_id].append(row)
    return found


def _away(spans: list[StatusSpan], *, after: date) -> tuple[Span, ...]:
    """The days after `after` on which it does no business, as far as anybody knows."""
    found = [
        Span(local_day(each.starts_at), _first_day_back(each.ends_at))
        for each in spans
        if each.status in AWAY and (each.ends_at is None or local_day(each.ends_at) > after)
    ]
    return tuple(sorted(found, key=lambda span: span.first))


def _first_day_back(ends_at: datetime | None) -> date | None:
    """The first whole day on which it does business again."""
    if ends_at is None:
        return None
    there = local(ends_at)
    is_midnight = (there.hour, there.minute) == (0, 0)
    return there.date() if is_midnight else there.date() + DAY


def _visit_days(session: Session) -> dict[int, list[date]]:
    """The days of each Restaurant's Visits."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = session.execute(
        select(Visit.restaurant_id, Visit.done_at).where(Visit.state == VisitState.DONE)
    )
    for number, at in rows:
        if at is not None:
            found[number].append(local_day(at))
    return found


def _checked_above(session: Session) -> dict[int, date]:
    """The day of each Restaurant's last Visit by the Bureau itself."""
    rows = session.execute(
        select(Visit.restaurant_id, func.max(Visit.done_at))
        .join(Visit.patrol)
        .where(Visit.state == VisitState.DONE, Patrol.station_id.is_(None))
        .group_by(Visit.restaurant_id)
    )
    return {number: local_day(at) for number, at in rows if at is not None}


def _findings(session: Session, *, since: datetime) -> dict[int, int]:
    rows = session.execute(
        select(Finding.restaurant_id, func.count())
        .where(Finding.opened_at >= since, Finding.state.not_in(VOID_STATES))
        .group_by(Finding.restaurant_id)
    )
    return {row[0]: row[1] for row in rows}
