"""Reads what was seen of Cameras on a day that is over."""

from datetime import date

from msgspec import UNSET
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.opendata.shapes import CameraDay, CameraDaysAsked, Page
from portal.registry.models import Camera, Restaurant
from portal.registry.queries.register import is_active
from portal.rounds import models as rounds
from portal.rounds.queries.cameras import dated, hours_of
from portal.rounds.rules.duty import duty_on
from portal.rounds.rules.minutes import NOTHING, MinuteMap, unpacked_map
from portal.shell.rules import Ratio


def camera_days(
    session: Session, asked: CameraDaysAsked, *, day: date, today: date
) -> Page[CameraDay]:
    """A page of the Cameras in use on `day` with what was seen of them, by code.

    Nothing of a day that is not over. Always the same statements, however many Cameras.
    """
    if day >= today:
        return Page([])
    wanted = (
        select(Camera)
        .join(Camera.restaurant)
        .where(is_active(day))
        .order_by(Camera.code)
        .limit(asked.limit + 1)
    )
    if asked.after is not UNSET:
        wanted = wanted.where(Camera.code > asked.after)
    if asked.restaurant is not UNSET:
        wanted = wanted.where(Restaurant.code == asked.restaurant)
    rows = session.scalars(
        wanted.options(
            joinedload(Camera.restaurant).selectinload(Restaurant.status_spans),
            joinedload(Camera.restaurant).selectinload(Restaurant.hours_spans),
        )
    ).all()
    page = rows[: asked.limit]
    maps = _maps(session, day, [row.id for row in page])
    return Page(
        [_told(row, day, maps.get(row.id, NOTHING)) for row in page],
        page[-1].code if len(rows) > len(page) else None,
    )


def _maps(session: Session, day: date, ids: list[int]) -> dict[int, MinuteMap]:
    table = rounds.CameraDay
    rows = session.execute(
        select(table.camera_id, table.looked, table.good).where(
            table.day == day, table.camera_id.in_(ids)
        )
    )
    return {number: unpacked_map(looked, good) for number, looked, good in rows}


def _told(camera: Camera, day: date, seen: MinuteMap) -> CameraDay:
    place = camera.restaurant
    duty = duty_on(day, hours=hours_of(place).on(day), spans=dated(place.status_spans))
    looked, good = seen.counts(duty.open)
    share = Ratio(good, looked).percent()
    return CameraDay(
        day=day,
        camera=camera.code,
        restaurant=place.code,
        number=camera.number,
        zone=camera.zone,
        due_minutes=duty.open.bit_count(),
        looked_minutes=looked,
        good_minutes=good,
        good_percent=None if share is None else float(share),
    )
