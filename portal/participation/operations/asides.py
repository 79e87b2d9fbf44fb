"""Objections to answers being set aside, and the decisions about them."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.participation.kinds import AsideState
from portal.participation.models import Answer, AnswerTrace, SetAside
from portal.participation.rules.permissions import (
    Act,
    AsideDecided,
    SurveyUnknown,
    check,
)
from portal.registry.models import Restaurant

OPEN = frozenset({AsideState.ASIDE, AsideState.APPEALED})


def appeal_aside(
    session: Session, number: int, *, text: str, actor: Actor, now: datetime
) -> SetAside:
    """Object on behalf of the Restaurant. Raises AsideDecided, NotAllowed or SurveyUnknown."""
    row = _held(session, number)
    check(actor, Act.APPEAL, station=row.restaurant.station.code, restaurant=row.restaurant.code)
    if row.state is not AsideState.ASIDE:
        raise AsideDecided
    row.state, row.appeal, row.appealed_by = AsideState.APPEALED, text, actor.name
    session.flush()
    record(session, actor, "aside.appealed", f"aside {number}", at=now)
    return row


def decide_aside(
    session: Session, number: int, *, release: bool, why: str, actor: Actor, now: datetime
) -> SetAside:
    """Count the answers after all, or leave them aside for good; `why` is public.

    Raises AsideDecided, NotAllowed or SurveyUnknown.
    """
    check(actor, Act.DECIDE)
    row = _held(session, number)
    if row.state not in OPEN:
        raise AsideDecided
    row.state = AsideState.RELEASED if release else AsideState.UPHELD
    row.why, row.decided_by, row.decided_at = why, actor.name, now
    if release:
        mine = select(Answer.id).where(Answer.set_aside_id == number).scalar_subquery()
        # Without their marks they are not set aside a second time.
        session.execute(
            delete(AnswerTrace).where(AnswerTrace.answer_id.in_(mine)),
            execution_options={"synchronize_session": False},
        )
        session.execute(
            update(Answer).where(Answer.set_aside_id == number).values(set_aside_id=None),
            execution_options={"synchronize_session": False},
        )
    session.flush()
    facts = {"number": row.number, "reason": row.reason.value, "why": why}
    act = "aside.released" if release else "aside.upheld"
    record(session, actor, act, f"aside {number}", at=now, facts=facts)
    return row


def _held(session: Session, number: int) -> SetAside:
    """The row as it is now; nobody else changes it until the transaction ends."""
    session.execute(
        update(SetAside).where(SetAside.id == number).values(number=SetAside.number),
        execution_options={"synchronize_session": False},
    )
    row = session.scalar(
        select(SetAside)
        .where(SetAside.id == number)
        .options(joinedload(SetAside.restaurant).joinedload(Restaurant.station))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise SurveyUnknown("group of answers", number)
    return row
