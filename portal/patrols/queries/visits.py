"""Reads Patrols, Visits and Snapshots, each within a Scope."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.rules import Scope
from portal.patrols.kinds import VisitState
from portal.patrols.models import Patrol, PatrolMember, Snapshot, Visit
from portal.registry.models import Restaurant, Station
from portal.registry.queries import within
from portal.shell.lists import ListPage, last_page
from portal.shell.paging import row_count
from portal.shell.rules import NotFound

PATROLS_PER_PAGE = 40

__all__ = [
    "PatrolFilter",
    "PatrolLine",
    "Visit",
    "next_visit",
    "overdue_visits",
    "own_visits",
    "patrol_by_number",
    "patrols",
    "seen_from",
    "snapshot_by_code",
    "visit_by_id",
]


@dataclass(frozen=True, slots=True)
class PatrolFilter:
    """Which Patrols somebody looks for; `mine` is a person's id, `station` a code."""

    scope: Scope
    today: date
    station: str = ""
    state: str = "open"
    mine: int | None = None


@dataclass(frozen=True, slots=True)
class PatrolLine:
    """A Patrol with its Visits counted, by state."""

    patrol: Patrol
    visits: int
    done: int
    dropped: int

    @property
    def left(self) -> int:
        """Visits still to be made."""
        return self.visits - self.done - self.dropped

    def is_overdue(self, today: date) -> bool:
        """Whether its weeks are over and something is left."""
        return self.left > 0 and self.patrol.until <= today


def seen_from(scope: Scope) -> ColumnElement[bool]:
    """Whether a Patrol (joined outer with its Station) lies within `scope`.

    The Bureau's own are seen by who sees everything.
    """
    if scope.is_whole:
        return Patrol.id.is_not(None)
    return Station.code.in_(scope.stations)


def patrols(session: Session, wanted: PatrolFilter, *, page: int) -> ListPage[PatrolLine]:
    """The Patrols that are `wanted`, those due first before the others; three statements."""
    conditions = [seen_from(wanted.scope), *_conditions(wanted)]
    total = row_count(session, select(Patrol.id).outerjoin(Patrol.station).where(*conditions))
    page = min(page, last_page(total, PATROLS_PER_PAGE))
    is_over = wanted.state == "ended"
    order = (Patrol.until.desc(), Patrol.id.desc()) if is_over else (Patrol.until, Patrol.id)
    rows = session.execute(
        select(Patrol, _VISITS.c.visits, _VISITS.c.done, _VISITS.c.dropped)
        .outerjoin(Patrol.station)
        .outerjoin(_VISITS, _VISITS.c.patrol_id == Patrol.id)
        .where(*conditions)
        .options(joinedload(Patrol.station), selectinload(Patrol.team))
        .order_by(*order)
        .limit(PATROLS_PER_PAGE)
        .offset(PATROLS_PER_PAGE * (page - 1))
    )
    lines = [PatrolLine(row[0], row[1] or 0, row[2] or 0, row[3] or 0) for row in rows]
    return ListPage(lines, total, page, PATROLS_PER_PAGE)


