"""Forgets notices and texts that are long over; what they told of has a record of its own."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from portal.notices.kinds import OPEN_STATES
from portal.notices.models import Delivery, InboxEntry, Notice, TextMessage
from portal.notices.rules.times import KEPT


def forget_notices(session: Session, *, now: datetime) -> None:
    """Delete the notices and texts of more than two years ago.

    With their places in inboxes and what came of sending them; one that is still to be sent stays.
    """
    waits = exists().where(Delivery.notice_id == Notice.id, Delivery.state.in_(OPEN_STATES))
    old = select(Notice.id).where(Notice.created_at < now - KEPT, ~waits)
    texts = (TextMessage.created_at < now - KEPT, TextMessage.state.not_in(OPEN_STATES))
    for gone in (
        delete(InboxEntry).where(InboxEntry.notice_id.in_(old)),
        delete(Delivery).where(Delivery.notice_id.in_(old)),
        delete(Notice).where(Notice.id.in_(old)),
        delete(TextMessage).where(*texts),
    ):
        session.execute(gone, execution_options={"synchronize_session": False})
