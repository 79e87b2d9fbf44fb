"""Writes invented answers of Poll and Survey, and something that was set aside."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.participation.kinds import AsideState, Doubt, Instrument, Tier
from portal.participation.models import Answer, ScanDay, SetAside, SurveySlot, SurveyWave
from portal.participation.operations import close_wave, draw_wave
from portal.participation.operations.waves import Plan, open_wave
from portal.registry.models import Restaurant
from portal.seed.answers import SeedAnswer, answers, days_before
from portal.shell.rules import local_day

POLL_DAYS = 365
A_DAY = 0.45  # answers of the Poll a Restaurant
SURVEY_TIERS = ((Tier.SLIP, 1.0),)
SLOT_ANSWERS = 14.0
PINGSHAN_DAYS = (date(2021, 7, 5), date(2021, 10, 11))
ACTOR = Actor.system("seed")
NOT_LOOKING_LIKE_GUESTS = (
    (Doubt.BURST, AsideState.ASIDE, 23, 23, 0, ""),
    (Doubt.STAFF_NETWORK, AsideState.UPHELD, 11, 11, 0, "合成示例：来自本单位办公网络。"),
    (Doubt.ONE_NETWORK, AsideState.APPEALED, 17, 1, 15, ""),
    (Doubt.BURST, AsideState.RELEASED, 19, 17, 1, "合成示例：当日有婚宴，确为顾客。"),
)


def seed_answers(
    session: Session, restaurants: Sequence[Restaurant], *, actor: Actor, now: datetime
) -> int:
    """A year of the Poll, the Survey of the quarter before, and groups set aside; how many.

    Nothing where there are answers already.
    """
    if session.scalar(select(func.count()).select_from(Answer)):
        return 0
    today = local_day(now)
    days = days_before(today, POLL_DAYS)
    rows = [
        _row(row, each, Instrument.POLL)
        for row in restaurants
        for each in answers(row.code, days, a_day=A_DAY)
    ]
    session.execute(insert(Answer), rows)
    scans = [
        {"restaurant_id": row.id, "day": day, "scans": 3 + row.id % 5, "declined": row.id % 2}
        for row in restaurants
        for day in days
    ]
    session.execute(insert(ScanDay), scans)
    for row, (reason, state, number, praise, blame, why) in zip(
        restaurants, NOT_LOOKING_LIKE_GUESTS, strict=False
    ):
        session.add(
            SetAside(
                restaurant_id=row.id, day=today - timedelta(days=10 + row.id % 30), reason=reason,
                state=state, number=number, praise=praise, blame=blame, why=why,
                appeal="合成示例：请复核。" if state is AsideState.APPEALED else "",
            )
        )  # fmt: skip
    return len(rows) + seed_survey(
        session, starts_on=_quarter_start(today), restaurants=len(restaurants), actor=actor, now=now
    )


def seed_surveys(session: Session, *, now: datetime) -> int:
    """Surveys of two quarters of Pingshan's year; how many answers."""
    return sum(
        seed_survey(session, starts_on=day, restaurants=60, actor=ACTOR, now=now)
        for day in PINGSHAN_DAYS
    )


def seed_survey(
    session: Session, *, starts_on: date, restaurants: int, actor: Actor, now: datetime
) -> int:
    """A Survey of two weeks from `starts_on` on, drawn, answered and closed; how many answers."""
    officer = Actor(actor.name, None, frozenset({Grant(Role.BUREAU_OFFICER)}))
    plan = Plan(starts_on, starts_on + timedelta(days=14), restaurants, 3, "diners-1")
    wave = open_wave(session, plan, actor=officer, now=now)
    draw_wave(session, wave.id, actor=officer, now=now)
    written = sum(_answer_slots(session, wave))
    close_wave(session, wave.id, actor=officer, now=now)
    return written


def _answer_slots(session: Session, wave: SurveyWave) -> list[int]:
    found = session.execute(
        select(SurveySlot, Restaurant)
        .join(Restaurant, Restaurant.id == SurveySlot.restaurant_id)
        .where(SurveySlot.wave_id == wave.id)
    ).all()
    numbers = []
    for slot, restaurant in found:
        said = list(
            answers(
                restaurant.code, [local_day(slot.starts_at)], a_day=SLOT_ANSWERS, tiers=SURVEY_TIERS
            )
        )
        slot.invited, slot.refused = len(said) + 6, 4
        rows = [_row(restaurant, each, Instrument.SURVEY) | {"slot_id": slot.id} for each in said]
        if rows:
            session.execute(insert(Answer), rows)
        numbers.append(len(rows))
    session.flush()
    return numbers


def _row(restaurant: Restaurant, each: SeedAnswer, instrument: Instrument) -> dict[str, object]:
    silent: dict[str, object] = dict.fromkeys(
        ("trust", "ease", "picture", "openness", "visit", "age")
    )
    return silent | each.said | {
        "restaurant_id": restaurant.id, "instrument": instrument, "slot_id": None,
        "tier": each.tier, "occasion": each.occasion, "question_set": "diners-1",
        "language": "zh", "day": each.day, "is_complete": each.is_complete, "remark": "",
    }  # fmt: skip


def _quarter_start(today: date) -> date:
    """A Monday well within the present quarter and before today, else today's month."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7)
