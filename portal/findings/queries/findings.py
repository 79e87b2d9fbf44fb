"""Reads of Findings, each within a Scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.kinds import Role
from portal.accounts.models import Person, RoleGrant
from portal.accounts.rules import Scope
from portal.findings.kinds import Severity
from portal.findings.models import Finding, FindingPicture, Publication
from portal.findings.rules.figures import FindingRecord
from portal.findings.rules.lists import QUEUES, Queue, Wanted
from portal.findings.rules.publication import SHOWN_FOR, PublicFinding
from portal.findings.rules.workflow import RUNNING_STATES, VOID_STATES
from portal.registry.models import Restaurant, Station
from portal.registry.queries import within
from portal.shell.lists import ListPage, Order
from portal.shell.paging import one_page
from portal.shell.rules import NotFound, day_bounds, local_day

_Columns = TypeVarTuple("_Columns")

_RISK = case({Severity.I: 0, Severity.II: 1}, value=Finding.severity, else_=2)
_ORDERS = {
    Order.DUE: (Finding.due_at, Finding.id),
    Order.RISK: (_RISK, Finding.due_at, Finding.id),
    Order.NEWEST: (Finding.opened_at.desc(), Finding.id.desc()),
}


@dataclass(frozen=True, slots=True)
class Waits:
    """How many Findings wait in a queue, and by when the first of them is due."""

    queue: Queue
    number: int
    due_at: datetime | None


def findings(
    session: Session, wanted: Wanted, *, scope: Scope, person_id: int | None, now: datetime
) -> ListPage[Finding]:
    """One page of what is wanted; two statements, however many there are."""
    return one_page(
        session,
        _wanted(select(Finding), wanted, scope=scope, person_id=person_id, now=now),
        order=_ORDERS[wanted.order],
        options=(*_with_restaurant(), joinedload(Finding.publication)),
        page=wanted.page,
    )


def every_finding(
    session: Session, wanted: Wanted, *, scope: Scope, person_id: int | None, now: datetime
) -> Sequence[Finding]:
    """All that is wanted, for a file; one statement."""
    rows = _wanted(select(Finding), wanted, scope=scope, person_id=person_id, now=now)
    return session.scalars(
        rows.options(*_with_restaurant(), joinedload(Finding.publication)).order_by(
            *_ORDERS[wanted.order]
        )
    ).all()


def finding_by_number(session: Session, number: str, *, scope: Scope) -> Finding:
    """The Finding with Restaurant, Station, Camera, history, pictures and publication.

    Raises NotFound for an unknown one, and for one outside `scope`.
    """
    found = session.scalar(
        select(Finding)
        .join(Finding.restaurant)
        .join(Restaurant.station)
        .where(Finding.number == number, within(scope))
        .options(
            *_with_restaurant(),
            joinedload(Finding.camera),
            joinedload(Finding.publication),
            selectinload(Finding.steps),
            selectinload(Finding.pictures),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("finding", number)
    return found


def picture_by_code(session: Session, number: str, code: str, *, scope: Scope) -> FindingPicture:
    """A kept picture of a Finding within `scope`. Raises NotFound."""
    found = session.scalar(
        select(FindingPicture)
        .join(FindingPicture.finding)
        .join(Finding.restaurant)
        .join(Restaurant.station)
        .where(
            Finding.number == number,
            FindingPicture.code == code,
            FindingPicture.removed_at.is_(None),
            within(scope),
        )
    )
    if found is None:
        raise NotFound("picture", code)
    return found


def waits(
    session: Session, queues: Sequence[Queue], *, scope: Scope, person_id: int | None, now: datetime
) -> list[Waits]:
    """What waits in each of `queues`; one statement a queue."""
    found = []
    for queue in queues:
        due = Finding.publish_due_at if queue is Queue.PUBLISH else Finding.due_at
        rows = _wanted(
            select(func.count(), func.min(due)).select_from(Finding),
            Wanted(queue=queue), scope=scope, person_id=person_id, now=now,
        )  # fmt: skip
        number, due_at = session.execute(rows).one()
        found.append(Waits(queue, number, due_at))
    return found


def public_record(session: Session, restaurant_id: int, *, today: date) -> list[PublicFinding]:
    """What is public of a Restaurant today, of its last twelve months, the newest first.

    Nothing else leaves the table: nobody who confirmed, appealed or decided, and no picture.
    """
    since = day_bounds(today - SHOWN_FOR)[0]
    asked = {"restaurant": restaurant_id, "since": since, "today": today}
    rows: Iterable[Sequence[Any]] = session.execute(_public_record(), asked)
    return [PublicFinding(local_day(row[0]), *row[1:]) for row in rows]


@cache  # each kitchen's page runs it, and putting it together takes longer than the database does
def _public_record() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Finding.seen_at, Finding.code, Finding.severity, Finding.state,
            Publication.decision, Publication.reply, Publication.expires_on,
        )
        .join(Finding.publication)
        .where(
            Finding.restaurant_id == bindparam("restaurant"),
            Finding.opened_at >= bindparam("since"),
            Finding.state.not_in(VOID_STATES),
            Publication.is_public,
            Publication.withdrawn_at.is_(None),
            Publication.expires_on > bindparam("today"),
        )
        .order_by(Finding.opened_at.desc(), Finding.id.desc())
    )  # fmt: skip


def finding_records(
    session: Session, first: date, until: date, *, station: str | None = None
) -> list[FindingRecord]:
    """The Findings opened on days from `first` up to, not including, `until`, by number."""
    rows: Iterable[Sequence[Any]] = session.execute(
        select(
            Finding.number, Finding.restaurant_id, Station.code, Finding.code, Finding.severity,
            Finding.origin, Finding.seen_at, Finding.opened_at, Finding.pushed_at, Finding.due_at,
            Finding.state, Finding.rectified_at, Finding.closed_at,
        )
        .join(Finding.restaurant)
        .join(Restaurant.station)
        .where(
            Finding.opened_at >= day_bounds(first)[0],
            Finding.opened_at < day_bounds(until)[0],
            *([Station.code == station] if station else []),
        )
        .order_by(Finding.number)
    )  # fmt: skip
    return [FindingRecord(*row) for row in rows]


def inspectors(session: Session, *, station: str) -> Sequence[Person]:
    """The active people who can look after a Finding of this Station, by name."""
    return session.scalars(
        select(Person)
        .join(Person.grants)
        .where(
            Person.active,
            RoleGrant.role.in_([Role.INSPECTOR, Role.STATION_HEAD]),
            RoleGrant.station == station,
        )
        .distinct()
        .order_by(Person.name)
    ).all()


def _wanted(
    rows: Select[*_Columns], wanted: Wanted, *, scope: Scope, person_id: int | None, now: datetime
) -> Select[*_Columns]:
    joined = rows.join(Finding.restaurant).join(Restaurant.station)
    if wanted.queue is Queue.PUBLISH:
        joined = joined.outerjoin(Finding.publication)
    return joined.where(
        within(scope), Finding.state.in_(QUEUES[wanted.queue]),
        *_conditions(wanted, person_id=person_id, now=now),
    )  # fmt: skip


def _conditions(
    wanted: Wanted, *, person_id: int | None, now: datetime
) -> list[ColumnElement[bool]]:
    text = f"%{wanted.text}%"
    chosen: list[tuple[bool, ColumnElement[bool]]] = [
        (wanted.queue is Queue.EXTENSIONS, Finding.asked_until.is_not(None)),
        (
            wanted.queue is Queue.APPEALS,  # those that the reader did not confirm
            or_(Finding.confirmed_by_id.is_(None), Finding.confirmed_by_id != person_id),
        ),
        (wanted.queue is Queue.PUBLISH, Publication.id.is_(None)),
        (wanted.station != "", Station.code == wanted.station),
        (wanted.code is not None, Finding.code == wanted.code),
        (wanted.severity is not None, Finding.severity == wanted.severity),
        (wanted.is_mine, Finding.assigned_to_id == person_id),
        (
            wanted.is_overdue,
            and_(Finding.due_at <= now, Finding.state.in_({*RUNNING_STATES})),
        ),
        (
            wanted.text != "",
            or_(
                Finding.number.ilike(text), Restaurant.name.ilike(text),
                Restaurant.pinyin.ilike(text),
            ),
        ),
    ]  # fmt: skip
    return [condition for is_asked, condition in chosen if is_asked]


def _with_restaurant() -> tuple[ORMOption, ...]:
    return (joinedload(Finding.restaurant).joinedload(Restaurant.station),)
