"""Reads one Camera and its days."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.rules import Scope
from portal.registry.models import Camera, Restaurant, StatusSpan
from portal.registry.queries import within
from portal.registry.rules import DatedHours
from portal.rounds.models import CameraDay
from portal.rounds.rules.duty import MINUTE, DatedStatus, duty_on
from portal.rounds.rules.minutes import DAY_MINUTES, NOTHING, MinuteMap, unpacked_map
from portal.rounds.rules.strip import Strip, strip_of
from portal.shell.rules import NotFound, day_bounds, local_day


def camera_in_scope(session: Session, code: str, *, scope: Scope) -> Camera:
    """The Camera of this code with its Restaurant, Station, spans and former hours.

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
            joinedload(Camera.restaurant).selectinload(Restaurant.hours_spans),
        )
    )
    if camera is None:
        raise NotFound("camera", code)
    return camera


def maps_of(session: Session, camera_id: int, *, first: date, last: date) -> dict[date, MinuteMap]:
    """What was seen of a Camera on each day from `first` to `last` on which anybody looked."""
    rows = session.execute(
        select(CameraDay.day, CameraDay.looked, CameraDay.good)
        .where(CameraDay.camera_id == camera_id, CameraDay.day.between(first, last))
        .order_by(CameraDay.day)
    )
    return {day: unpacked_map(looked, good) for day, looked, good in rows}


def camera_days(
    session: Session, camera: Camera, *, first: date, last: date, now: datetime
) -> list[tuple[date, Strip]]:
    """The strips of a Camera's days from `last` back to `first`, newest first; one statement.

    Its Restaurant must be loaded, with spans and former hours.
    """
    today = local_day(now)
    maps = maps_of(session, camera.id, first=first, last=last)
    passed = (now - day_bounds(today)[0]) // MINUTE
    restaurant = camera.restaurant
    hours, spans = hours_of(restaurant), dated(restaurant.status_spans)
    days = (last - timedelta(days=number) for number in range((last - first).days + 1))
    return [
        (
            day,
            strip_of(
                maps.get(day, NOTHING),
                duty_on(day, hours=hours.on(day), spans=spans),
                until=passed if day == today else DAY_MINUTES,
            ),
        )
        for day in days
    ]


def strips_today(session: Session, codes: Collection[str], *, now: datetime) -> dict[str, Strip]:
    """The present day of each of these Cameras by its code, as far as it went; four statements."""
    today = local_day(now)
    cameras = session.scalars(
        select(Camera)
        .where(Camera.code.in_(codes))
        .options(
            joinedload(Camera.restaurant).selectinload(Restaurant.status_spans),
            joinedload(Camera.restaurant).selectinload(Restaurant.hours_spans),
        )
    ).all()
    rows = session.execute(
        select(CameraDay.camera_id, CameraDay.looked, CameraDay.good).where(
            CameraDay.day == today, CameraDay.camera_id.in_([each.id for each in cameras])
        )
    )
    maps = {number: unpacked_map(looked, good) for number, looked, good in rows}
    passed = (now - day_bounds(today)[0]) // MINUTE
    return {
        each.code: strip_of(
            maps.get(each.id, NOTHING),
            duty_on(
                today,
                hours=hours_of(each.restaurant).on(today),
                spans=dated(each.restaurant.status_spans),
            ),
            until=passed,
        )
        for each in cameras
    }


def hours_of(restaurant: Restaurant) -> DatedHours:
    """The hours of each day of `restaurant`, whose former ones must be loaded."""
    return DatedHours.told(restaurant.hours, restaurant.hours_spans)


def dated(spans: Iterable[StatusSpan]) -> tuple[DatedStatus, ...]:
    """The rows as the rules see them, by their start."""
    return tuple(
        DatedStatus(
            row.status, row.starts_at, row.ends_at, row.recorded_at, row.reason, row.proof,
            row.approved_by,
        )
        for row in sorted(spans, key=lambda each: each.starts_at)
    )  # fmt: skip
