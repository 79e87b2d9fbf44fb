"""Whether a Camera may be shown, for the gate."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.live.queries.standing import is_active, may_move, seen_pictures, standing_at
from portal.live.rules import (
    PictureKind,
    PictureState,
    Seen,
    Standing,
    withheld,
)
from portal.registry.kinds import Zone
from portal.registry.models import EmbedOrigin
from portal.registry.queries import (
    camera_by_code,
)
from portal.shell.rules import local_day


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a camera may be shown now; the gate keeps it for a few seconds.

    `reason` is None when it may. `origins` are the web origins that may read its answers.
    `seen` is what the last look found, None when there never was one.
    """

    camera_id: int
    number: int
    zone: Zone
    name: str
    restaurant_code: str
    standing: Standing
    reason: PictureState | None
    is_moving_allowed: bool
    origins: frozenset[str]
    seen: Seen | None = None


def decision(
    session: Session, code: str, *, now: datetime, has_head_finder: bool
) -> Decision | None:
    """Whether camera `code` may be shown at `now`; None when there is no such camera."""
    camera = camera_by_code(session, code)
    if camera is None:
        return None
    restaurant = camera.restaurant
    standing = standing_at(restaurant, now)
    reason = withheld(standing, now=now)
    if reason is None and not is_active(camera, local_day(now)):
        reason = PictureState(PictureKind.CLOSED)
    return Decision(
        camera_id=camera.id,
        number=camera.number,
        zone=camera.zone,
        name=camera.name,
        restaurant_code=restaurant.code,
        standing=standing,
        reason=reason,
        is_moving_allowed=may_move(camera, has_head_finder=has_head_finder),
        origins=frozenset(embed_origins(session, restaurant.id)),
        seen=seen_pictures(session, [camera.id], now=now).get(camera.id),
    )


def embed_origins(session: Session, restaurant_id: int) -> list[str]:
    """The web origins that may frame the restaurant's player, sorted."""
    asked = select(EmbedOrigin.origin).filter_by(restaurant_id=restaurant_id)
    return list(session.scalars(asked.order_by(EmbedOrigin.origin)))
