"""A quarterly Survey: its seed is committed, the sample drawn, the seed shown when it is closed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.participation.kinds import WaveState
from portal.participation.models import SurveySlot, SurveyWave
from portal.participation.question_sets import question_set
from portal.participation.rules.drawing import (
    MOST_DRAWN,
    Unit,
    commitment,
    draw,
    frame_hash,
)
from portal.participation.rules.permissions import (
    Act,
    FrameEmpty,
    SurveyUnknown,
    WaveNotReady,
    WaveRefused,
    check,
)
from portal.participation.rules.presence import new_key
from portal.participation.rules.strata import size_of, stratum_of
from portal.registry.models import Restaurant
from portal.registry.rules import Hours, Status, span_at
from portal.registry.rules.hours import is_open_at
from portal.shell.rules import DISTRICT_ZONE, day_bounds, local_day

SLOT_HOURS = ((11, 13), (13, 15), (17, 19), (19, 21))  # district time; meals are eaten then
MOST_DAYS = 100
MOST_EVERY = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants a Survey to be."""

    starts_on: date
    until: date
    restaurants: int
    every: int
    question_set: str


def commit_wave(session: Session, plan: Plan, *, actor: Actor, now: datetime) -> SurveyWave:
    """Open a Survey: its seed is made and only its commitment is public. Raises WaveRefused."""
    check(actor, Act.PLAN)
    if plan.starts_on < local_day(now):
        raise WaveRefused("starts_on")
    return open_wave(session, plan, actor=actor, now=now)


def open_wave(session: Session, plan: Plan, *, actor: Actor, now: datetime) -> SurveyWave:
    """The same for days that may be over: invented Surveys of the past. Raises WaveRefused."""
    _check_plan(session, plan)
    seed = new_key()
    wave = SurveyWave(
        starts_on=plan.starts_on, until=plan.until, question_set=plan.question_set,
        state=WaveState.COMMITTED, restaurants=plan.restaurants, every=plan.every,
        commitment=commitment(seed), seed=seed, created_at=now,
    )  # fmt: skip
    session.add(wave)
    session.flush()
    facts = {"commitment": wave.commitment, "restaurants": plan.restaurants}
    record(session, actor, "survey.committed", f"survey {wave.id}", at=now, facts=facts)
    return wave


def draw_wave(session: Session, number: int, *, actor: Actor, now: datetime) -> int:
    """Draw Restaurants and slots from the register as it is now; returns how many slots.

    Raises FrameEmpty, SurveyUnknown or WaveNotReady.
    """
    check(actor, Act.PLAN)
    wave = _held(session, number)
    if wave.state is not WaveState.COMMITTED:
        raise WaveNotReady
    rows = _open_restaurants(session, wave, now=now)
    openings = {row.code: _openings(row, wave) for row in rows}
    frame = [
        Unit(row.code, stratum_of(row.station.code, row.type), size_of(row.type),
             len(openings[row.code]))
        for row in rows
    ]  # fmt: skip
    drawn = draw(frame, seed=wave.seed, restaurants=wave.restaurants) if frame else ()
    if not drawn:
        raise FrameEmpty
    ids = {row.code: row.id for row in rows}
    slots = [
        SurveySlot(
            wave_id=wave.id, restaurant_id=ids[each.code], stratum=each.stratum,
            probability=each.probability, starts_at=starts_at, ends_at=ends_at,
        )
        for each in drawn
        for starts_at, ends_at in (openings[each.code][place] for place in each.openings)
    ]  # fmt: skip
    session.add_all(slots)
    wave.state, wave.frame_hash, wave.drawn_at = WaveState.DRAWN, frame_hash(frame), now
    session.flush()
    facts = {"frame": wave.frame_hash, "restaurants": len(drawn)}
    record(session, actor, "survey.drawn", f"survey {wave.id}", at=now, facts=facts)
    return len(slots)


def close_wave(session: Session, number: int, *, actor: Actor, now: datetime) -> SurveyWave:
    """End a Survey and make its seed public. Raises SurveyUnknown or WaveNotReady."""
    check(actor, Act.PLAN)
    wave = _held(session, number)
    if wave.state is not WaveState.DRAWN:
        raise WaveNotReady
    wave.state, wave.closed_at = WaveState.CLOSED, now
    session.flush()
    record(session, actor, "survey.closed", f"survey {wave.id}", at=now)
    return wave


def note_slot(
    session: Session, slot_id: int, *, invited: int, refused: int, actor: Actor, now: datetime
) -> SurveySlot:
    """Enter how many were invited in a slot and how many of them refused.

    Raises SurveyUnknown, WaveNotReady or WaveRefused.
    """
    check(actor, Act.PLAN)
    slot = session.get(SurveySlot, slot_id)
    if slot is None:
        raise SurveyUnknown("slot", slot_id)
    if session.get_one(SurveyWave, slot.wave_id).state is not WaveState.DRAWN:
        raise WaveNotReady
    if not 0 <= refused <= invited:
        raise WaveRefused("refused")
    slot.invited, slot.refused = invited, refused
    session.flush()
    facts = {"invited": invited, "refused": refused}
    record(session, actor, "survey.slot_noted", f"survey {slot.wave_id}", at=now, facts=facts)
    return slot


def _check_plan(session: Session, plan: Plan) -> None:
    question_set(plan.question_set)
    if not 1 <= (plan.until - plan.starts_on).days <= MOST_DAYS:
        raise WaveRefused("until")
    if not 1 <= plan.restaurants <= MOST_DRAWN:
        raise WaveRefused("restaurants")
    if not 1 <= plan.every <= MOST_EVERY:
        raise WaveRefused("every")
    overlaps = session.scalar(
        select(SurveyWave.id).where(
            SurveyWave.starts_on < plan.until, SurveyWave.until > plan.starts_on
        )
    )
    if overlaps is not None:
        raise WaveRefused("starts_on")


def _open_restaurants(session: Session, wave: SurveyWave, *, now: datetime) -> list[Restaurant]:
    """Those that do business when the Survey begins, or now if that is past."""
    moment = max(now, day_bounds(wave.starts_on)[0])
    rows = session.scalars(
        select(Restaurant)
        .order_by(Restaurant.code)
        .options(joinedload(Restaurant.station), selectinload(Restaurant.status_spans))
    )
    found = []
    for row in rows:
        span = span_at(row.status_spans, moment)
        if span is not None and span.status is Status.OPEN:
            found.append(row)
    return found


def _openings(restaurant: Restaurant, wave: SurveyWave) -> list[tuple[datetime, datetime]]:
    """The slots of the Survey's days that begin within business hours."""
    hours = Hours.parse(restaurant.hours)
    days = (wave.until - wave.starts_on).days
    slots = (
        tuple(
            datetime.combine(wave.starts_on + timedelta(days=number), time(hour), DISTRICT_ZONE)
            for hour in pair
        )
        for number in range(days)
        for pair in SLOT_HOURS
    )
    return [(start, end) for start, end in slots if is_open_at(hours, start)]


def _held(session: Session, number: int) -> SurveyWave:
    session.execute(
        update(SurveyWave).where(SurveyWave.id == number).values(every=SurveyWave.every),
        execution_options={"synchronize_session": False},
    )
    wave = session.get(SurveyWave, number, populate_existing=True)
    if wave is None:
        raise SurveyUnknown("survey", number)
    return wave
