"""Reads of Cases: those of a sender by code or link, those of staff within a Scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVarTuple, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.rules import Scope
from portal.notices.kinds import Severity
from portal.participation.case_kinds import CaseState, Category, Channel, ResponseState
from portal.participation.models import (
    Case,
    CaseClip,
    CasePicture,
    CaseResponse,
    CaseStep,
    PictureReport,
)
from portal.participation.rules.case_lists import QUEUES, Queue, Wanted
from portal.participation.rules.cases import OPEN_STATES
from portal.participation.rules.chain import Link, Said
from portal.participation.rules.codes import digest
from portal.participation.rules.intake import SAME_WITHIN
from portal.registry.models import Camera, Restaurant, Station
from portal.registry.queries import within
from portal.shell.lists import ListPage, Order
from portal.shell.paging import one_page
from portal.shell.rules import NotFound

__all__ = [
    "Case",
    "CaseClip",
    "CaseStep",
    "PlaceId",
    "Reader",
    "Waits",
    "case_by_number",
    "case_id_by_link",
    "cases",
    "chain_of",
    "code_of_number",
    "every_case",
    "merged_into",
    "own_cases",
    "picture_reports",
    "place_by_code",
    "place_id",
    "same_lately",
    "senders_case",
    "senders_picture",
    "waits",
]

_Columns = TypeVarTuple("_Columns")

_PLACE = select(Restaurant).where(Restaurant.code == bindparam("code"))
_PLACES = cast("Table", Restaurant.__table__)
_PLACE_ID = select(_PLACES.c.id).where(_PLACES.c.code == bindparam("code"))
_RISK = case({Severity.I: 0, Severity.II: 1}, value=Case.risk, else_=2)
_NO_DUE = case((Case.due_at.is_(None), 1), else_=0)  # those that wait come last
_ORDERS = {
    Order.DUE: (_NO_DUE, Case.due_at, _RISK, Case.id),
    Order.RISK: (_RISK, _NO_DUE, Case.due_at, Case.id),
    Order.NEWEST: (Case.received_at.desc(), Case.id.desc()),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the list: where, whether also what insiders sent, and who they are."""

    scope: Scope
    reads_insiders: bool
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """How many Cases wait in a queue, and by when the first of them is due."""

    queue: Queue
    number: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceId:
    """A Restaurant by its row alone."""

    id: int


def place_id(session: Session, code: str) -> PlaceId | None:
    """The row of the Restaurant of this public code, None for none."""
    found = session.scalar(_PLACE_ID, {"code": code})
    return None if found is None else PlaceId(found)


def place_by_code(session: Session, code: str) -> Restaurant | None:
    """The Restaurant of this public code, without what belongs to it; None for none."""
    return session.scalar(_PLACE, {"code": code})


def case_id_by_link(session: Session, link: str) -> int | None:
    """The Case that a secret link opens, None for none."""
    return session.scalar(select(Case.id).where(Case.link_hash == digest(link)))


def code_of_number(session: Session, number: str) -> tuple[int, str | None] | None:
    """The Case of a public number with the hash of its code; None for an unknown one."""
    row = session.execute(select(Case.id, Case.code_hash).where(Case.number == number)).first()
    return None if row is None else (row[0], row[1])


