"""In which order cameras have their turn, and how fast one may follow another."""

import hashlib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from detector.look import Camera

# A recording that repeats every minute shows another part at each look, if looks are not a minute
# apart to the second.
# More would keep a camera's death unknown for longer than a minute.
JITTER_SHARE = 1 / 30


@dataclass(frozen=True, slots=True)
class Pace:
    """How many looks at once and how fast they may begin.

    `at_once` bounds threads and connections, abandoned ones included. A look that did not come
    back `grace_seconds` after its deadline is abandoned: the opener's own time-outs should have
    ended it before, and would have told more.
    """

    at_once: int = 48
    per_second: float = 50.0
    host_at_once: int = 8
    host_per_second: float = 2.0
    deadline_seconds: float = 8.0
    grace_seconds: float = 10.0


def share_of(text: str) -> float:
    """A number in [0, 1) that is always the same for `text` and even over many texts."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def slot_seconds(camera: Camera, *, now: float, round_seconds: float) -> float:
    """Seconds after the round's start at which the camera's turn comes; `now` in Unix seconds.

    Spread evenly by the camera's name, moved a little each round. One that was missed, or was
    never seen, is due at once.
    """
    if camera.looked_at is None or now - camera.looked_at > round_seconds:
        return 0.0
    place = share_of(camera.code) * (1 - JITTER_SHARE)
    jitter = share_of(f"{camera.code} {int(now // round_seconds)}") * JITTER_SHARE
    return (place + jitter) * round_seconds


def urgency(camera: Camera) -> tuple[bool, float, float]:
    """A key that sorts the longest unseen first, never seen ones before all others."""
    return camera.looked_at is not None, camera.looked_at or 0.0, share_of(camera.code)


@dataclass(slots=True)
class _Tap:
    """Lets one through every 1/`per_second`, and after a rest at most one second's worth."""

    per_second: float
    free_at: float = 0.0

    def take(self, now: float) -> None:
        behind = max(self.free_at, now - 1.0)
        self.free_at = behind + 1 / self.per_second


@dataclass(slots=True)
class _Host:
    tap: _Tap
    looking: int = 0


@dataclass(slots=True)
class _Places:
    """Cameras in a heap by a key of their own; equal keys in the order they came."""

    heap: list[tuple[tuple[float, ...], int, Camera]] = field(default_factory=list)
    count: int = 0

    def add(self, key: tuple[float, ...], camera: Camera) -> None:
        self.count += 1
        heapq.heappush(self.heap, (key, self.count, camera))

    def pop(self) -> Camera:
        return heapq.heappop(self.heap)[2]


class Turns:
    """The cameras of one round that have not had their turn; moments in seconds of one clock."""

    def __init__(
        self, cameras: Iterable[Camera], pace: Pace, *, begun: float, now: float, seconds: float
    ) -> None:
        """`begun` is the round's start by the clock, `now` the same moment in Unix seconds."""
        self._pace = pace
        self._tap = _Tap(pace.per_second, begun)
        self._hosts: dict[str, _Host] = {}
        self._due_at: dict[str, float] = {}
        self._waiting, self._ready = _Places(), _Places()
        for camera in cameras:
            due_at = begun + slot_seconds(camera, now=now, round_seconds=seconds)
            self._due_at[camera.code] = due_at
            self._waiting.add((due_at,), camera)

    def __len__(self) -> int:
        return len(self._waiting.heap) + len(self._ready.heap)

    def take(self, now: float) -> Camera | None:
        """The longest unseen of those due, if it may begin now; its host counts it until `back`."""
        while self._waiting.heap and self._waiting.heap[0][0][0] <= now:
            camera = self._waiting.pop()
            self._ready.add(urgency(camera), camera)
        while self._ready.heap and self._tap.free_at <= now:
            camera = self._ready.pop()
            host = self._host(camera)
            if host.tap.free_at <= now and host.looking < self._pace.host_at_once:
                self._tap.take(now)
                host.tap.take(now)
                host.looking += 1
                return camera
            self._waiting.add((max(host.tap.free_at, now + 1 / self._pace.per_second),), camera)
        return None

    def back(self, camera: Camera) -> None:
        """Tell that the look at `camera` is over."""
        self._host(camera).looking -= 1

    def late_seconds(self, camera: Camera, now: float) -> float:
        """How long `camera` has waited beyond its turn."""
        return max(0.0, now - self._due_at[camera.code])

    def next_at(self) -> float | None:
        """When `take` may have something, if it has nothing now; None when none is left."""
        if self._ready.heap:
            return self._tap.free_at
        return self._waiting.heap[0][0][0] if self._waiting.heap else None

    def rest(self) -> list[Camera]:
        """Take out all that are left, the longest unseen first."""
        left = [entry[2] for entry in (*self._waiting.heap, *self._ready.heap)]
        self._waiting, self._ready = _Places(), _Places()
        return sorted(left, key=urgency)

    def _host(self, camera: Camera) -> _Host:
        host = self._hosts.get(camera.host)
        if host is None:
            host = self._hosts[camera.host] = _Host(_Tap(self._pace.host_per_second))
        return host
