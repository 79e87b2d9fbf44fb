"""Where a Restaurant and its Cameras stand at a moment, and what was last seen of them."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.live.rules import (
    Seen,
    Standing,
)
from portal.registry.models import Camera, Restaurant
from portal.registry.queries import (
    polygons_of,
)
from portal.registry.rules import Hours, span_at
from portal.rounds.kinds import Outcome
from portal.rounds.queries.present import conditions, told_faults
from portal.rounds.rules.outages import Condition
from transcoder import policy
from transcoder.errors import Cause


def standing_at(restaurant: Restaurant, moment: datetime) -> Standing:
    """The restaurant's status and hours at `moment`; its status spans must be loaded."""
    span = span_at(restaurant.status_spans, moment)
    return Standing(
        status=span.status if span else None,
        hours=Hours.parse(restaurant.hours),
        since=span.starts_at if span else None,
    )


def is_active(camera: Camera, day: date) -> bool:
    """Whether the camera fills its place on the district's `day`."""
    return camera.active_from <= day and (camera.active_until is None or day < camera.active_until)


def may_move(camera: Camera, *, has_head_finder: bool) -> bool:
    """Whether moving pictures of the Camera may be shown, as far as its protection goes."""
    return policy.may_move(
        camera.privacy, polygons_of(camera),
        has_head_finder=has_head_finder, strength=camera.strength,
    )  # fmt: skip


def seen_pictures(session: Session, camera_ids: Iterable[int], *, now: datetime) -> dict[int, Seen]:
    """What the last looks at these cameras found; one never looked at is missing.

    Two statements a 5,000 cameras, one while all is well.
    """
    found = conditions(session, camera_ids, now=now)
    bad = (number for number, each in found.items() if each.outcome is Outcome.BAD)
    faults = told_faults(session, bad)
    return {number: _seen(each, faults.get(number)) for number, each in found.items()}


def _seen(condition: Condition, fault: str | None) -> Seen:
    """What the rounds remember, in this floor's words."""
    outcome = condition.outcome
    return Seen(
        is_good=None if outcome is Outcome.UNKNOWN else outcome is Outcome.GOOD,
        since=condition.since,
        seen_at=condition.seen_at,
        code=condition.code,
        cause=Cause(condition.cause) if condition.cause in set(Cause) else None,
        fault=fault,
    )
