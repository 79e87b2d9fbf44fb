"""Takes answers: once, however often a form is sent, and the first one even if it stays alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlalchemy import Select, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from portal.participation.kinds import (
    Instrument,
    Item,
    Mode,
    Occasion,
    Rating,
    Tier,
)
from portal.participation.models import (
    Answer,
    AnswerTrace,
    DisplayKey,
    Slip,
    SlipSheet,
    SpentChallenge,
    SpentToken,
)
from portal.participation.operations.keys import Secrets, day_key
from portal.participation.queries.answering import form_hash
from portal.participation.rules import limits, presence
from portal.participation.rules.limits import DeviceRests, WorkRefused
from portal.participation.rules.personal import masked
from portal.participation.rules.presence import CodeUnknown
from portal.participation.rules.questions import ANSWERS
from portal.registry.models import Restaurant
from portal.shell.database import insert_into
from portal.shell.rules import MingchuError, local_day

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# Statements of every submission, made once: SQLAlchemy takes longer to build than to run them.
_ANSWERS, _TRACES, _SLIPS, _SHEETS = (
    cast("Table", model.__table__) for model in (Answer, AnswerTrace, Slip, SlipSheet)
)
_TRACE = insert(_TRACES)
_SHEET = (
    select(_SHEETS.c.id, _SHEETS.c.slot_id)
    .join(_SLIPS, _SLIPS.c.sheet_id == _SHEETS.c.id)
    .where(
        _SLIPS.c.hash == bindparam("slip"),
        _SHEETS.c.restaurant_id == bindparam("restaurant"),
        _SHEETS.c.valid_until >= bindparam("today"),
    )
)
_SPEND_SLIP = delete(_SLIPS).where(_SLIPS.c.hash == bindparam("slip")).returning(_SLIPS.c.hash)
_SLIP_SPENT = (
    update(_SHEETS).where(_SHEETS.c.id == bindparam("sheet")).values(spent=_SHEETS.c.spent + 1)
)
_IS_TIER = _ANSWERS.c.tier == bindparam("tier", type_=_ANSWERS.c.tier.type)
_VENUE = (
    select(
        func.count().filter(
            _IS_TIER, _TRACES.c.started_at.between(bindparam("window_at"), bindparam("now"))
        ),
        func.count().filter(_IS_TIER, _ANSWERS.c.day == bindparam("today")),
        func.count().filter(
            _TRACES.c.has_work.is_(False),
            _ANSWERS.c.tier != Tier.SLIP,
            _TRACES.c.started_at.between(bindparam("hour_at"), bindparam("now")),
        ),
    )
    .select_from(_ANSWERS.outerjoin(_TRACES, _TRACES.c.answer_id == _ANSWERS.c.id))
    .where(
        _ANSWERS.c.restaurant_id == bindparam("restaurant"),
        _ANSWERS.c.day >= bindparam("first_day"),
    )
)


class FormGone(MingchuError):
    """A form was begun too long ago to go on with it; what was answered is kept."""

    status = 410
    code = "form_gone"

    def __init__(self) -> None:
        super().__init__("this form is closed; what was answered is kept")


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first answer of a form with all that came along.

    `key` is the form's random one, `device` the browser's; `network` its /24 or /48. `place_code`
    is what was read off a slip or the Display, `slot_id` the slot of a Survey to which who read
    it off the Display was invited. `work` is the fingerprint of a proof of work that
    was found good, with the moment at which it expires.
    """

    key: str
    rating: Rating
    question_set: str
    language: str
    shown_at: datetime
    occasion: Occasion = Occasion.ASKED
    place_code: str = ""
    device: str = ""
    was_surveyed: bool = False
    network: str = ""
    slot_id: int | None = None
    work: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """What the code proves: the tier, and the sheet of a slip with the Survey's slot, if any."""

    tier: Tier
    sheet_id: int | None = None
    slot_id: int | None = None


