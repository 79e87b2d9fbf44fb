"""Writes of this floor: viewings, and the origins that may frame a restaurant's player."""

import secrets
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.live.models import Viewing
from portal.live.rules import Report, plain_origin
from portal.registry.models import EmbedOrigin

VIEWING_BYTES = 16


def start_viewing(session: Session, camera_id: int, *, report: Report, now: datetime) -> Viewing:
    """Begin a viewing of a camera at `now`; its id is given back to the player."""
    viewing = Viewing(
        id=secrets.token_urlsafe(VIEWING_BYTES),
        camera_id=camera_id,
        started_at=now,
        last_seen_at=now,
        first_picture_ms=report.first_picture_ms,
        stalls=report.stalls,
        outcome=report.outcome,
    )
    session.add(viewing)
    session.flush()
    return viewing


def continue_viewing(
    session: Session, camera_id: int, *, report: Report, now: datetime
) -> Viewing | None:
    """Bring the viewing that `report` names up to `now`; None when this camera has no such one."""
    viewing = session.get(Viewing, report.viewing)
    if viewing is None or viewing.camera_id != camera_id:
        return None
    viewing.last_seen_at = now
    if viewing.first_picture_ms is None:
        viewing.first_picture_ms = report.first_picture_ms
    viewing.stalls = max(viewing.stalls, report.stalls)
    viewing.outcome = report.outcome
    session.flush()
    return viewing


def delete_viewings(session: Session, *, before: datetime) -> int:
    """Delete the viewings last seen before `before`; how many there were."""
    is_old = Viewing.last_seen_at < before
    count = session.scalar(select(func.count()).select_from(Viewing).where(is_old)) or 0
    session.execute(delete(Viewing).where(is_old))
    session.flush()
    return count


def allow_origin(session: Session, restaurant_id: int, *, origin: str) -> str:
    """Let pages of `origin` frame the restaurant's player; gives the origin as it is kept.

    Raises OriginInvalid. An origin that is allowed already stays as it is.
    """
    plain = plain_origin(origin)
    if _origin_row(session, restaurant_id, plain) is None:
        session.add(EmbedOrigin(restaurant_id=restaurant_id, origin=plain))
        session.flush()
    return plain


def forbid_origin(session: Session, restaurant_id: int, *, origin: str) -> bool:
    """Take an allowed origin back; False when it was not allowed. Raises OriginInvalid."""
    row = _origin_row(session, restaurant_id, plain_origin(origin))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def _origin_row(session: Session, restaurant_id: int, origin: str) -> EmbedOrigin | None:
    asked = select(EmbedOrigin).filter_by(restaurant_id=restaurant_id, origin=origin)
    return session.scalars(asked).one_or_none()
