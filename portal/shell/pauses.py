"""Not to ask again and again what does not answer, while each question takes its time to fail."""

import time
from collections.abc import Callable
from threading import Lock

PAUSE_SECONDS = 30.0  # where whoever pauses has no reason for another time


class Pause:
    """After a failure nobody asks for `seconds`; then one does, and the others go by that."""

    def __init__(
        self, seconds: float = PAUSE_SECONDS, *, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._tick = tick
        self._lock = Lock()
        self._until: float | None = None

    def holds(self) -> bool:
        """Whether not to ask now."""
        with self._lock:
            if self._until is None:
                return False
            if self._tick() < self._until:
                return True
            self._until = self._tick() + self._seconds
            return False

    def begin(self) -> None:
        """It did not answer."""
        with self._lock:
            self._until = self._tick() + self._seconds

    def end(self) -> None:
        """It has answered."""
        self._until = None
