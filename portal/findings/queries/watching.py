"""Reads for what the machine looks at each Camera now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from detector.rules.sightings import Setting
from portal.findings.kinds import ViolationCode
from portal.findings.queries.precision import muted_codes
from portal.findings.queries.regions import regions_by_camera
from portal.findings.rules.codes import CODES
from portal.registry.kinds import Status
from portal.registry.models import Camera, Restaurant, StatusSpan
from portal.registry.rules import Hours, is_open_at


def settings_of(
    session: Session, cameras: Sequence[int], *, now: datetime, codes: frozenset[ViolationCode]
) -> dict[int, Setting]:
    """What holds at each of these Cameras at `now`, by id; three statements.

    Of `codes`, those that can be a violation in its Zone and are not muted there. A Camera of a
    Restaurant that is not known to be open for business in general is missing.
    """
    rows = session.execute(
        select(Camera.id, Camera.zone, Restaurant.hours)
        .join(Camera.restaurant)
        .join(StatusSpan, StatusSpan.restaurant_id == Restaurant.id)
        .where(
            Camera.id.in_(cameras),
            StatusSpan.status == Status.OPEN,
            StatusSpan.starts_at <= now,
            or_(StatusSpan.ends_at.is_(None), now < StatusSpan.ends_at),
        )
    ).all()
    muted, regions = muted_codes(session, cameras), regions_by_camera(session, cameras)
    return {
        camera: Setting(
            zone=zone.value,
            is_open=is_open_at(Hours.parse(hours), now),
            codes=frozenset(
                code.value
                for code in codes - muted.get(camera, frozenset())
                if zone in CODES[code].zones
            ),
            regions=regions.get(camera, ()),
        )
        for camera, zone, hours in rows
    }
