"""Notes what became of a delivery."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.notices.kinds import OPEN_STATES, DeliveryState, Trouble
from portal.notices.models import Delivery
from portal.notices.operations.channels import close_channel
from portal.notices.rules.times import wait_after

ACTOR = Actor.system("notices")
PUT_OFF = timedelta(minutes=1)


def note_sent(session: Session, rows: Iterable[Delivery], *, now: datetime) -> None:
    """Note that the other side took these in one message."""
    for row in rows:
        row.state, row.sent_at, row.next_at = DeliveryState.SENT, now, None
        row.attempts += 1
        row.trouble = None
    session.flush()


def note_trouble(
    session: Session,
    rows: Iterable[Delivery],
    trouble: Trouble,
    *,
    is_final: bool,
    drawn: float,
    now: datetime,
) -> None:
    """Note that these were not taken, and when to try again, if at all.

    A webhook that says it is gone for good is closed, as the standard asks. `drawn` is a number
    from 0 to 1 drawn by chance.
    """
    for row in rows:
        row.attempts += 1
        row.trouble = trouble
        wait = None if is_final else wait_after(row.attempts, drawn=drawn)
        row.state = DeliveryState.GIVEN_UP if wait is None else DeliveryState.FAILED
        row.next_at = None if wait is None else now + wait
        if trouble is Trouble.GONE and row.channel is not None:
            close_channel(session, row.channel, why=Trouble.GONE, actor=ACTOR, now=now)
    session.flush()


def put_off(session: Session, row: Delivery, *, now: datetime) -> None:
    """Try this one a minute later without counting it: its channel is in trouble already."""
    if row.state in OPEN_STATES:
        row.next_at = now + PUT_OFF
        session.flush()


def retry(session: Session, row: Delivery, *, actor: Actor, now: datetime) -> None:
    """Try a delivery that failed or was given up at once, with all its attempts before it."""
    if row.state not in {DeliveryState.FAILED, DeliveryState.GIVEN_UP}:
        return
    row.state, row.attempts, row.next_at = DeliveryState.QUEUED, 0, now
    session.flush()
    facts = {"means": row.means.value}
    record(session, actor, "delivery.retried", f"delivery {row.id}", at=now, facts=facts)
