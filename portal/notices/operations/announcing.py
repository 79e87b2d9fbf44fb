"""Announces news: into inboxes at once, and out of the portal by rows that a job delivers."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices import queries
from portal.notices.kinds import Means, Severity
from portal.notices.models import Delivery, InboxEntry, Notice, NoticeChannel
from portal.notices.queries.recipients import Recipient
from portal.notices.rules.news import News, To, packed
from portal.notices.rules.times import leaves_at
from portal.shell.database import insert_into


def announce(session: Session, news: News, *, to: To, now: datetime) -> Notice:
    """Tell people `news` within the caller's transaction; returns the Notice.

    It lies in their inboxes when that commits; what leaves the portal are due rows, which the
    job `deliver_notices` sends. News announced before, by its key, changes nothing. Nothing is
    audited: the act that makes the news is.
    """
    row, is_new = _notice(session, news, now=now)
    if not is_new:
        return row
    people = queries.recipients(session, to)
    session.add_all(InboxEntry(notice_id=row.id, person_id=each.person_id) for each in people)
    for each in people:
        session.add_all(_personal(row, each, now=now))
    channels = queries.channels_for(session, severity=news.severity, station=to.station)
    session.add_all(_to_channel(row, each, now=now) for each in channels)
    session.flush()
    return row


def new_code() -> str:
    """A fresh key by which the other side tells a repeated message: webhook-id."""
    return f"msg_{secrets.token_hex(16)}"


def _notice(session: Session, news: News, *, now: datetime) -> tuple[Notice, bool]:
    """The row of `news`, and whether it was added just now; two at once add one."""
    made = session.execute(
        insert_into(session, Notice)
        .values(
            key=news.whole_key,
            kind=news.kind,
            severity=news.severity,
            fields=packed(news.fields),
            link=news.link,
            about_kind=news.about.kind,
            about_id=news.about.id,
            occurred_at=news.occurred_at,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Notice.id)
    ).first()
    row = session.scalars(select(Notice).where(Notice.key == news.whole_key)).one()
    return row, made is not None


def _personal(notice: Notice, to: Recipient, *, now: datetime) -> list[Delivery]:
    """Rows for what leaves the portal to one person; an SMS never tells of severity III."""
    return [
        Delivery(
            code=new_code(),
            notice_id=notice.id,
            person_id=to.person_id,
            means=means,
            is_digest=notice.severity is Severity.III,
            next_at=leaves_at(notice.severity, quiet=to.quiet, now=now),
        )
        for means in to.means
        if means is not Means.SMS or notice.severity is not Severity.III
    ]


def _to_channel(notice: Notice, channel: NoticeChannel, *, now: datetime) -> Delivery:
    return Delivery(
        code=new_code(),
        notice_id=notice.id,
        channel_id=channel.id,
        means=channel.means,
        is_digest=False,
        next_at=now,
    )
