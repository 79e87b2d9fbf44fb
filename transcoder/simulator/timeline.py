"""One clock for all viewers of a clip, in step with the wall clock.

The place in the clip is the Unix time modulo its length: the clock drawn into a clip of 60 s
shows the true second of the minute, and a restarted server goes on where it would have been.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from transcoder.simulator.recording import TICKS_PER_SECOND
from transcoder.simulator.rtp import RtpTrack

MAX_LATENESS_SECONDS = 2.0  # a later clock leaves pictures out instead of sending a flood


@dataclass(frozen=True, slots=True)
class Moment:
    """Unit `index` of the clip in its round `loop`."""

    loop: int
    index: int


class Tick:
    """One access unit on its way to all viewers; its bytes are made once a channel."""

    def __init__(self, track: RtpTrack, moment: Moment) -> None:
        self.track = track
        self.moment = moment
        self.is_key = track.units[moment.index].is_key
        self._framed: dict[int, bytes] = {}

    def framed(self, channel: int) -> bytes:
        """The packets for viewers whose picture travels on `channel`."""
        if channel not in self._framed:
            loop, index = self.moment.loop, self.moment.index
            self._framed[channel] = self.track.stamped(loop, index, channel=channel)
        return self._framed[channel]


class Viewer(Protocol):
    """Whoever takes the pictures of a timeline."""

    def take(self, tick: Tick) -> None:
        """Send this picture, or leave it out."""


class Timeline:
    """Gives each access unit of `track` to its viewers when it is due; idle without viewers."""

    def __init__(
        self, track: RtpTrack, loop: asyncio.AbstractEventLoop, *, now: Callable[[], float]
    ) -> None:
        self.track = track
        self._loop = loop
        self._epoch = now() - loop.time()  # a clock set back must not stop the pictures
        self._viewers: set[Viewer] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._send_ticks = [unit.send_ticks for unit in track.units]

    def join(self, viewer: Viewer) -> None:
        """Begin giving pictures to `viewer`."""
        self._viewers.add(viewer)
        if self._timer is None:
            self._wait_for(self.next_moment())

    def leave(self, viewer: Viewer) -> None:
        """Stop giving pictures to `viewer`, who may have left already."""
        self._viewers.discard(viewer)
        if not self._viewers and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def next_moment(self) -> Moment:
        """The access unit that is due next."""
        ticks = round((self._loop.time() + self._epoch) * TICKS_PER_SECOND)
        loop, place = divmod(ticks, self.track.recording.length_ticks)
        index = bisect_right(self._send_ticks, place)
        return Moment(loop, index) if index < len(self._send_ticks) else Moment(loop + 1, 0)

    def next_key(self) -> Moment:
        """The key frame that is due next."""
        moment = self.next_moment()
        while not self.track.units[moment.index].is_key:
            moment = self._after(moment)
        return moment

    def current_group(self) -> list[Moment]:
        """The access units already sent, from the last key frame on."""
        moment, group = self._before(self.next_moment()), []
        while not self.track.units[moment.index].is_key:
            group.append(moment)
            moment = self._before(moment)
        return [moment, *reversed(group)]

    def unix_seconds(self) -> float:
        """The time of this timeline's clock."""
        return self._loop.time() + self._epoch

    def _after(self, moment: Moment) -> Moment:
        if moment.index + 1 < len(self._send_ticks):
            return Moment(moment.loop, moment.index + 1)
        return Moment(moment.loop + 1, 0)

    def _before(self, moment: Moment) -> Moment:
        if moment.index:
            return Moment(moment.loop, moment.index - 1)
        return Moment(moment.loop - 1, len(self._send_ticks) - 1)

    def _due(self, moment: Moment) -> float:
        ticks = moment.loop * self.track.recording.length_ticks + self._send_ticks[moment.index]
        return ticks / TICKS_PER_SECOND - self._epoch

    def _wait_for(self, moment: Moment) -> None:
        if self._loop.time() - self._due(moment) > MAX_LATENESS_SECONDS:
            moment = self.next_key()
        self._timer = self._loop.call_at(self._due(moment), self._send, moment)

    def _send(self, moment: Moment) -> None:
        tick = Tick(self.track, moment)
        for viewer in tuple(self._viewers):
            viewer.take(tick)
        if self._viewers:
            self._wait_for(self._after(moment))