def senders_case(session: Session, case_id: int) -> Case:
    """A Case as its sender sees it, with all that belongs to it. Raises NotFound."""
    found = session.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(
            joinedload(Case.restaurant).joinedload(Restaurant.station),
            joinedload(Case.restaurant).selectinload(Restaurant.cameras),
            joinedload(Case.response),
            joinedload(Case.merged_into).options(
                selectinload(Case.steps), joinedload(Case.response), selectinload(Case.pauses)
            ),
            selectinload(Case.steps),
            selectinload(Case.pictures),
            selectinload(Case.clips),
            selectinload(Case.ratings),
            selectinload(Case.pauses),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("case", str(case_id))
    return found


def senders_picture(session: Session, case_id: int, code: str) -> CasePicture:
    """A kept picture of the sender's own Case. Raises NotFound."""
    found = session.scalar(
        select(CasePicture).where(
            CasePicture.case_id == case_id, CasePicture.code == code,
            CasePicture.removed_at.is_(None),
        )
    )  # fmt: skip
    if found is None:
        raise NotFound("picture", code)
    return found


def same_lately(
    session: Session, restaurant_id: int, category: Category, *, now: datetime
) -> Case | None:
    """The newest open Case of somebody else about the same within three days, None for none."""
    return session.scalar(
        select(Case)
        .where(
            Case.restaurant_id == restaurant_id,
            Case.category == category,
            Case.channel == Channel.PAGE,
            Case.state.in_(OPEN_STATES),
            Case.received_at > now - SAME_WITHIN,
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(1)
    )


def cases(session: Session, wanted: Wanted, *, reader: Reader, now: datetime) -> ListPage[Case]:
    """One page of what is wanted; two statements, however many there are."""
    return one_page(
        session,
        _wanted(select(Case), wanted, reader=reader, now=now),
        order=_ORDERS[wanted.order],
        options=_with_restaurant(),
        page=wanted.page,
    )


def every_case(
    session: Session, wanted: Wanted, *, reader: Reader, now: datetime
) -> Sequence[Case]:
    """All that is wanted, for a file; one statement."""
    rows = _wanted(select(Case), wanted, reader=reader, now=now)
    return session.scalars(rows.options(*_with_restaurant()).order_by(*_ORDERS[wanted.order])).all()


def waits(
    session: Session, queues: Sequence[Queue], *, reader: Reader, now: datetime
) -> list[Waits]:
    """What waits in each of `queues`; one statement a queue."""
    found = []
    for queue in queues:
        rows = _wanted(
            select(func.count(), func.min(Case.due_at)).select_from(Case),
            Wanted(queue=queue), reader=reader, now=now,
        )  # fmt: skip
        number, due_at = session.execute(rows).one()
        found.append(Waits(queue, number, due_at))
    return found


def case_by_number(session: Session, number: str, *, reader: Reader) -> Case:
    """The Case with Restaurant, Station, history, pictures, clips, response and ratings.

    Raises NotFound for an unknown one, and for one that `reader` may not see.
    """
    found = session.scalar(
        select(Case)
        .join(Case.restaurant)
        .join(Restaurant.station)
        .where(Case.number == number, _readable(reader))
        .options(
            *_with_restaurant(),
            joinedload(Case.camera),
            joinedload(Case.response),
            joinedload(Case.merged_into),
            selectinload(Case.steps),
            selectinload(Case.pictures),
            selectinload(Case.clips).joinedload(CaseClip.camera),
            selectinload(Case.ratings),
            selectinload(Case.pauses),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("case", number)
    return found


def merged_into(session: Session, case_id: int) -> Sequence[Case]:
    """The Cases merged into this one, oldest first."""
    return session.scalars(
        select(Case).where(Case.merged_into_id == case_id).order_by(Case.received_at, Case.id)
    ).all()


def own_cases(session: Session, *, scope: Scope, since: datetime) -> Sequence[Case]:
    """The Cases about a Restaurant's own kitchens to which it may respond, newest first.

    With the response alone: nothing that its sender wrote. What insiders send is not among them.
    """
    return session.scalars(
        select(Case)
        .join(Case.restaurant)
        .join(Restaurant.station)
        .where(
            within(scope),
            Case.channel == Channel.PAGE,
            Case.state.in_(QUEUES[Queue.WORK] | {CaseState.DECIDED}),
            Case.received_at >= since,
        )
        .options(*_with_restaurant(), joinedload(Case.response))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(200)
    ).all()


def picture_reports(
    session: Session, *, scope: Scope, since: date
) -> Sequence[tuple[PictureReport, Camera, Restaurant]]:
    """What was said to be wrong with pictures since a day, the latest first."""
    rows = session.execute(
        select(PictureReport, Camera, Restaurant)
        .join(PictureReport.camera)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .where(PictureReport.day >= since, within(scope))
        .options(joinedload(Restaurant.station))
        .order_by(PictureReport.last_at.desc(), PictureReport.id.desc())
        .limit(300)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def chain_of(steps: Sequence[CaseStep], *, is_public: bool) -> list[Link]:
    """The file of a Case as a chain; of what its sender may not read, the digests alone."""
    return [
        Link(
            step.digest,
            step.hash,
            _said(step) if step.salt and (step.is_public or not is_public) else None,
            step.salt or None,
        )
        for step in steps
    ]


def _said(step: CaseStep) -> Said:
    return Said(
        number=step.number, act=step.act.value, at=step.at, side=step.side.value,
        becomes=step.becomes.value, text=step.text, is_public=step.is_public, due_at=step.due_at,
        facts=step.facts,
    )  # fmt: skip


def _readable(reader: Reader) -> ColumnElement[bool]:
    if reader.reads_insiders:
        return within(reader.scope)
    return and_(within(reader.scope), Case.channel != Channel.INSIDER)


def _wanted(
    rows: Select[*_Columns], wanted: Wanted, *, reader: Reader, now: datetime
) -> Select[*_Columns]:
    joined = rows.join(Case.restaurant).join(Restaurant.station)
    if wanted.queue is Queue.RESPONSES:
        joined = joined.join(Case.response).where(CaseResponse.state == ResponseState.WAITING)
    return joined.where(
        _readable(reader), Case.state.in_(QUEUES[wanted.queue]),
        *_conditions(wanted, person_id=reader.person_id, now=now),
    )  # fmt: skip


def _conditions(
    wanted: Wanted, *, person_id: int | None, now: datetime
) -> list[ColumnElement[bool]]:
    text = f"%{wanted.text}%"
    chosen: list[tuple[bool, ColumnElement[bool]]] = [
        (
            wanted.queue is Queue.DELETIONS,
            and_(Case.deletion_asked_by != "", Case.erased_at.is_(None)),
        ),
        (wanted.queue is Queue.MINE, Case.assigned_to_id == person_id),
        (wanted.queue is Queue.REOPENED, Case.reopened_at.is_not(None)),
        (wanted.station != "", Station.code == wanted.station),
        (wanted.kind is not None, Case.kind == wanted.kind),
        (wanted.category is not None, Case.category == wanted.category),
        (wanted.risk is not None, Case.risk == wanted.risk),
        (wanted.is_mine, Case.assigned_to_id == person_id),
        (wanted.is_overdue, and_(Case.due_at <= now, Case.state.in_(OPEN_STATES))),
        (
            wanted.text != "",
            or_(
                Case.number.ilike(text), Restaurant.name.ilike(text),
                Restaurant.pinyin.ilike(text), Case.outside_number.ilike(text),
            ),
        ),
    ]  # fmt: skip
    return [condition for is_asked, condition in chosen if is_asked]


def _with_restaurant() -> tuple[ORMOption, ...]:
    return (joinedload(Case.restaurant).joinedload(Restaurant.station),)
