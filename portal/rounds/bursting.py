"""Several pictures of one Camera within seconds, so that a rule sees more than one moment."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from detector.look import Frame
from portal.rounds.opening import Lend
from transcoder.burst import BurstPlan, burst
from transcoder.camera import CameraSource
from transcoder.errors import SourceFailed
from transcoder.limits import Limits

# How often a loan is asked for; it is renewed every two seconds at most.
LOAN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Taken:
    """What a burst brought: `frames` in order of time, and an MP4 of those seconds or None."""

    frames: tuple[Frame, ...] = ()
    clip: bytes | None = None


class Burster:
    """Brings pictures of `source`: from its running stream, else on a connection of their own.

    A running stream lends key frames only, so that a burst from it takes as many groups of
    pictures as it has frames; what came until the plan's deadline is what there is, and no clip.
    """

    def __init__(
        self,
        root: Path,
        limits: Limits,
        *,
        lend: Lend,
        wall: Callable[[], float] = time.time,
        tick: Callable[[], float] = time.monotonic,
        nap: Callable[[float], object] = time.sleep,
    ) -> None:
        self._root = root
        self._limits = limits
        self._lend = lend
        self._wall = wall
        self._tick = tick
        self._nap = nap

    def __call__(self, source: CameraSource, plan: BurstPlan) -> Taken:
        """The pictures that came; none where the Camera failed meanwhile."""
        if self._lend(self._root, source.code) is not None:
            return self._lent(source.code, plan)
        try:
            taken = burst(source, self._limits, plan, wall=self._wall)
        except SourceFailed:
            return Taken()
        return Taken(taken.frames, taken.clip)

    def _lent(self, code: str, plan: BurstPlan) -> Taken:
        until, frames = self._tick() + plan.deadline_seconds, list[Frame]()
        while len(frames) < plan.count and self._tick() < until:
            frame = self._lend(self._root, code)
            if frame is not None and (
                not frames or frame.taken_at - frames[-1].taken_at >= plan.apart_seconds
            ):
                frames.append(frame)
            else:
                self._nap(LOAN_SECONDS)
        return Taken(tuple(frames))