def begin_answer(
    session: Session, restaurant: Restaurant, said: Beginning, *, secrets: Secrets, now: datetime
) -> int:
    """Keep the first answer of a form; returns its id, the same one when it is sent again.

    Raises CodeUnknown, DeviceRests, VenueBusy, WorkNeeded or WorkRefused, after which the session
    must be rolled back.
    """
    key_hash = form_hash(said.key)
    try:
        place = _place_of(session, restaurant, said, secrets=secrets, now=now)
    except CodeUnknown:  # perhaps this very form has spent it
        known = session.scalar(_asked_by(key_hash))
        if known is None:
            raise
        return known
    if place.slot_id is not None and said.was_surveyed:
        raise DeviceRests
    answer_id = _insert(session, restaurant, said, place, now=now)
    if answer_id is None:  # the same form came before, or twice at once
        return session.scalars(_asked_by(key_hash)).one()
    _check_venue(session, restaurant.id, place.tier, has_work=said.work is not None, now=now)
    if place.sheet_id is not None:
        _spend_slip(session, said.place_code, place.sheet_id, secrets=secrets)
    else:
        _rest_device(session, restaurant, said.device, now=now)
    if said.work is not None:
        spend_work(session, *said.work)
    trace = {
        "answer_id": answer_id,
        "started_at": now,
        "seconds": max(0, int((now - said.shown_at).total_seconds())),
        "network": presence.keyed_hash(day_key(session, local_day(now)), said.network),
        "has_work": said.work is not None,
        "is_screened": False,
    }
    session.execute(_TRACE, trace)
    return answer_id


def continue_answer(
    session: Session, key: str, item: Item, value: str, *, is_last: bool, now: datetime
) -> int:
    """Add an answer to a form that was begun; "" leaves the question out. Returns its id.

    The last question makes it complete. Raises FormGone.
    """
    row = session.execute(
        select(Answer.id, AnswerTrace.started_at, Answer.is_complete)
        .join(AnswerTrace, AnswerTrace.answer_id == Answer.id)
        .where(Answer.key_hash == form_hash(key))
    ).one_or_none()
    if row is None or now - row.started_at > limits.FORM_HOLDS:
        raise FormGone
    changes: dict[str, object] = {}
    if value:
        changes[item.value] = masked(value) if item is Item.REMARK else ANSWERS[item](value)
    if is_last:
        changes["is_complete"] = True
    if changes:
        session.execute(update(Answer).where(Answer.id == row.id).values(changes))
    if is_last and not row.is_complete:
        passed = int((now - row.started_at).total_seconds())
        session.execute(
            update(AnswerTrace)
            .where(AnswerTrace.answer_id == row.id)
            .values(seconds=AnswerTrace.seconds + passed),
            execution_options={"synchronize_session": False},
        )
    answer_id: int = row.id
    return answer_id


def spend_work(session: Session, fingerprint: str, expires_at: datetime) -> None:
    """Use up a proof of work. Raises WorkRefused for one that was used before."""
    done = session.scalar(
        insert_into(session, SpentChallenge)
        .values(hash=fingerprint, expires_at=expires_at)
        .on_conflict_do_nothing()
        .returning(SpentChallenge.hash)
    )
    if done is None:
        raise WorkRefused


def slip_hash(code: str, *, secrets: Secrets) -> str:
    """What is stored of a slip's code."""
    return presence.keyed_hash(secrets.slips, "slip", presence.plain_code(code))


def _place_of(
    session: Session, restaurant: Restaurant, said: Beginning, *, secrets: Secrets, now: datetime
) -> _Place:
    code = presence.plain_code(said.place_code)
    if not code:
        return _Place(Tier.SIGN)
    if presence.is_slip(code):
        slip = {
            "slip": slip_hash(code, secrets=secrets),
            "restaurant": restaurant.id,
            "today": local_day(now),
        }
        sheet = session.execute(_SHEET, slip).one_or_none()
        if sheet is None:
            raise CodeUnknown
        return _Place(Tier.SLIP, sheet.id, sheet.slot_id)
    key = session.scalar(select(DisplayKey.key).where(DisplayKey.restaurant_id == restaurant.id))
    if key is None or not presence.is_on_display(key, restaurant.code, code, now=now):
        raise CodeUnknown
    return _Place(Tier.DISPLAY, slot_id=None if said.was_surveyed else said.slot_id)


