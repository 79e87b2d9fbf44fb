"""Sets aside what does not look like guests; the marks it looks at are deleted afterwards."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person, RoleGrant, SignIn
from portal.participation.kinds import AsideState, Doubt, Item, Mode, Tier
from portal.participation.models import Answer, AnswerTrace, ScanDay, SetAside
from portal.participation.operations.keys import day_key
from portal.participation.rules.doubts import Mark, Surroundings, by_reason, doubts
from portal.participation.rules.presence import keyed_hash
from portal.participation.rules.satisfaction import BLAME, PRAISE
from portal.registry.models import Restaurant
from portal.registry.queries import dated_hours
from portal.registry.rules import Hours
from portal.registry.rules.hours import is_open_at

SETTLED = timedelta(minutes=5)  # until then somebody may still be answering
BEFORE_AND_AFTER = timedelta(minutes=60)  # guests sit longer than the door is open
USUAL_DAYS = 28
BUSY_WINDOWS = 6  # ten-minute windows a day in which most answers of a kitchen fall
STAFF_DAYS = 30


def screen(session: Session, *, now: datetime) -> int:
    """Set doubtful answers aside, with their reason; returns how many are new.

    Each Restaurant's day is looked at as a whole whenever something new has come.
    """
    fresh = session.execute(
        select(Answer.restaurant_id, Answer.day)
        .distinct()
        .join(AnswerTrace, AnswerTrace.answer_id == Answer.id)
        .where(AnswerTrace.is_screened.is_(False), AnswerTrace.started_at <= now - SETTLED)
        .order_by(Answer.restaurant_id, Answer.day)
    ).all()
    return sum(_screen_day(session, number, day, now=now) for number, day in fresh)


def _screen_day(session: Session, restaurant_id: int, day: date, *, now: datetime) -> int:
    restaurant = session.get_one(Restaurant, restaurant_id)
    rows = session.execute(
        select(Answer, AnswerTrace)
        .join(AnswerTrace, AnswerTrace.answer_id == Answer.id)
        .where(Answer.restaurant_id == restaurant_id, Answer.day == day)
        .order_by(AnswerTrace.started_at, Answer.id)
    ).all()
    hours = dated_hours(session, restaurant).on(day)
    marks = [_mark(answer, trace, hours) for answer, trace in rows]
    found = doubts(marks, _surroundings(session, restaurant, day, now=now))
    answers = {answer.id: answer for answer, _ in rows if answer.set_aside_id is None}
    number = 0
    for reason, ids in by_reason(found).items():
        new = [answers[each] for each in ids if each in answers]
        _set_aside(session, new, reason)
        number += len(new)
    settled = [trace.answer_id for _, trace in rows if trace.started_at <= now - SETTLED]
    session.execute(
        update(AnswerTrace).where(AnswerTrace.answer_id.in_(settled)).values(is_screened=True)
    )
    session.flush()
    return number


def _mark(answer: Answer, trace: AnswerTrace, hours: Hours) -> Mark:
    said: tuple[str, ...] = ()
    if answer.is_complete:
        said = tuple(
            str(getattr(answer, item.value) or "") for item in Item if item is not Item.REMARK
        )
    moments = (trace.started_at + shift for shift in (-BEFORE_AND_AFTER, timedelta(),
                                                      BEFORE_AND_AFTER))  # fmt: skip
    return Mark(
        answer_id=answer.id,
        at=trace.started_at,
        seconds=trace.seconds,
        network=trace.network,
        tier=answer.tier,
        is_open=any(is_open_at(hours, moment) for moment in moments),
        satisfaction=answer.satisfaction,
        said=said,
    )


def _surroundings(
    session: Session, restaurant: Restaurant, day: date, *, now: datetime
) -> Surroundings:
    former = session.scalar(
        select(func.count()).where(
            Answer.restaurant_id == restaurant.id, Answer.set_aside_id.is_(None),
            Answer.tier != Tier.SLIP, Answer.mode == Mode.SCREEN,
            Answer.day >= day - timedelta(days=USUAL_DAYS), Answer.day < day,
        )
    )  # fmt: skip
    scans = session.scalar(
        select(ScanDay.scans).where(ScanDay.restaurant_id == restaurant.id, ScanDay.day == day)
    )
    networks = session.scalars(
        select(SignIn.network)
        .distinct()
        .join(Person, Person.id == SignIn.person_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.restaurant == restaurant.code,
            SignIn.network != "",
            SignIn.seen_at > now - timedelta(days=STAFF_DAYS),
        )
    )
    key = day_key(session, day)
    return Surroundings(
        usual_in_window=(former or 0) / USUAL_DAYS / BUSY_WINDOWS,
        usual_in_day=(former or 0) / USUAL_DAYS,
        scans=scans,
        staff=frozenset(keyed_hash(key, network) for network in networks),
    )


def _set_aside(session: Session, answers: Sequence[Answer], reason: Doubt) -> None:
    """Put answers of one Restaurant and day with those set aside there for the same reason."""
    if not answers:
        return
    first = answers[0]
    batch = session.scalar(
        select(SetAside).where(
            SetAside.restaurant_id == first.restaurant_id, SetAside.day == first.day,
            SetAside.reason == reason, SetAside.state == AsideState.ASIDE,
        )
    )  # fmt: skip
    if batch is None:
        batch = SetAside(
            restaurant_id=first.restaurant_id, day=first.day, reason=reason,
            state=AsideState.ASIDE, number=0, praise=0, blame=0,
        )  # fmt: skip
        session.add(batch)
    batch.number += len(answers)
    batch.praise += sum(answer.satisfaction in PRAISE for answer in answers)
    batch.blame += sum(answer.satisfaction in BLAME for answer in answers)
    session.flush()
    for answer in answers:
        answer.set_aside_id = batch.id
