"""Writes texts to telephones of no account, and notes what became of them."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.notices.kinds import DeliveryState, Trouble
from portal.notices.models import TextMessage
from portal.notices.rules.news import About, packed
from portal.notices.rules.texts import QUIET_HOURS, NewText, next_try
from portal.shell.database import insert_into


def write_text(session: Session, new: NewText, *, now: datetime) -> None:
    """Let the job `deliver_notices` send `new` by SMS, by day; written before, it changes nothing.

    Nothing is audited: the act that it tells of is.
    """
    session.execute(
        insert_into(session, TextMessage)
        .values(
            key=new.key,
            kind=new.kind,
            about_kind=new.about.kind,
            about_id=new.about.id,
            fields=packed(new.fields),
            language=new.language,
            link=new.link,
            created_at=now,
            state=DeliveryState.QUEUED,
            attempts=0,
            next_at=QUIET_HOURS.ends_after(now),
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )


def note_text_sent(session: Session, row: TextMessage, *, now: datetime) -> None:
    """Note that the service took a text."""
    row.state, row.sent_at, row.next_at, row.trouble = DeliveryState.SENT, now, None, None
    row.attempts += 1
    session.flush()


def note_text_trouble(
    session: Session,
    row: TextMessage,
    trouble: Trouble,
    *,
    is_final: bool,
    drawn: float,
    now: datetime,
) -> None:
    """Note that a text was not taken, and when to try again, if at all."""
    row.attempts += 1
    row.trouble = trouble
    row.next_at = None if is_final else next_try(row.attempts, drawn=drawn, now=now)
    row.state = DeliveryState.GIVEN_UP if row.next_at is None else DeliveryState.FAILED
    session.flush()


def put_off_text(session: Session, row: TextMessage, *, now: datetime) -> bool:
    """Whether it is night, so that a text waits until the morning; no attempt is counted."""
    if not QUIET_HOURS.holds_at(now):
        return False
    row.next_at = QUIET_HOURS.ends_after(now)
    session.flush()
    return True


def retry_text(session: Session, row: TextMessage, *, actor: Actor, now: datetime) -> None:
    """Try a text that failed or was given up at once, with all its attempts before it."""
    if row.state not in {DeliveryState.FAILED, DeliveryState.GIVEN_UP}:
        return
    row.state, row.attempts, row.next_at = DeliveryState.QUEUED, 0, now
    session.flush()
    record(session, actor, "text.retried", f"{row.about_kind} {row.about_id}", at=now)


def forget_texts(session: Session, about: About) -> None:
    """Delete all texts about something of which nothing is kept any more."""
    session.execute(
        delete(TextMessage).where(
            TextMessage.about_kind == about.kind, TextMessage.about_id == about.id
        )
    )
