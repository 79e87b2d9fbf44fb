"""When each camera is due for a look: spread evenly, the longest waiting first."""

import heapq
import zlib
from collections import deque
from collections.abc import Callable


def share_of(code: str) -> float:
    """A number in [0, 1) that always is the same for this camera; spreads them evenly."""
    return zlib.crc32(code.encode()) / 2**32


class Agenda:
    """Due times of looks, on the caller's monotonic clock, and queues of those due by host."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []
        self._queues: dict[str, deque[str]] = {}

    def due_at(self, code: str) -> float | None:
        """When camera `code` is due, None while it is not planned (queued, or being looked at)."""
        return self._due.get(code)

    def plan(self, code: str, due_at: float) -> None:
        """Have the camera looked at from `due_at` on; replaces what was planned."""
        self._due[code] = due_at
        heapq.heappush(self._heap, (due_at, code))

    def hasten(self, code: str, due_at: float) -> None:
        """Bring a planned look forward; leaves one alone that is due earlier, or under way."""
        planned = self._due.get(code)
        if planned is not None and due_at < planned:
            self.plan(code, due_at)

    def drop(self, code: str) -> None:
        """Plan no look for this camera."""
        self._due.pop(code, None)

    def serve(
        self, now: float, *, host_of: Callable[[str], str | None], act: Callable[[str], bool]
    ) -> None:
        """Call `act` for those due, first come first served; at False its host waits on.

        `host_of` says None for a camera that no longer exists; it is dropped.
        """
        self._collect(now, host_of)
        for host, queue in list(self._queues.items()):
            while queue:
                if host_of(queue[0]) != host or act(queue[0]):
                    queue.popleft()
                else:
                    break
            if not queue:
                del self._queues[host]

    def _collect(self, now: float, host_of: Callable[[str], str | None]) -> None:
        while self._heap and self._heap[0][0] <= now:
            due_at, code = heapq.heappop(self._heap)
            if self._due.get(code) != due_at:
                continue  # planned anew since
            del self._due[code]
            host = host_of(code)
            if host is not None:
                self._queues.setdefault(host, deque()).append(code)


def next_slot(code: str, *, period_seconds: float, now: float) -> float:
    """The camera's next own moment of the period, at least half a period from `now`."""
    own = share_of(code) * period_seconds
    earliest = now + period_seconds / 2
    return earliest + (own - earliest) % period_seconds
