"""Keys without which stored marks mean nothing, and their destruction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.participation.models import (
    Answer,
    AnswerTrace,
    DisplayKey,
    PresenceKey,
    SpentChallenge,
    SpentToken,
)
from portal.participation.rules.limits import FORM_HOLDS, RETRY_HOLDS
from portal.participation.rules.permissions import Act, check
from portal.participation.rules.presence import new_key
from portal.registry.models import Restaurant
from portal.shell.database import insert_into
from portal.shell.rules import NotFound, day_bounds, local_day

_DAY_KEY = select(PresenceKey.key).where(PresenceKey.day == bindparam("day"))
KEPT_DAYS = 2  # today and yesterday: a device rests 24 hours


@dataclass(frozen=True, slots=True)
class Secrets:
    """The portal's own key, which is in no row: under it slips and forms are hashed."""

    slips: str


def day_key(session: Session, day: date) -> str:
    """The key of a district day, made when it is first asked for; safe with many processes."""
    found = session.scalar(_DAY_KEY, {"day": day})
    if found is not None:
        return found
    session.execute(
        insert_into(session, PresenceKey).values(day=day, key=new_key()).on_conflict_do_nothing()
    )
    return session.scalars(_DAY_KEY, {"day": day}).one()


def display_key(session: Session, restaurant_id: int, *, now: datetime) -> str:
    """The key of a Restaurant's Display, made when it is first asked for."""
    asked = select(DisplayKey.key).where(DisplayKey.restaurant_id == restaurant_id)
    found = session.scalar(asked)
    if found is not None:
        return found
    session.execute(
        insert_into(session, DisplayKey)
        .values(restaurant_id=restaurant_id, key=new_key(), made_at=now)
        .on_conflict_do_nothing()
    )
    return session.scalars(asked).one()


def renew_display_key(session: Session, code: str, *, actor: Actor, now: datetime) -> str:
    """Give the Display of Restaurant `code` another key: its old address is void at once."""
    place = session.scalar(
        select(Restaurant).where(Restaurant.code == code).options(joinedload(Restaurant.station))
    )
    if place is None:
        raise NotFound("restaurant", code)
    check(actor, Act.DISPLAY, station=place.station.code, restaurant=code)
    session.execute(delete(DisplayKey).where(DisplayKey.restaurant_id == place.id))
    key = display_key(session, place.id, now=now)
    record(session, actor, "display_key.renewed", f"restaurant {code}", at=now)
    return key


def destroy_keys(session: Session, *, now: datetime) -> int:
    """Destroy the keys of days that are over, and all that was hashed under them.

    Returns how many keys. What is left of an answer then is what was said, where and on which day.
    """
    first_kept = local_day(now) - timedelta(days=KEPT_DAYS - 1)
    since, _ = day_bounds(first_kept)
    session.execute(delete(AnswerTrace).where(AnswerTrace.started_at < since))
    session.execute(delete(SpentToken).where(SpentToken.window_at < since))
    gone = session.scalars(
        delete(PresenceKey).where(PresenceKey.day < first_kept).returning(PresenceKey.day)
    )
    return len(gone.all())


def forget_forms(session: Session, *, now: datetime) -> None:
    """Forget the keys of forms that nobody fills in any more, and challenges that have expired."""
    recent = select(AnswerTrace.answer_id).where(
        AnswerTrace.started_at >= now - FORM_HOLDS - RETRY_HOLDS
    )
    session.execute(
        update(Answer)
        .where(Answer.key_hash.is_not(None), Answer.id.not_in(recent))
        .values(key_hash=None),
        execution_options={"synchronize_session": False},
    )
    session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at < now))
