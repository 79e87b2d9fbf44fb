"""Reads Faults that may be somebody's doing."""

from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.registry.models import Camera, Restaurant
from portal.registry.queries import within
from portal.rounds.models import CameraOutage, Fault, ReferencePicture
from portal.rounds.rules.period import Period
from portal.rounds.rules.suspicion import DOUBTED, CameraFault
from portal.shell.rules import day_bounds, local_day


def doubted_faults(session: Session, elapsed: Period, *, scope: Scope) -> list[CameraFault]:
    """Faults of moved Cameras and of repeated pictures opened in these days, by number.

    One statement.
    """
    columns: tuple[Any, ...] = (
        Fault.number, Camera.restaurant_id, Camera.code, Fault.code, Fault.opened_at,
        ReferencePicture.accepted_at,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Fault.outage)
        .join(CameraOutage.camera)
        .join(Restaurant, Restaurant.id == Camera.restaurant_id)
        .join(Restaurant.station)
        .outerjoin(
            ReferencePicture,
            and_(
                ReferencePicture.camera_id == Camera.id,
                ReferencePicture.is_automatic.is_(False),
            ),
        )
        .where(
            Fault.code.in_(DOUBTED),
            Fault.opened_at >= day_bounds(elapsed.first)[0],
            Fault.opened_at < day_bounds(elapsed.until)[0],
            within(scope),
        )
        .order_by(Fault.number)
    )
    return [
        CameraFault(number, restaurant, camera, code, local_day(opened),
                    None if accepted is None else local_day(accepted))
        for number, restaurant, camera, code, opened, accepted in rows
    ]  # fmt: skip
