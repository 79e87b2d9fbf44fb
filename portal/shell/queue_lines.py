"""What the log tells of a queue whose store is away: a line, not a traceback from each thread."""

import logging
import time
from collections.abc import Callable
from threading import Lock

READING = {"Error reading from queue", "Error reading schedule."}  # as Huey words it
READERS = ("huey.consumer.Worker", "huey.consumer.Scheduler")
BACK_SECONDS = 10.0  # threads ask twice a second: when none failed for so long, it was back


class StoreAway(logging.Filter):
    """Makes a line `queue_away` of the first failure to read, and holds back those that follow."""

    def __init__(self, *, tick: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._tick = tick
        self._lock = Lock()
        self._failed_at = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether `record` passes; all that is no failure to read does, as it is."""
        if record.msg not in READING:
            return True
        with self._lock:
            now, before = self._tick(), self._failed_at
            self._failed_at = now
        if now - before < BACK_SECONDS:
            return False
        error = record.exc_info[1] if record.exc_info else None
        record.msg, record.exc_info = "queue_away", None
        record.reason = type(error).__name__
        return True


_away = StoreAway()


def tell_once_of_the_store() -> None:
    """Have this process tell once, not at each try, that a queue cannot be read."""
    for name in READERS:
        logging.getLogger(name).addFilter(_away)
