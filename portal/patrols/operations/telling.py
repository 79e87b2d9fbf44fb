"""Tells people of Patrols: who has one to make, and whose time is over.

A plan launches a year of Patrols at once; each is told of when its weeks begin.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.kinds import Role
from portal.notices.kinds import Severity
from portal.notices.operations import announce
from portal.notices.rules import About, Bilingual, News, To
from portal.patrols.models import Patrol
from portal.patrols.operations.tidying import OPEN
from portal.shell.rules import local_day

SINCE = timedelta(days=7)  # a worker that stood still for longer need not tell what everybody knows
DAY = timedelta(days=1)


def tell_patrols(session: Session, *, now: datetime) -> int:
    """Announce Patrols whose weeks begin, and those whose weeks are over; returns how many.

    May be done again: nobody is told the same twice.
    """
    today = local_day(now)
    given = _open(session, Patrol.starts_on > today - SINCE, Patrol.starts_on <= today,
                  Patrol.until > today)  # fmt: skip
    overdue = _open(session, Patrol.until > today - SINCE, Patrol.until <= today)
    for patrol in given:
        tell_given(session, patrol, now=now)
    for patrol in overdue:
        tell_overdue(session, patrol, now=now)
    return len(given) + len(overdue)


def tell_given(
    session: Session, patrol: Patrol, *, now: datetime, but_not: int | None = None
) -> None:
    """Tell its team, or where nobody is named the inspectors of its Station, of a Patrol; once.

    Station, team and Visits are loaded. `but_not` launched it and knows.
    """
    team = frozenset(member.person_id for member in patrol.team)
    to = To(
        persons=team,
        roles=frozenset() if team else _roles(patrol, Role.INSPECTOR),
        station=_station(patrol),
        but_not=frozenset() if but_not is None else frozenset({but_not}),
    )
    announce(session, _news(patrol, "patrol.given", now=now), to=to, now=now)


def tell_overdue(session: Session, patrol: Patrol, *, now: datetime) -> None:
    """Tell the head of its Station that a Patrol's weeks are over and Visits are missing; once."""
    to = To(roles=_roles(patrol, Role.STATION_HEAD), station=_station(patrol))
    announce(session, _news(patrol, "patrol.overdue", now=now), to=to, now=now)


def _open(session: Session, *when: ColumnElement[bool]) -> list[Patrol]:
    """The Patrols of these days that still have Visits to make."""
    rows = session.scalars(
        select(Patrol)
        .where(Patrol.ended_at.is_(None), *when)
        .order_by(Patrol.id)
        .options(joinedload(Patrol.station), selectinload(Patrol.team), selectinload(Patrol.visits))
        .execution_options(populate_existing=True)
    ).all()
    return [row for row in rows if _left(row)]


def _left(patrol: Patrol) -> int:
    """How many Visits are still to be made."""
    return sum(each.state in OPEN for each in patrol.visits)


def _roles(patrol: Patrol, role: Role) -> frozenset[Role]:
    """Who answers for a Patrol: somebody of its Station, or the Bureau for its own."""
    return frozenset({Role.BUREAU_OFFICER if patrol.station is None else role})


def _station(patrol: Patrol) -> str | None:
    return None if patrol.station is None else patrol.station.code


def _news(patrol: Patrol, kind: str, *, now: datetime) -> News:
    station = patrol.station
    return News(
        kind=kind,
        severity=Severity.II,
        about=About("patrol", patrol.number),
        link=f"/desk/patrols/tasks/{patrol.number}",
        occurred_at=now,
        fields={
            "number": patrol.number,
            "way": patrol.way.value,
            "station": Bilingual(station.name, station.name_en or station.name)
            if station is not None
            else Bilingual("监管局本级", "the bureau"),
            "visits": _left(patrol),
            "first": patrol.starts_on,
            "last": patrol.until - DAY,
        },
        key="once",
    )
