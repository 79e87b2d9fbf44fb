"""What is done through the queues: handing out each minute's looks, and looking."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db, rounds_queue
from portal.rounds.contract import tidy
from portal.rounds.counted import count_next
from portal.rounds.looking import looking, present_engine
from portal.rounds.operations import claim_round
from portal.rounds.operations import forget_rounds as forget
from portal.rounds.operations.telling import tell_faults
from portal.rounds.rota import owners, round_of
from portal.rounds.rules.looks import MINUTE, minute_of
from portal.rounds.siblings import present_siblings
from portal.shell import clock, shared_clock
from portal.shell.current import current_settings
from portal.shell.database import CLOCK_MAY_DIFFER, clock_ahead

# With less of a minute left a look could hardly end within it.
LEAST_SECONDS = 5.0
KEPT_ROUNDS = timedelta(days=2)

log = logging.getLogger(__name__)


def begin_round() -> None:
    """Hand out the present minute's looks in batches, unless somebody has done so."""
    settings = current_settings()
    now = clock.now()
    minute = minute_of(now)
    ends_at = minute + MINUTE
    if (ends_at - now).total_seconds() < LEAST_SECONDS:
        return
    try:
        batches = _claimed(minute, now, size=settings.round_batch) if _knows_the_time(now) else ()
    except SQLAlchemyError as error:
        log.error("round_not_begun", extra={"reason": type(error).__name__})  # noqa: TRY400 - one line
        return
    for batch in batches:
        look_at(batch, int(minute.timestamp()), expires=ends_at)


def _knows_the_time(now: datetime) -> bool:
    """Whether this machine's clock may tell in which minute a Camera was looked at.

    Else it would look in minutes that are not now.
    """
    ahead = clock_ahead(db.session(), now=now)
    db.session.rollback()  # no transaction stays open while cameras are looked at
    if abs(ahead) > CLOCK_MAY_DIFFER:
        log.error("clock_wrong", extra={"seconds_ahead": ahead.total_seconds()})
        return False
    return True


def _claimed(minute: datetime, now: datetime, *, size: int) -> list[tuple[int, ...]]:
    """The batches of a minute that nobody else has handed out; none of another."""
    session = db.session()
    batches = round_of(session, minute, size=size)
    count = sum(len(batch) for batch in batches)
    is_ours = claim_round(session, minute, cameras=count, now=now)
    session.commit()
    if not is_ours:
        log.info("round_claimed_already", extra={"minute": minute.isoformat()})
    return batches if is_ours else []


@rounds_queue.task(name="look_at")  # type: ignore[untyped-decorator]  # Huey has no types
def look_at(cameras: Sequence[int], minute_seconds: int) -> None:
    """Look at a batch of Cameras, by id, in the minute that began at this Unix second.

    Where several processes look on this machine, each is handed its own Cameras of them.
    """
    minute, now = datetime.fromtimestamp(minute_seconds, UTC), clock.now()
    if (left := _seconds_left(minute, now, cameras)) is None:
        return
    siblings = present_siblings()
    try:
        if not _knows_the_time(now):
            return
        if siblings is not None:
            mine = siblings.hand_out(_owners(cameras), minute_seconds)
            if not mine:
                # As if it looked itself: else this machine would take batches without a bound.
                rounds_queue.stopping.wait(left)
                return
            cameras = mine
        looking().look_at(present_engine(), cameras, minute=minute, stop=rounds_queue.stopping)
    except SQLAlchemyError as error:
        _not_begun(cameras, error)


def look_at_part(cameras: Sequence[int], minute_seconds: int) -> None:
    """Look at Cameras that a sibling of this process handed over."""
    minute = datetime.fromtimestamp(minute_seconds, UTC)
    if _seconds_left(minute, clock.now(), cameras) is None:
        return
    try:
        looking().look_at(present_engine(), cameras, minute=minute, stop=rounds_queue.stopping)
    except SQLAlchemyError as error:
        _not_begun(cameras, error)


def _seconds_left(minute: datetime, now: datetime, cameras: Sequence[int]) -> float | None:
    """What is left of `minute`; None, and a line in the log, where that is too little."""
    left = (minute + MINUTE - now).total_seconds()
    if LEAST_SECONDS <= left <= MINUTE.total_seconds():
        return left
    log.warning("batch_too_late", extra={"cameras": len(cameras), "seconds_left": left})
    return None


def _owners(cameras: Sequence[int]) -> dict[int, int]:
    session = db.session()
    found = owners(session, cameras)
    session.rollback()  # as above
    return found


def _not_begun(cameras: Sequence[int], error: SQLAlchemyError) -> None:
    """Tell that none of these was looked at: that was not even begun."""
    facts = {"cameras": len(cameras), "reason": type(error).__name__}
    log.error("batch_not_begun", extra=facts)


def forget_rounds() -> None:
    """Forget which minutes were handed out two days ago and before."""
    forget(db.session(), before=shared_clock.now() - KEPT_ROUNDS)
    db.session.commit()


def tidy_faults() -> None:
    """End the Faults of what left the register, check Displays, delete old pictures."""
    tidy(db.session(), current_settings(), now=shared_clock.now())
    db.session.commit()


def count_quarters() -> None:
    """Count the quarter whose figures pages will be asked for and that has waited longest."""
    required = current_settings().required_cameras
    count_next(db.session(), required_cameras=required, now=clock.now())


def tell_of_faults() -> None:
    """Tell vendor and restaurants what failed and what works again."""
    tell_faults(db.session(), now=clock.now())
    db.session.commit()
