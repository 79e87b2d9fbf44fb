"""Reads the channels."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices.models import NoticeChannel


def channels(session: Session) -> Sequence[NoticeChannel]:
    """All channels, open ones first, by name."""
    return session.scalars(
        select(NoticeChannel).order_by(NoticeChannel.is_active.desc(), NoticeChannel.name)
    ).all()


def channel_by_id(session: Session, channel_id: int) -> NoticeChannel | None:
    """The channel of this number."""
    return session.get(NoticeChannel, channel_id)
