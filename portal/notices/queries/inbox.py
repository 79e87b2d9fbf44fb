"""Reads somebody's inbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from portal.notices.models import InboxEntry

NOTICES_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of an inbox, newest first, and how long the list is."""

    rows: Sequence[InboxEntry]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages the list has, at least one."""
        return max(1, -(-self.total // NOTICES_PER_PAGE))


def unread_count(session: Session, person_id: int) -> int:
    """How many notices somebody has not read."""
    return (
        session.scalar(
            select(func.count())
            .select_from(InboxEntry)
            .where(InboxEntry.person_id == person_id, InboxEntry.read_at.is_(None))
        )
        or 0
    )


def inbox_page(session: Session, person_id: int, *, is_unread_only: bool, page: int) -> InboxPage:
    """Somebody's notices, newest first; two statements."""
    wanted = [InboxEntry.person_id == person_id]
    if is_unread_only:
        wanted.append(InboxEntry.read_at.is_(None))
    total = session.scalar(select(func.count()).select_from(InboxEntry).where(*wanted)) or 0
    rows = session.scalars(
        select(InboxEntry)
        .join(InboxEntry.notice)
        .where(*wanted)
        .order_by(InboxEntry.id.desc())
        .offset((page - 1) * NOTICES_PER_PAGE)
        .limit(NOTICES_PER_PAGE)
        .options(contains_eager(InboxEntry.notice))
    ).all()
    return InboxPage(rows, total, page)


def entry_of(session: Session, entry_id: int, *, person_id: int) -> InboxEntry | None:
    """The entry of this number with its Notice, if it lies in this person's inbox."""
    return session.scalars(
        select(InboxEntry)
        .join(InboxEntry.notice)
        .where(InboxEntry.id == entry_id, InboxEntry.person_id == person_id)
        .options(contains_eager(InboxEntry.notice))
    ).one_or_none()
