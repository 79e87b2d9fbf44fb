"""Invites one in so many of those who open the questions by a Display's code."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.participation.kinds import WaveState
from portal.participation.models import DisplayKey, SurveySlot, SurveyWave
from portal.participation.rules.presence import is_on_display, plain_code
from portal.registry.models import Restaurant


def invite(
    session: Session, restaurant: Restaurant, place_code: str, *, now: datetime
) -> int | None:
    """Count an opening with the Display's code; the slot's id for one in so many, else None.

    Nothing is counted outside the hours that were drawn, or with another code. The count is
    one statement, so that two who open at once are two.
    """
    slot = session.execute(
        select(SurveySlot.id, SurveyWave.every)
        .join(SurveyWave, SurveyWave.id == SurveySlot.wave_id)
        .where(
            SurveySlot.restaurant_id == restaurant.id,
            SurveySlot.starts_at <= now,
            SurveySlot.ends_at > now,
            SurveyWave.state == WaveState.DRAWN,
        )
        .limit(1)
    ).one_or_none()
    if slot is None or not _is_here(session, restaurant, place_code, now=now):
        return None
    counted = session.scalars(
        update(SurveySlot)
        .where(SurveySlot.id == slot.id)
        .values(scanned=SurveySlot.scanned + 1)
        .returning(SurveySlot.scanned),
        execution_options={"synchronize_session": False},
    ).one()
    if counted % slot.every:
        return None
    session.execute(
        update(SurveySlot).where(SurveySlot.id == slot.id).values(picked=SurveySlot.picked + 1),
        execution_options={"synchronize_session": False},
    )
    number: int = slot.id
    return number


def _is_here(session: Session, restaurant: Restaurant, place_code: str, *, now: datetime) -> bool:
    key = session.scalar(select(DisplayKey.key).where(DisplayKey.restaurant_id == restaurant.id))
    code = plain_code(place_code)
    return key is not None and is_on_display(key, restaurant.code, code, now=now)
