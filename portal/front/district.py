"""The district's present figures, worked out once for many readers."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app

from portal.front.rules import DistrictNow
from portal.shell import clock

FRESH = timedelta(seconds=10)  # at least
# Every kitchen's state is read, which takes 0.2 CPU-s for 2,210 cameras and 2 for a city's: a
# twentieth of a core is what the front page may have of each process.
REST = 20

KEY = "mingchu_district"


class DistrictMemory:
    """Keeps the district's figures for some seconds; safe with many threads.

    The more CPU time `tick` says they took, the longer they are kept.
    """

    def __init__(self, *, tick: Callable[[], float] = time.thread_time) -> None:
        self._lock = Lock()
        self._tick = tick
        self._fresh = FRESH
        self._kept: tuple[datetime, DistrictNow] | None = None

    def figures(self, work_out: Callable[[], DistrictNow], *, now: datetime) -> DistrictNow:
        """The figures of the last few seconds, else those that `work_out` gives now.

        While one thread works them out, the others go on with the former ones.
        """
        kept = self._kept
        if kept is not None and timedelta() <= now - kept[0] < self._fresh:
            return kept[1]
        if not self._lock.acquire(blocking=kept is None) and kept is not None:
            return kept[1]
        try:
            newest = self._kept
            if newest is None or newest is kept:  # else somebody did it while we waited
                began = self._tick()
                newest = self._kept = (now, work_out())
                self._fresh = max(FRESH, timedelta(seconds=REST * (self._tick() - began)))
            return newest[1]
        finally:
            self._lock.release()


def remembered(work_out: Callable[[], DistrictNow]) -> DistrictNow:
    """The district's figures as this process remembers them, or as `work_out` gives them now."""
    memory: DistrictMemory = current_app.extensions[KEY]
    return memory.figures(work_out, now=clock.now())
