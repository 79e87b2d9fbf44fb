"""Reads one Camera and its days."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.rules import Scope
from portal.registry.models import Camera, Restaurant, StatusSpan
from portal.registry.rules import Hours
from portal.rounds.models import CameraDay
from portal.rounds.queries.scopes import within
from portal.rounds.rules.duty import DatedStatus, Duty, duty_on
from portal.rounds.rules.minutes import NOTHING, MinuteMap, unpacked_map
from portal.shell.rules import NotFound


def camera_in_scope(session: Session, code: str, *, scope: Scope) -> Camera:
    """The Camera of this code with its Restaurant, Station and spans.

    Raises NotFound for an unknown one, and for one outside `scope`.
    """
    camera = session.scalar(
        select(Camera)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .where(Camera.code == code, within(scope))
        .options(
            joinedload(Camera.restaurant).joinedload(Restaurant.station),
            joinedload(Camera.restaurant).selectinload(Restaurant.status_spans),
        )
    )
    if camera is None:
        raise NotFound("camera", code)
    return camera


def minute_map(session: Session, camera_id: int, day: date) -> MinuteMap:
    """What was seen of a Camera on the district's `day`; nothing where nobody looked."""
    row = session.execute(
        select(CameraDay.looked, CameraDay.good).where(
            CameraDay.day == day, CameraDay.camera_id == camera_id
        )
    ).one_or_none()
    return NOTHING if row is None else unpacked_map(*row)


def duty_of(restaurant: Restaurant, day: date) -> Duty:
    """What `restaurant`, whose spans must be loaded, owes on the district's `day`."""
    return duty_on(day, hours=Hours.parse(restaurant.hours), spans=dated(restaurant.status_spans))


def dated(spans: list[StatusSpan]) -> tuple[DatedStatus, ...]:
    """The rows as the rules see them, by their start."""
    return tuple(
        DatedStatus(
            row.status, row.starts_at, row.ends_at, row.recorded_at, row.reason, row.proof,
            row.approved_by,
        )
        for row in sorted(spans, key=lambda each: each.starts_at)
    )  # fmt: skip
