"""Reads somebody's inbox."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from portal.notices.models import InboxEntry
from portal.shell.lists import ListPage
from portal.shell.paging import one_page

NOTICES_PER_PAGE = 30


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


def inbox_page(
    session: Session, person_id: int, *, is_unread_only: bool, page: int
) -> ListPage[InboxEntry]:
    """Somebody's notices, newest first; two statements."""
    wanted = [InboxEntry.person_id == person_id]
    if is_unread_only:
        wanted.append(InboxEntry.read_at.is_(None))
    return one_page(
        session,
        select(InboxEntry).join(InboxEntry.notice).where(*wanted),
        order=(InboxEntry.id.desc(),),
        options=(contains_eager(InboxEntry.notice),),
        page=page,
        per_page=NOTICES_PER_PAGE,
    )


def entry_of(session: Session, entry_id: int, *, person_id: int) -> InboxEntry | None:
    """The entry of this number with its Notice, if it lies in this person's inbox."""
    return session.scalars(
        select(InboxEntry)
        .join(InboxEntry.notice)
        .where(InboxEntry.id == entry_id, InboxEntry.person_id == person_id)
        .options(contains_eager(InboxEntry.notice))
    ).one_or_none()
