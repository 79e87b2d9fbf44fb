"""Reads how far notices came, and how long they took."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from portal.notices.kinds import OPEN_STATES, DeliveryState, Means, Severity
from portal.notices.models import Delivery, Notice, NoticePreference
from portal.shell.lists import ListPage
from portal.shell.paging import one_page


def deliveries(
    session: Session, *, state: DeliveryState | None, means: Means | None, page: int
) -> ListPage[Delivery]:
    """Deliveries in this state by this means with Notice, Person and channel; two statements."""
    wanted: list[ColumnElement[bool]] = []
    if state is not None:
        wanted.append(Delivery.state == state)
    if means is not None:
        wanted.append(Delivery.means == means)
    rows = select(Delivery).where(*wanted)
    return one_page(session, rows, order=(Delivery.id.desc(),), options=_whole(), page=page)


def delivery_by_id(session: Session, delivery_id: int) -> Delivery | None:
    """The delivery of this number as it is now, with Notice, Person and channel."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(*_whole())
        .execution_options(populate_existing=True)
    ).one_or_none()


def open_deliveries(session: Session, numbers: Sequence[int]) -> Sequence[Delivery]:
    """Those of these deliveries that are still to be sent, as they are now, by number."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.id.in_(numbers), Delivery.state.in_(OPEN_STATES))
        .order_by(Delivery.id)
        .options(*_whole())
        .execution_options(populate_existing=True)
    ).all()


def due_together(session: Session, row: Delivery, *, until: datetime) -> Sequence[Delivery]:
    """What waits for the same person by the same means and is due before `until`, by number.

    Of a digest all that lies in it, else all that was not tried in vain; severity I never.
    """
    return session.scalars(
        select(Delivery)
        .join(Delivery.notice)
        .where(
            Delivery.person_id == row.person_id,
            Delivery.means == row.means,
            Delivery.is_digest.is_(row.is_digest),
            Delivery.state.in_(OPEN_STATES if row.is_digest else [DeliveryState.QUEUED]),
            Delivery.next_at <= until,
            Notice.severity != Severity.I,
        )
        .order_by(Delivery.id)
        .options(
            contains_eager(Delivery.notice), joinedload(Delivery.person),
            joinedload(Delivery.channel),
        )
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip


def preference_of(session: Session, person_id: int) -> NoticePreference | None:
    """How somebody wants to be told; None where they never said."""
    return session.get(NoticePreference, person_id)


def times_taken(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    means: Means | None = None,
    kinds: Collection[str] | None = None,
) -> list[timedelta]:
    """How long after what they tell notices reached the other side, for T1.

    Of notices that occurred within the half-open span and left the portal, of these `kinds` where
    they are given; a notice counts once, by whatever reached anybody first. One that was sent to
    nobody outside is not among them.
    """
    wanted = [Notice.occurred_at >= since, Notice.occurred_at < until]
    if means is not None:
        wanted.append(Delivery.means == means)
    if kinds is not None:
        wanted.append(Notice.kind.in_(kinds))
    rows = session.execute(
        select(Notice.occurred_at, func.min(Delivery.sent_at))
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(*wanted, Delivery.state == DeliveryState.SENT, ~Delivery.is_digest)
        .group_by(Notice.id, Notice.occurred_at)
    )
    return [sent_at - occurred_at for occurred_at, sent_at in rows if sent_at is not None]


def state_counts(session: Session) -> dict[DeliveryState, int]:
    """How many deliveries are in each state."""
    rows = session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    return {each[0]: each[1] for each in rows}


def _whole() -> tuple[ORMOption, ...]:
    return (
        joinedload(Delivery.notice), joinedload(Delivery.person), joinedload(Delivery.channel)
    )  # fmt: skip


def counted_deliveries(session: Session) -> tuple[dict[DeliveryState, int], datetime | None]:
    """How many deliveries are in each state but sent, and when the first is due; one statement."""
    rows = session.execute(
        select(Delivery.state, func.count(), func.min(Delivery.next_at))
        .where(Delivery.state != DeliveryState.SENT)
        .group_by(Delivery.state)
    ).all()
    unsent = [state for state in DeliveryState if state is not DeliveryState.SENT]
    numbers = dict.fromkeys(unsent, 0) | {row[0]: row[1] for row in rows}
    return numbers, min((row[2] for row in rows if row[2] is not None), default=None)
