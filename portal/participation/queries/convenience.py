"""What was logged of watching, for the convenience index."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.live.kinds import Outcome
from portal.live.models import Viewing
from portal.participation.kinds import Instrument, Item
from portal.participation.models import ScanDay
from portal.participation.queries.results import Among, Days, item_counts
from portal.participation.rules.convenience import Logged, Waits
from portal.registry.models import Camera
from portal.shell.rules import Ratio, day_bounds


@dataclass(frozen=True, slots=True)
class Used:
    """How the pages of one Restaurant were used; `scans` None: nobody counted."""

    scans: int = 0
    declined: int = 0
    viewings: int = 0
    played: int = 0


def logged(
    session: Session, days: Days, *, uptime: Ratio | None = None, on_time: Ratio | None = None
) -> Logged:
    """What readers' players told in these days, with what other floors know of them."""
    found = used(session, days).values()
    viewings = sum(each.viewings for each in found)
    return Logged(
        waits=waits(session, days),
        plays=Ratio(sum(each.played for each in found), viewings) if viewings else None,
        scans=sum(each.scans for each in found) if found else None,
        uptime=uptime,
        ease=ease(session, days),
        on_time=on_time,
    )


def used(session: Session, days: Days) -> Mapping[int, Used]:
    """Scans and viewings by the Restaurant's id.

    A viewing that still waits, or left without a word and without a picture, did not play.
    Stills by choice are no failure and no play: they are left out.
    """
    scanned = session.execute(
        select(ScanDay.restaurant_id, func.sum(ScanDay.scans), func.sum(ScanDay.declined))
        .where(ScanDay.day >= days.first, ScanDay.day < days.until)
        .group_by(ScanDay.restaurant_id)
    )
    found = {number: Used(scans, declined) for number, scans, declined in scanned}
    watched = session.execute(
        select(
            Viewing.camera_id, func.count(), func.count(Viewing.first_picture_ms),
        )
        .where(*_started(days), _asked())
        .group_by(Viewing.camera_id)
    ).all()  # fmt: skip
    restaurants = _restaurants(session)
    for camera, viewings, played in watched:
        number = restaurants[camera]
        known = found.get(number, Used())
        found[number] = replace(
            known, viewings=known.viewings + viewings, played=known.played + played
        )
    return found


def waits(session: Session, days: Days, *, places: Among = None) -> Waits:
    """How many viewings waited how long for the picture; of these Restaurants, or of all."""
    rows = session.execute(
        select(Viewing.camera_id, Viewing.first_picture_ms, func.count())
        .where(*_started(days), Viewing.first_picture_ms.is_not(None))
        .group_by(Viewing.camera_id, Viewing.first_picture_ms)
    )
    restaurants = _restaurants(session) if places is not None else {}
    found: dict[int, int] = {}
    for camera, wait, number in rows:
        if wait is not None and (places is None or restaurants[camera] in places):
            found[wait] = found.get(wait, 0) + number
    return tuple(sorted(found.items()))


def ease(session: Session, days: Days, *, places: Among = None) -> Ratio:
    """The two best words of the question about the ease, by the Poll."""
    found = item_counts(session, days, Instrument.POLL, among=places)
    return found.rating(Item.EASE).headline


def _restaurants(session: Session) -> Mapping[int, int]:
    """The Restaurant of each Camera, by ids."""
    rows = session.execute(select(Camera.id, Camera.restaurant_id))
    return {row.id: row.restaurant_id for row in rows}


def _started(days: Days) -> tuple[ColumnElement[bool], ...]:
    start, end = day_bounds(days.first)[0], day_bounds(days.until)[0]
    return Viewing.started_at >= start, Viewing.started_at < end


def _asked() -> ColumnElement[bool]:
    """Whether a viewing wanted a moving picture."""
    return (
        Viewing.first_picture_ms.is_not(None)
        | Viewing.outcome.is_(None)
        | (Viewing.outcome != Outcome.STILLS)
    )
