"""What it takes to ask somebody, and to go on with a form that was begun."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from portal.participation.kinds import Rating
from portal.participation.models import Answer, AnswerTrace
from portal.participation.rules.limits import FORM_HOLDS
from portal.participation.rules.presence import WINDOW
from portal.registry.models import Restaurant

_ASKED_ABOUT = (
    select(Restaurant)
    .where(Restaurant.code == bindparam("code"))
    .options(joinedload(Restaurant.station))
)


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that was begun: its questions, its Restaurant, and what was said first."""

    answer_id: int
    restaurant_id: int
    question_set: str
    rating: Rating | None
    is_complete: bool
    is_survey: bool


def restaurant_asked_about(session: Session, code: str) -> Restaurant | None:
    """The Restaurant of this code with its Station, None where there is none."""
    return session.scalar(_ASKED_ABOUT, {"code": code})


def form_hash(key: str) -> str:
    """What is stored of a form's key, which has 128 random bits of its own."""
    return sha256(key.encode()).hexdigest()


def open_form(session: Session, key: str, *, now: datetime) -> OpenForm | None:
    """The form of this key while it can still be filled in, else None."""
    row = session.execute(
        select(
            Answer.id, Answer.restaurant_id, Answer.question_set, Answer.satisfaction,
            Answer.is_complete, Answer.slot_id, AnswerTrace.started_at,
        )
        .join(AnswerTrace, AnswerTrace.answer_id == Answer.id)
        .where(Answer.key_hash == form_hash(key))
    ).one_or_none()  # fmt: skip
    if row is None or now - row.started_at > FORM_HOLDS:
        return None
    return OpenForm(
        row.id,
        row.restaurant_id,
        row.question_set,
        row.satisfaction,
        row.is_complete,
        row.slot_id is not None,
    )


def answers_in_window(session: Session, restaurant_id: int, *, now: datetime) -> int:
    """How many answers a venue gave in the last ten minutes, by which its work is measured."""
    found = session.scalar(
        select(func.count())
        .select_from(AnswerTrace)
        .join(Answer, Answer.id == AnswerTrace.answer_id)
        .where(Answer.restaurant_id == restaurant_id, AnswerTrace.started_at > now - WINDOW)
    )
    return found or 0
