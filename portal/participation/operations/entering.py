"""Takes down what somebody said on paper or by telephone; such answers are counted apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.participation.kinds import Instrument, Item, Mode, Occasion, Rating, Tier, WaveState
from portal.participation.models import Answer, SurveySlot, SurveyWave
from portal.participation.queries.answering import form_hash
from portal.participation.question_sets import set_for
from portal.participation.rules.permissions import (
    Act,
    SurveyUnknown,
    WaveNotReady,
    WaveRefused,
    check,
)
from portal.participation.rules.personal import masked
from portal.participation.rules.questions import ANSWERS
from portal.registry.models import Restaurant
from portal.shell.database import insert_into
from portal.shell.rules import local_day

LONGEST_AGO_DAYS = 92


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as staff enter it; `key` is the form's random one.

    With `slot_id` it belongs to that slot of a Survey, else to the Poll.
    """

    key: str
    code: str
    mode: Mode
    day: date
    rating: Rating
    language: str
    said: Mapping[Item, str] = field(default_factory=dict)
    remark: str = ""
    slot_id: int | None = None


def enter_answer(session: Session, told: Told, *, actor: Actor, now: datetime) -> bool:
    """Keep one answer; False where the same form came before.

    Who entered it stands in the audit chain, what was said does not. Raises NotAllowed,
    SurveyUnknown, WaveNotReady or WaveRefused.
    """
    place = _place(session, told)
    check(actor, Act.ENTER, station=place.station.code, restaurant=place.code)
    if not 0 <= (local_day(now) - told.day).days <= LONGEST_AGO_DAYS:
        raise WaveRefused("day")
    is_survey = told.slot_id is not None
    row = {
        "key_hash": form_hash(told.key),
        "restaurant_id": place.id,
        "instrument": Instrument.SURVEY if is_survey else Instrument.POLL,
        "slot_id": told.slot_id,
        "tier": Tier.SLIP if is_survey else Tier.SIGN,
        "mode": told.mode,
        "occasion": Occasion.ASKED,
        "question_set": set_for(place.type).name,
        "language": told.language,
        "day": told.day,
        "is_complete": True,
        "satisfaction": told.rating,
        "remark": masked(told.remark),
    }
    row |= {item.value: ANSWERS[item](word) for item, word in told.said.items() if word}
    written = session.scalar(
        insert_into(session, Answer).values(row).on_conflict_do_nothing().returning(Answer.id)
    )
    if written is None:
        return False
    facts = {"mode": told.mode.value}
    record(session, actor, "survey.answer_entered", f"restaurant {place.code}", at=now, facts=facts)
    session.flush()
    return True


def _place(session: Session, told: Told) -> Restaurant:
    """The Restaurant, which must be the slot's where there is one."""
    found = session.scalar(
        select(Restaurant)
        .where(Restaurant.code == told.code)
        .options(joinedload(Restaurant.station))
    )
    if found is None:
        raise WaveRefused("code")
    if told.slot_id is None:
        return found
    slot = session.get(SurveySlot, told.slot_id)
    if slot is None or slot.restaurant_id != found.id:
        raise SurveyUnknown("slot", told.slot_id)
    if session.get_one(SurveyWave, slot.wave_id).state is not WaveState.DRAWN:
        raise WaveNotReady
    return found
