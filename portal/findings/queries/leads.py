"""Reads leads as they wait for a person, each within a Scope; none commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, select, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.accounts.rules import Scope
from portal.findings.kinds import Origin
from portal.findings.models import Detection, Finding, Mute
from portal.findings.rules.leads import COUNTED_AT_MOST, LEADS_A_PAGE, Position, Wanted
from portal.registry.models import Camera, Restaurant, Station
from portal.registry.queries import within
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Some leads in their order, how many there are in all, and where the next ones begin.

    `total` is None beyond a thousand. Rows come with Camera, Restaurant and its Station.
    """

    rows: Sequence[Detection]
    total: int | None
    next: Position | None


@dataclass(frozen=True, slots=True)
class LeadFile:
    """A lead with its evidence, Camera and Restaurant, and the Station it was found for."""

    lead: Detection
    station: Station


def lead_page(
    session: Session,
    wanted: Wanted,
    *,
    scope: Scope,
    after: Position | None = None,
    limit: int = LEADS_A_PAGE,
) -> LeadPage:
    """The leads that are `wanted`, behind `after`: the gravest first, of those the oldest.

    Two statements more than the page's own rows, however many leads there are.
    """
    stations = _stations(session, scope, wanted.station)
    conditions = _conditions(wanted, stations)
    rows = session.scalars(
        _ordered(select(Detection).where(*conditions, *_behind(after)), limit + 1)
    ).all()
    behind = _position(rows[limit - 1]) if len(rows) > limit else None
    counted = session.scalar(
        select(func.count()).select_from(
            select(Detection.id).where(*conditions).limit(COUNTED_AT_MOST + 1).subquery()
        )
    )
    total = None if counted is None or counted > COUNTED_AT_MOST else counted
    return LeadPage(rows[:limit], total, behind)


def lead_by_id(session: Session, lead_id: int, *, scope: Scope) -> LeadFile:
    """The lead with all that belongs to it; its statements do not depend on how much.

    Raises NotFound for an unknown one, and for one outside `scope`.
    """
    found = session.execute(
        select(Detection, Station)
        .join(Detection.camera)
        .join(Camera.restaurant)
        .join(Station, Station.id == Detection.station_id)
        .where(Detection.id == lead_id, within(scope))
        .options(
            contains_eager(Detection.camera)
            .contains_eager(Camera.restaurant)
            .joinedload(Restaurant.station),
            selectinload(Detection.evidence),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("lead", str(lead_id))
    return LeadFile(*found)


def finding_of_lead(session: Session, lead_id: int) -> Finding | None:
    """The Finding that a confirmed lead became, None where there is none."""
    return session.scalar(
        select(Finding).where(Finding.origin == Origin.MACHINE, Finding.origin_id == str(lead_id))
    )


def neighbours(
    session: Session, row: Detection, wanted: Wanted, *, scope: Scope
) -> tuple[int | None, int | None]:
    """The ids of the leads before and behind `row` in its queue; None at either end."""
    stations = _stations(session, scope, wanted.station)
    conditions = _conditions(wanted, stations)
    here = _key_of(_position(row))
    before = session.scalar(
        select(Detection.id)
        .where(*conditions, tuple_(*_KEY) < here)
        .order_by(*(column.desc() for column in _KEY))
        .limit(1)
    )
    behind = session.scalar(
        select(Detection.id).where(*conditions, tuple_(*_KEY) > here).order_by(*_KEY).limit(1)
    )
    return before, behind


def pending_leads(session: Session, *, scope: Scope) -> tuple[int, datetime | None]:
    """How many leads of `scope` wait for a person, and when the oldest of them was seen."""
    conditions = _conditions(Wanted(), _stations(session, scope, ""))
    number, oldest = session.execute(
        select(func.count(), func.min(Detection.seen_at)).where(*conditions)
    ).one()
    return number, oldest


def pending_by_camera(session: Session, *, scope: Scope) -> dict[int, int]:
    """How many leads of `scope` wait for a person, by Camera's id; one without is missing."""
    conditions = _conditions(Wanted(), _stations(session, scope, ""))
    rows = session.execute(
        select(Detection.camera_id, func.count()).where(*conditions).group_by(Detection.camera_id)
    )
    return {row[0]: row[1] for row in rows}


def mute_in_scope(session: Session, mute_id: int, *, scope: Scope) -> Mute:
    """The present mute of this id with its Camera. Raises NotFound, also out of `scope`."""
    row = session.scalar(
        select(Mute)
        .join(Mute.camera)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .where(Mute.id == mute_id, Mute.lifted_at.is_(None), within(scope))
        .options(joinedload(Mute.camera))
    )
    if row is None:
        raise NotFound("mute", str(mute_id))
    return row


_KEY = (Detection.severity, Detection.seen_at, Detection.id)


def _position(row: Detection) -> Position:
    return Position(row.severity, row.seen_at, row.id)


def _key_of(place: Position) -> ColumnElement[tuple[object, ...]]:
    """A place as the queue's columns compare with it."""
    types = [column.type for column in _KEY]
    return tuple_(place.severity, place.seen_at, place.id, types=types)


def _behind(after: Position | None) -> list[ColumnElement[bool]]:
    return [] if after is None else [tuple_(*_KEY) > _key_of(after)]


def _stations(session: Session, scope: Scope, wanted: str) -> list[int] | None:
    """The ids of the Stations that are looked in; None for all of them."""
    if scope.is_whole and not wanted:
        return None
    rows = session.execute(select(Station.id, Station.code))
    return [
        number
        for number, code in rows
        if wanted in {"", code} and (scope.is_whole or code in scope.stations)
    ]


def _conditions(wanted: Wanted, stations: list[int] | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Detection.state == wanted.state]
    if stations is not None and len(stations) == 1:
        found.append(Detection.station_id == stations[0])  # which keeps the index's order
    elif stations is not None:
        found.append(Detection.station_id.in_(stations) if stations else false())
    if wanted.code is not None:
        found.append(Detection.code == wanted.code)
    if wanted.camera:
        camera = select(Camera.id).where(Camera.code == wanted.camera).scalar_subquery()
        found.append(Detection.camera_id == camera)
    return found


def _ordered(rows: Select[Detection], limit: int) -> Select[Detection]:
    return (
        rows.join(Detection.camera)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .options(
            contains_eager(Detection.camera)
            .contains_eager(Camera.restaurant)
            .contains_eager(Restaurant.station)
        )
        .order_by(*_KEY)
        .limit(limit)
    )
