"""The clock that all machines of a house share: the database's, where this machine's is wrong.

What is given for a time and judged by the time lives by it: sign-ins, codes of second factors,
invitations, signed addresses, proofs of work. On a machine whose clock is wrong nobody is locked
out by it, and nothing holds longer than was promised. Where the database is a file there is one
clock only, and it is believed.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.shell import clock
from portal.shell.database import CLOCK_MAY_DIFFER, clock_ahead

KEY = "mingchu_shared_clock"
ASKED_EVERY = 10.0  # seconds
JUMP_SECONDS = 1.0  # a wall clock that parts so far from the monotonic one was set

log = logging.getLogger(__name__)


class SharedClock:
    """Tells the present moment; `ahead_of` tells how far a moment of this machine is ahead.

    It is asked now and then, and at once after this machine's clock was set. While it cannot
    answer, what it said last holds.
    """

    def __init__(
        self,
        ahead_of: Callable[[datetime], timedelta],
        *,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ahead_of = ahead_of
        self._tick = tick
        self._asking = Lock()
        self._asked_at: float | None = None
        self._wall_less_tick = 0.0
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        here, tick = clock.now(), self._tick()
        # One thread asks; only at the beginning have the others nothing to go by.
        if self._is_old(here, tick) and self._asking.acquire(blocking=self._asked_at is None):
            try:
                if self._is_old(here, tick):
                    self._ask(here, tick)
            finally:
                self._asking.release()
        return here - self._ahead

    def _is_old(self, here: datetime, tick: float) -> bool:
        if self._asked_at is None or tick - self._asked_at >= ASKED_EVERY:
            return True
        return abs(here.timestamp() - tick - self._wall_less_tick) > JUMP_SECONDS

    def _ask(self, here: datetime, tick: float) -> None:
        try:
            ahead = self._ahead_of(here)
        except SQLAlchemyError:
            ahead = self._ahead
        if abs(ahead) <= CLOCK_MAY_DIFFER:
            ahead = timedelta()
        elif abs(ahead - self._ahead) > CLOCK_MAY_DIFFER:
            log.error("clock_wrong", extra={"seconds_ahead": ahead.total_seconds()})
        self._ahead = ahead
        self._asked_at, self._wall_less_tick = tick, here.timestamp() - tick


def now() -> datetime:
    """The present moment by the clock that all machines share, aware and in UTC."""
    told: SharedClock = current_app.extensions[KEY]
    return told.now()


def init_app(app: Flask) -> None:
    """Have the application go by its database's clock."""
    app.extensions[KEY] = SharedClock(_ahead_of_database)


def _ahead_of_database(here: datetime) -> timedelta:
    with Session(db.engine) as session:  # not the request's: its transaction begins by itself
        return clock_ahead(session, now=here)
