"""Reads how far texts to telephones of no account came."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.notices.kinds import DeliveryState
from portal.notices.models import TextMessage
from portal.notices.rules.news import About

MOST_SHOWN = 50
_IN_TROUBLE = (DeliveryState.FAILED, DeliveryState.GIVEN_UP)


def text_by_id(session: Session, text_id: int) -> TextMessage | None:
    """The text of this number as it is now, None for none."""
    return session.get(TextMessage, text_id, populate_existing=True)


def texts_about(session: Session, about: About) -> Sequence[TextMessage]:
    """All texts about something, oldest first."""
    return session.scalars(
        select(TextMessage)
        .where(TextMessage.about_kind == about.kind, TextMessage.about_id == about.id)
        .order_by(TextMessage.id)
    ).all()


def texts_in_trouble(session: Session) -> Sequence[TextMessage]:
    """The newest texts that were not taken, newest first."""
    return session.scalars(
        select(TextMessage)
        .where(TextMessage.state.in_(_IN_TROUBLE))
        .order_by(TextMessage.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def text_counts(session: Session) -> dict[DeliveryState, int]:
    """How many texts are in each state; none is 0."""
    rows = session.execute(select(TextMessage.state, func.count()).group_by(TextMessage.state))
    return dict.fromkeys(DeliveryState, 0) | {row[0]: row[1] for row in rows}
