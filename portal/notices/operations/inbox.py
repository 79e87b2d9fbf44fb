"""Reads notices, in the other sense: ticks them off."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.notices.models import InboxEntry


def mark_read(session: Session, entry: InboxEntry, *, now: datetime) -> None:
    """Note that somebody has opened this entry; the first time counts."""
    if entry.read_at is None:
        entry.read_at = now
        session.flush()


def mark_all_read(session: Session, person_id: int, *, up_to: int, now: datetime) -> int:
    """Note that somebody has read their entries up to the number `up_to`; returns how many.

    What came in after their page was drawn stays unread.
    """
    result = session.execute(
        update(InboxEntry)
        .where(
            InboxEntry.person_id == person_id,
            InboxEntry.read_at.is_(None),
            InboxEntry.id <= up_to,
        )
        .values(read_at=now)
        .returning(InboxEntry.id)
    )
    return len(result.all())
