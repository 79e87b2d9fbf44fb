"""Reads what fails, Faults and their history, each within a Scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.rules import Scope
from portal.registry.models import Camera, Display, Restaurant, Station
from portal.registry.queries import within
from portal.rounds.models import CameraOutage, Fault
from portal.rounds.rules.desk import Failing, Place, Repair
from portal.rounds.rules.period import Period
from portal.rounds.rules.repairs import FaultRecord
from portal.shell.rules import NotFound, day_bounds

_Columns = TypeVarTuple("_Columns")

_PLACE = (
    Restaurant.id, Restaurant.code, Restaurant.name, Restaurant.name_en,
    Station.code, Station.name, Station.name_en,
)  # fmt: skip
_REPAIR = (
    Fault.number, Fault.opened_at, Fault.response_due_at, Fault.repair_due_at,
    Fault.acknowledged_at, Fault.cause,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaultFile:
    """A Fault with its notes and pictures, the Restaurant, and the Camera or Display it is about.

    The Restaurant comes with its Station and spans.
    """

    fault: Fault
    restaurant: Restaurant
    camera: Camera | None
    display: Display | None


def failing(session: Session, *, scope: Scope) -> list[Failing]:
    """Every Camera and Display that fails now, Cameras first, by Restaurant; two statements."""
    return [*_failing_cameras(session, within(scope)), *_failing_displays(session, within(scope))]


def active_cameras_by_restaurant(session: Session, *, day: date, scope: Scope) -> dict[int, int]:
    """How many Cameras are active on the district's `day`, by Restaurant's id."""
    rows = session.execute(
        select(Camera.restaurant_id, func.count())
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .where(_is_active(day), within(scope))
        .group_by(Camera.restaurant_id)
    )
    return {row[0]: row[1] for row in rows}


def fault_by_number(session: Session, number: str, *, scope: Scope) -> FaultFile:
    """The Fault with all that belongs to it; its statements do not depend on how much.

    Raises NotFound for an unknown one, and for one outside `scope`.
    """
    found = session.execute(
        _with_restaurant(select(Fault, Restaurant, Camera, Display))
        .where(Fault.number == number, within(scope))
        .options(
            joinedload(Restaurant.station),
            selectinload(Restaurant.status_spans),
            selectinload(Restaurant.hours_spans),
            joinedload(Fault.outage),
            joinedload(Fault.follows),
            selectinload(Fault.notes),
            selectinload(Fault.pictures),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("fault", number)
    return FaultFile(*found)


def outages_of_camera(
    session: Session, camera_id: int, *, limit: int = 20
) -> Sequence[CameraOutage]:
    """The Outages of a Camera with their Faults, newest first."""
    return session.scalars(
        select(CameraOutage)
        .where(CameraOutage.camera_id == camera_id)
        .options(joinedload(CameraOutage.fault))
        .order_by(CameraOutage.began_at.desc(), CameraOutage.id.desc())
        .limit(limit)
    ).all()


def fault_records(
    session: Session, period: Period, *, belongs: ColumnElement[bool]
) -> tuple[FaultRecord, ...]:
    """The Faults opened within `period`, by number; `belongs` limits Restaurants."""
    rows = session.execute(
        _with_restaurant(
            select(
                Fault.number, Restaurant.id, Fault.code, Fault.opened_at, Fault.repair_due_at,
                Fault.ended_at, Fault.ended,
            )
        )
        .where(
            Fault.opened_at >= day_bounds(period.first)[0],
            Fault.opened_at < day_bounds(period.until)[0],
            belongs,
        )
        .order_by(Fault.number)
    )  # fmt: skip
    return tuple(FaultRecord(*row) for row in rows)


def _failing_cameras(session: Session, belongs: ColumnElement[bool]) -> Iterable[Failing]:
    rows = session.execute(
        select(
            CameraOutage.began_at, CameraOutage.code, CameraOutage.cause, CameraOutage.measured,
            Camera.code, Camera.zone, Camera.name, *_PLACE, *_REPAIR,
        )
        .join(CameraOutage.camera)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .outerjoin(CameraOutage.fault)
        .where(CameraOutage.ended_at.is_(None), belongs)
        .order_by(Restaurant.id, Camera.number)
    )  # fmt: skip
    for began_at, code, cause, measured, camera, zone, label, *rest in rows:
        yield Failing(
            place=Place(*rest[:7]),
            began_at=began_at,
            code=code,
            camera=camera,
            zone=zone,
            label=label,
            cause=cause,
            measured=measured,
            repair=_repair(rest[7:]),
        )


def _failing_displays(session: Session, belongs: ColumnElement[bool]) -> Iterable[Failing]:
    rows = session.execute(
        select(Fault.code, Display.name, *_PLACE, *_REPAIR)
        .join(Fault.display)
        .join(Display.restaurant)
        .join(Restaurant.station)
        .where(Fault.ended_at.is_(None), belongs)
        .order_by(Restaurant.id, Display.id)
    )
    for code, label, *rest in rows:
        repair = Repair(*rest[7:])  # a Display fails as a Fault only
        yield Failing(
            place=Place(*rest[:7]), began_at=repair.opened_at, code=code, label=label, repair=repair
        )


def _with_restaurant(rows: Select[*_Columns]) -> Select[*_Columns]:
    """`rows` of Faults, joined with the Restaurant and Station that each is about."""
    return (
        rows.select_from(Fault)
        .outerjoin(Fault.outage)
        .outerjoin(CameraOutage.camera)
        .outerjoin(Fault.display)
        .join(
            Restaurant,
            Restaurant.id == func.coalesce(Camera.restaurant_id, Display.restaurant_id),
        )
        .join(Restaurant.station)
    )


def _repair(columns: Sequence[Any]) -> Repair | None:
    return None if columns[0] is None else Repair(*columns)


def _is_active(day: date) -> ColumnElement[bool]:
    return and_(
        Camera.active_from <= day, or_(Camera.active_until.is_(None), day < Camera.active_until)
    )
