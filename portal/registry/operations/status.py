"""Records a Restaurant's Status."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.registry.models import Restaurant, StatusSpan
from portal.registry.rules.status import StatusChange, last_span, may_change


def set_status(
    session: Session, restaurant: Restaurant, *, change: StatusChange, now: datetime
) -> StatusSpan:
    """Open a span of `change` and end the one before it there; returns the new span.

    `restaurant` comes with its spans. Raises StatusTooEarly or SuspensionUnapproved.
    """
    may_change(restaurant.status_spans, change)
    last = last_span(restaurant.status_spans)
    if last is not None and (last.ends_at is None or last.ends_at > change.starts_at):
        last.ends_at = change.starts_at
        session.flush()  # before the new span is there: only one may have no end
    span = StatusSpan(
        restaurant=restaurant,
        status=change.status,
        starts_at=change.starts_at,
        reason=change.reason,
        proof=change.proof,
        approved_by=change.approved_by,
        recorded_at=now,
    )
    session.add(span)
    session.flush()
    return span
