"""Notices that this process was held up, so that its own lateness is not blamed on a camera."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

BEAT_SECONDS = 0.1
# Less than any time-out of an opener, and far more than a busy machine delays a thread.
LATE_SECONDS = 1.5


class Pulse:
    """Beats in a thread of its own while used in a `with` statement."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._beat_at = clock()
        self._late_at = float("-inf")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def was_held_up(self, since: float) -> bool:
        """Whether the process stood still at some moment after `since`."""
        # After a stop other threads may run before the beating one does.
        return self._late_at >= since or self._clock() - self._beat_at > LATE_SECONDS

    def beat(self) -> None:
        """Note that the process runs, and whether it came late to say so."""
        now = self._clock()
        if now - self._beat_at > LATE_SECONDS:
            self._late_at = now
        self._beat_at = now

    def __enter__(self) -> Self:
        self._beat_at = self._clock()
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            self.beat()
