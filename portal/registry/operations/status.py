"""Records a Restaurant's Status."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.registry.models import Restaurant, StatusSpan
from portal.registry.rules.status import StatusChange, may_change, overwritten


def write_status(
    session: Session, restaurant: Restaurant, *, change: StatusChange, now: datetime
) -> StatusSpan:
    """Record `change`, without an audit entry: acts write one of their own.

    `restaurant` comes with its spans; gives the new one. Raises StatusTooEarly,
    SuspensionOverlaps or SuspensionUnapproved.
    """
    may_change(restaurant.status_spans, change)
    concerned = overwritten(restaurant.status_spans, change)
    for span in concerned.cut:
        span.ends_at = change.starts_at
    for span in concerned.dropped:
        restaurant.status_spans.remove(span)
        session.delete(span)
    session.flush()  # before the new span is there: only one may have no end
    span = StatusSpan(
        restaurant=restaurant,
        status=change.status,
        starts_at=change.starts_at,
        ends_at=change.ends_at,
        reason=change.reason,
        proof=change.proof,
        approved_by=change.approved_by,
        recorded_at=now,
    )
    session.add(span)
    session.flush()
    return span


def status_facts(change: StatusChange) -> dict[str, str | None]:
    """What the audit chain keeps of a change."""
    return {
        "status": change.status.value,
        "from": change.starts_at.isoformat(),
        "to": change.ends_at.isoformat() if change.ends_at else None,
        "reason": change.reason,
        "proof": change.proof,
        "approved_by": change.approved_by,
    }