def _insert(
    session: Session, restaurant: Restaurant, said: Beginning, place: _Place, *, now: datetime
) -> int | None:
    """The new answer's id, None where the same form is there already."""
    return session.scalar(
        _new_answer(session.get_bind().dialect.name),
        {
            "key_hash": form_hash(said.key),
            "restaurant_id": restaurant.id,
            "instrument": Instrument.POLL if place.slot_id is None else Instrument.SURVEY,
            "slot_id": place.slot_id,
            "tier": place.tier,
            "mode": Mode.SCREEN,
            "occasion": said.occasion,
            "question_set": said.question_set,
            "language": said.language,
            "day": local_day(now),
            "is_complete": False,
            "satisfaction": said.rating,
            "remark": "",
        },
    )


@cache
def _new_answer(dialect: str) -> ReturningInsert[int]:
    """The insert of an answer, made once: building it takes longer than running it."""
    made = sqlite.insert(_ANSWERS) if dialect == "sqlite" else postgresql.insert(_ANSWERS)
    return made.on_conflict_do_nothing().returning(_ANSWERS.c.id)


def _check_venue(
    session: Session, restaurant_id: int, tier: Tier, *, has_work: bool, now: datetime
) -> None:
    """Keep within what a venue can give; the answer just written has no trace yet."""
    in_window, today, without_work = session.execute(
        _VENUE,
        {
            "restaurant": restaurant_id,
            "tier": tier,
            "now": now,
            "window_at": now - presence.WINDOW,
            "hour_at": now - HOUR,
            "today": local_day(now),
            "first_day": local_day(now - HOUR),
        },
    ).one()
    limits.check_budget(tier, in_window=in_window, today=today - 1)
    limits.check_work(tier, has_work=has_work, without_work=without_work)


def _asked_by(key_hash: str) -> Select[int]:
    """The answer of the form with this key."""
    return select(Answer.id).where(Answer.key_hash == key_hash)


def _spend_slip(session: Session, code: str, sheet_id: int, *, secrets: Secrets) -> None:
    """Use up a slip: the row is deleted, so that nothing leads from it to the answer."""
    spent = session.scalar(_SPEND_SLIP, {"slip": slip_hash(code, secrets=secrets)})
    if spent is None:
        raise CodeUnknown
    session.execute(_SLIP_SPENT, {"sheet": sheet_id})


def _rest_device(session: Session, restaurant: Restaurant, device: str, *, now: datetime) -> None:
    """Let a device answer here once in a day, and thrice in the district. Raises DeviceRests."""
    if not device:
        return  # without a cookie the venue's limits and the screening stand alone
    today = local_day(now)
    yesterday = presence.keyed_hash(day_key(session, today - DAY), "here", device, restaurant.code)
    recent = session.scalar(
        select(SpentToken.hash).where(
            SpentToken.hash == yesterday, SpentToken.window_at > now - limits.DEVICE_RESTS
        )
    )
    key = day_key(session, today)
    here = presence.keyed_hash(key, "here", device, restaurant.code)
    if recent is not None or not _spend(session, here, restaurant.id, now=now):
        raise DeviceRests
    for number in range(limits.DEVICE_A_DAY):
        if _spend(session, presence.keyed_hash(key, "day", device, number), restaurant.id, now=now):
            return
    raise DeviceRests


def _spend(session: Session, mark: str, restaurant_id: int, *, now: datetime) -> bool:
    done = session.scalar(
        insert_into(session, SpentToken)
        .values(hash=mark, restaurant_id=restaurant_id, window_at=presence.window_of(now))
        .on_conflict_do_nothing()
        .returning(SpentToken.hash)
    )
    return done is not None
