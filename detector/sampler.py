"""Looks at many cameras at once in one process, each with a deadline.

Nearly all of a look is waiting, so each has a thread for as long as it lasts. The opener that
connects is given by the caller; what it is given is a camera without address, so that no address
can come out of here.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from detector.errors import NoPicture, NotLooked
from detector.look import Camera, Cost, Frame, Look, Result, Unknown
from detector.pulse import Pulse
from detector.turns import Pace, Turns

logger = logging.getLogger(__name__)

# How long the sampler sleeps at most before it looks at deadlines and at `stop` again.
NAP_SECONDS = 0.1

# Given a camera and the seconds it may take; returns a frame, raises NoPicture or NotLooked.
Opener = Callable[[Camera, float], Frame]


@dataclass(frozen=True, slots=True)
class _Running:
    camera: Camera
    began_at: float
    until: float
    late_seconds: float


class Sampler:
    """Looks at cameras by `open_frame`; keeps count of looks that never came back.

    One sampler a process. Rounds may run side by side in several threads: the bound of
    `pace.at_once` threads holds for all of them together.
    """

    def __init__(
        self,
        open_frame: Opener,
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._open_frame = open_frame
        self.pace = pace or Pace()
        self._clock = clock
        self._wall = wall
        self._lock = threading.Lock()
        self._looking: set[str] = set()
        self._abandoned: set[str] = set()

    @property
    def abandoned(self) -> int:
        """How many looks were given up and still hold a thread; at `pace.at_once` none begins."""
        with self._lock:
            return len(self._abandoned)

    def look_at(
        self,
        cameras: Iterable[Camera],
        *,
        round_seconds: float = 60.0,
        stop: threading.Event | None = None,
    ) -> Iterator[Look]:
        """Look at each camera once, spread over `round_seconds`; yields one Look for each.

        Looks come as they end. Cameras that had no turn in the round are `unknown`. With `stop`
        set, all that are left are `unknown` at once. While the caller keeps the iterator waiting
        at most `pace.at_once` pictures are held.
        """
        begun = self._clock()
        turns = Turns(cameras, self.pace, begun=begun, now=self._wall(), seconds=round_seconds)
        with Pulse(self._clock) as pulse, closing(_Tour(self, turns, pulse)) as tour:
            while len(turns) or tour.running:
                if stop is not None and stop.is_set():
                    yield from tour.cancel()
                    return
                if self._clock() - begun >= round_seconds:
                    yield from (_unknown(each.code, Unknown.NO_TURN) for each in turns.rest())
                yield from tour.begin_due()
                yield from tour.finished()

    def begin(self, camera: Camera, deadline: float, done: "_Done") -> Unknown | None:
        """Start the thread of one look, which will be put into `done`, or say what is against it.

        Returns None when it has begun.
        """
        with self._lock:
            if camera.code in self._looking:
                return Unknown.STILL_LOOKING
            self._looking.add(camera.code)
        thread = threading.Thread(
            target=self._look, args=(camera, deadline, done), name="look", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:
            self._over(camera)
            return Unknown.NO_THREAD
        return None

    def has_room(self) -> bool:
        """Whether one more look may begin in this process."""
        with self._lock:
            return len(self._looking) < self.pace.at_once

    def abandon(self, camera: Camera) -> None:
        """Give up a look; its thread keeps its place until the opener comes back."""
        with self._lock:
            if camera.code in self._looking:
                self._abandoned.add(camera.code)
                count = len(self._abandoned)
            else:
                return
        logger.warning("look_abandoned", extra={"camera": camera.code, "abandoned": count})

    def now(self) -> float:
        """Seconds of the monotonic clock."""
        return self._clock()

    def _over(self, camera: Camera) -> None:
        with self._lock:
            self._looking.discard(camera.code)
            self._abandoned.discard(camera.code)

    def _look(self, camera: Camera, deadline: float, done: "_Done") -> None:
        began, cpu_began = self._clock(), time.thread_time()
        frame, result, cause = self._outcome(camera, deadline)
        cost = Cost(self._clock() - began, time.thread_time() - cpu_began)
        self._over(camera)
        done.put(Look(camera.code, result, cause, frame, cost))

    def _outcome(self, camera: Camera, deadline: float) -> tuple[Frame | None, Result, str | None]:
        try:
            return self._open_frame(camera, deadline), Result.OK, None
        except NoPicture as error:
            return None, Result.FAILED, error.cause
        except NotLooked as error:
            return None, Result.UNKNOWN, error.cause
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the camera's
            # Without its text: an opener's error may carry an address.
            facts = {"camera": camera.code, "error": type(error).__name__}
            logger.error("look_opener_raised", extra=facts)  # noqa: TRY400 - same reason
            return None, Result.UNKNOWN, Unknown.OPENER


_Done = SimpleQueue[Look]


class _Tour:
    """The looks of one round that are under way."""

    def __init__(self, sampler: Sampler, turns: Turns, pulse: Pulse) -> None:
        self.running: dict[str, _Running] = {}
        self._sampler = sampler
        self._turns = turns
        self._pulse = pulse
        self._done: _Done = SimpleQueue()

    def begin_due(self) -> Iterator[Look]:
        """Begin what is due and fits; yields those that could not even begin."""
        sampler, now = self._sampler, self._sampler.now()
        pace = sampler.pace
        while len(self.running) < pace.at_once and sampler.has_room():
            camera = self._turns.take(now)
            if camera is None:
                return
            deadline = camera.deadline(pace.deadline_seconds)
            against = sampler.begin(camera, deadline, self._done)
            if against is not None:
                self._turns.back(camera)
                yield _unknown(camera.code, against)
                continue
            until = now + deadline + pace.grace_seconds
            late = self._turns.late_seconds(camera, now)
            self.running[camera.code] = _Running(camera, now, until, late)

    def finished(self) -> Iterator[Look]:
        """Wait a little and yield the looks that ended, and those that are overdue."""
        try:
            yield from self._judged(self._done.get(timeout=self._patience()))
            while True:
                yield from self._judged(self._done.get_nowait())
        except Empty:
            pass
        now = self._sampler.now()
        for running in [each for each in self.running.values() if each.until <= now]:
            yield self._given_up(running, Unknown.OVERDUE)

    def cancel(self) -> Iterator[Look]:
        """Give up all that is left."""
        for running in list(self.running.values()):
            yield self._given_up(running, Unknown.CANCELLED)
        yield from (_unknown(each.code, Unknown.CANCELLED) for each in self._turns.rest())

    def close(self) -> None:
        """Give up what is under way, since nobody reads on."""
        for running in self.running.values():
            self._sampler.abandon(running.camera)

    def _patience(self) -> float:
        next_at = self._turns.next_at()
        if next_at is None or len(self.running) >= self._sampler.pace.at_once:
            return NAP_SECONDS
        return min(NAP_SECONDS, max(0.001, next_at - self._sampler.now()))

    def _judged(self, look: Look) -> Iterator[Look]:
        """The look as it is reported; nothing when it was given up before."""
        running = self.running.pop(look.code, None)
        if running is None:
            return
        self._turns.back(running.camera)
        result, cause = look.result, look.cause
        if result is Result.FAILED and self._pulse.was_held_up(running.began_at):
            result, cause = Result.UNKNOWN, Unknown.HELD_UP
        yield Look(look.code, result, cause, look.frame, look.cost, running.late_seconds)

    def _given_up(self, running: _Running, why: Unknown) -> Look:
        del self.running[running.camera.code]
        self._turns.back(running.camera)
        self._sampler.abandon(running.camera)
        cost = Cost(wall_seconds=self._sampler.now() - running.began_at)
        return Look(running.camera.code, Result.UNKNOWN, why, None, cost, running.late_seconds)


def _unknown(code: str, why: Unknown) -> Look:
    return Look(code, Result.UNKNOWN, why)
