"""Who watches, and for whom a Camera is tried again."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.live.models import Viewing
from portal.live.rules import (
    VIEWING_FRESH_SECONDS,
)
from portal.registry.models import Camera
from portal.rounds.models import CameraRefusal


def viewers_now(
    session: Session,
    *,
    now: datetime,
    restaurant_id: int | None = None,
    camera_id: int | None = None,
) -> int:
    """How many players show moving pictures at `now`: of a restaurant, of a camera, or of all."""
    asked = select(func.count(Viewing.id)).where(
        Viewing.outcome.is_(None),
        Viewing.last_seen_at > now - timedelta(seconds=VIEWING_FRESH_SECONDS),
    )
    if camera_id is not None:
        asked = asked.where(Viewing.camera_id == camera_id)
    if restaurant_id is not None:
        asked = asked.join(Camera, Camera.id == Viewing.camera_id).where(
            Camera.restaurant_id == restaurant_id
        )
    return session.scalar(asked) or 0


def asked_again(session: Session, *, after: datetime) -> dict[str, datetime]:
    """When people asked for a refused password to be tried again, by the cameras' codes."""
    rows = session.execute(
        select(Camera.code, CameraRefusal.released_at)
        .join(Camera, Camera.id == CameraRefusal.camera_id)
        .where(CameraRefusal.released_at > after)
    )
    return {code: at for code, at in rows if at is not None}