def patrol_by_number(session: Session, number: str, *, scope: Scope) -> Patrol:
    """The Patrol with team and Visits, their Restaurants with them. Raises NotFound."""
    row = session.scalar(
        select(Patrol)
        .outerjoin(Patrol.station)
        .where(Patrol.number == number, seen_from(scope))
        .options(
            joinedload(Patrol.station),
            joinedload(Patrol.plan),
            selectinload(Patrol.team),
            selectinload(Patrol.visits)
            .joinedload(Visit.restaurant)
            .options(joinedload(Restaurant.station), selectinload(Restaurant.status_spans)),
            selectinload(Patrol.visits).selectinload(Visit.snapshots),
        )
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("patrol", number)
    return row


def visit_by_id(session: Session, number: int, *, scope: Scope) -> Visit:
    """The Visit with all that its page shows. Raises NotFound.

    The Restaurant comes with Station, Cameras and spans, a Snapshot with Camera and Finding.
    """
    row = session.scalar(
        select(Visit)
        .join(Visit.patrol)
        .outerjoin(Patrol.station)
        .where(Visit.id == number, seen_from(scope))
        .options(
            joinedload(Visit.patrol).options(joinedload(Patrol.station), selectinload(Patrol.team)),
            joinedload(Visit.restaurant).options(
                joinedload(Restaurant.station),
                selectinload(Restaurant.cameras),
                selectinload(Restaurant.status_spans),
                selectinload(Restaurant.hours_spans),
            ),
            selectinload(Visit.checks),
            selectinload(Visit.snapshots).options(
                joinedload(Snapshot.camera), joinedload(Snapshot.finding)
            ),
        )
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("visit", str(number))
    return row


def next_visit(session: Session, visit: Visit) -> int | None:
    """The id of another Visit of the same Patrol that is still planned, None when there is none."""
    return session.scalar(
        select(func.min(Visit.id)).where(
            Visit.patrol_id == visit.patrol_id,
            Visit.id != visit.id,
            Visit.state == VisitState.PLANNED,
        )
    )


def snapshot_by_code(session: Session, code: str, *, scope: Scope) -> Snapshot:
    """The Snapshot of this code, if its Restaurant lies within `scope`. Raises NotFound."""
    row = session.scalar(
        select(Snapshot)
        .join(Snapshot.visit)
        .join(Visit.restaurant)
        .join(Restaurant.station)
        .where(Snapshot.code == code, within(scope))
    )
    if row is None:
        raise NotFound("snapshot", code)
    return row


_VISITS = (
    select(
        Visit.patrol_id.label("patrol_id"),
        func.count().label("visits"),
        func.sum(case((Visit.state == VisitState.DONE, 1), else_=0)).label("done"),
        func.sum(case((Visit.state == VisitState.DROPPED, 1), else_=0)).label("dropped"),
    )
    .group_by(Visit.patrol_id)
    .subquery()
)


def _conditions(wanted: PatrolFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.station:
        found.append(Station.code == wanted.station)
    if wanted.mine is not None:
        own = select(PatrolMember.patrol_id).where(PatrolMember.person_id == wanted.mine)
        found.append(Patrol.id.in_(own))
    if wanted.state == "ended":
        found.append(Patrol.ended_at.is_not(None))
    else:
        found.append(Patrol.ended_at.is_(None))
    if wanted.state == "overdue":
        found.append(Patrol.until <= wanted.today)
    if wanted.state == "open":
        found.append(Patrol.starts_on <= wanted.today)
    if wanted.state == "coming":
        found.append(Patrol.starts_on > wanted.today)
    return found


def own_visits(session: Session, person_id: int, *, today: date) -> tuple[int, date | None]:
    """How many Visits this person has to make by now, and the last day of the first of them."""
    row = session.execute(
        select(func.count(), func.min(Patrol.until))
        .select_from(Visit)
        .join(Visit.patrol)
        .join(PatrolMember, PatrolMember.patrol_id == Patrol.id)
        .where(
            PatrolMember.person_id == person_id,
            Visit.state.in_([VisitState.PLANNED, VisitState.BEGUN]),
            Patrol.starts_on <= today,
        )
    ).one()
    until: date | None = row[1]  # none where there is no such Visit
    return row[0], until and until - timedelta(days=1)


def overdue_visits(session: Session, *, scope: Scope, today: date) -> dict[str, int]:
    """How many Visits should have been made before `today`, by Station; "" the Bureau's own."""
    rows = session.execute(
        select(Station.code, func.count())
        .select_from(Visit)
        .join(Visit.patrol)
        .outerjoin(Patrol.station)
        .where(
            Visit.state.in_([VisitState.PLANNED, VisitState.BEGUN]),
            Patrol.until <= today,
            seen_from(scope),
        )
        .group_by(Station.code)
    )
    return {code or "": number for code, number in rows}
