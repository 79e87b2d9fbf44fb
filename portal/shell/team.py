"""Several processes that do the same work, forked from one that watches over them.

The one that watches has no thread and keeps nothing open, so that it may fork whenever one is to be
replaced. What it has imported lies once in memory for all of them.
"""

import gc
import logging
import mmap
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from transcoder.libc import end_with_parent

FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.1, 30.0
STEADY_SECONDS = 20.0  # a process that ran this long is not in a crash loop
STOP_SECONDS = 7.0  # then SIGKILL: whoever stops the house waits eight
ROUND_SECONDS = 0.2
ASKED_SECONDS = 300.0  # between two questions how many are needed
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Place:
    """A place in the team, and the process that fills it, None while it is vacant."""

    number: int
    pid: int | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    delay_seconds: float = FIRST_DELAY_SECONDS

    def died(self, now: float) -> float:
        """Note that its process has ended; the seconds until the next one begins."""
        if now - self.started_at >= STEADY_SECONDS:
            self.delay_seconds = FIRST_DELAY_SECONDS
        delay = self.delay_seconds
        self.pid, self.due_at = None, now + delay
        self.delay_seconds = min(2 * delay, LONGEST_DELAY_SECONDS)
        return delay


class Team:
    """`size` processes of which each does `work`, called with the number of its place.

    Every process of the team can tell by `is_filled` which of the others are there.
    """

    def __init__(
        self, size: int, work: Callable[[int], None], *, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self.places = [Place(number) for number in range(size)]
        self._work = work
        self._tick = tick
        self._at_end = list[Callable[[], None]]()
        self._filled = mmap.mmap(-1, size)  # shared with those that are forked

    def is_filled(self, number: int) -> bool:
        """Whether a process is at that place now."""
        return bool(self._filled[number])

    def at_end(self, act: Callable[[], None]) -> None:
        """Have `act` called, in the process that watches, once all others have ended."""
        self._at_end.append(act)

    def tend(self) -> None:
        """One round: note who has died, fill the places that are due. Call it often."""
        for place in self.places:
            if place.pid is not None and (status := _ended(place.pid)) is not None:
                self._filled[place.number] = 0
                facts = {"place": place.number, "pid": place.pid, "ending": status}
                again = place.died(self._tick())
                log.error("process_died", extra={**facts, "again_in_seconds": again})
            if place.pid is None and self._tick() >= place.due_at:
                place.started_at = self._tick()
                place.pid = self._forked(place.number)
                self._filled[place.number] = 1

    def stop(self) -> None:
        """End every process: first asked, after some seconds forced. None is left then."""
        left = [place for place in self.places if place.pid is not None]
        for place in left:
            _send(place, signal.SIGTERM)
        until = self._tick() + STOP_SECONDS
        while left and self._tick() < until:
            time.sleep(ROUND_SECONDS / 4)
            left = [place for place in left if place.pid and _ended(place.pid) is None]
        for place in left:
            _send(place, signal.SIGKILL)
            if place.pid is not None:
                os.waitpid(place.pid, 0)
        for place in self.places:
            place.pid = None
        for act in self._at_end:
            act()

    def _forked(self, number: int) -> int:
        """The number of a new process that works at this place, and never returns from here."""
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            for each in ENDING:
                signal.signal(each, signal.SIG_DFL)
            random.seed()  # else all would draw alike
            end_with_parent(parent)
            self._work(number)
            status = 0
        except BaseException as error:  # nothing of the parent's may run in here
            log.exception("process_failed", extra={"error": type(error).__name__})
        finally:
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):
                    stream.flush()
            os._exit(status)


def keep(make: Callable[[int], Team], *, size: Callable[[], int]) -> None:
    """Keep a team of as many as `size` says at work, until SIGTERM, SIGINT or SIGHUP.

    `size` is asked again from time to time; when more are needed, a larger team takes over.
    """
    gc.collect()
    gc.freeze()  # else the first collection of each process copies what all could share
    with _ended_by_signal() as is_over:
        count, asked_at = size(), time.monotonic()
        team = make(count)
        while not is_over():
            team.tend()
            if time.monotonic() - asked_at >= ASKED_SECONDS:
                asked_at = time.monotonic()
                if (wanted := size()) > count:
                    log.info("team_grows", extra={"before": count, "now": wanted})
                    team.stop()
                    count, team = wanted, make(wanted)
            time.sleep(ROUND_SECONDS)
        team.stop()


@contextmanager
def _ended_by_signal() -> Iterator[Callable[[], bool]]:
    """Within, whether a signal has asked for the end."""
    came = list[int]()
    before = {each: signal.signal(each, lambda number, _: came.append(number)) for each in ENDING}
    try:
        yield lambda: bool(came)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _ended(pid: int) -> str | None:
    """How that child of ours has ended; None while it lives."""
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return None
    code = os.waitstatus_to_exitcode(status)
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit {code}"


def _send(place: Place, number: signal.Signals) -> None:
    if place.pid is not None:
        with suppress(ProcessLookupError):
            os.kill(place.pid, number)
