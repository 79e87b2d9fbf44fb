"""Sending a camera's picture to one client."""

from asyncio import WriteTransport
from collections.abc import Callable
from dataclasses import dataclass

from transcoder.simulator.camera import Camera
from transcoder.simulator.misbehaviour import Act, act_on, shift_at_play, shift_of
from transcoder.simulator.rtp import sender_report
from transcoder.simulator.script import Fault
from transcoder.simulator.timeline import Moment, Tick, Timeline
from transcoder.simulator.wire import reset

MAX_WAITING_BYTES = 1_000_000  # about 5 s of a main stream; a slower client loses pictures
FIRST_REPORT_SECONDS, REPORT_EVERY_SECONDS = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Start:
    """Where a session begins, as RTP-Info tells it."""

    sequence: int
    timestamp: int


class Player:
    """The moving picture of one session, from PLAY until `stop`.

    `other` gives the timeline the camera goes over to when its script says so.
    """

    def __init__(
        self,
        camera: Camera,
        transport: WriteTransport,
        *,
        channel: int,
        timeline: Timeline,
        other: Callable[[], Timeline],
    ) -> None:
        self._camera = camera
        self._transport = transport
        self._channel = channel
        self._timeline = timeline
        self._other = other
        self._waits_for_key = not camera.script.starts_anywhere
        self._shift_ticks = 0
        self._began = timeline.unix_seconds()
        self._report_at = self._began + FIRST_REPORT_SECONDS

    def prepare(self) -> Start:
        """Choose the first picture; what it returns belongs into the answer to PLAY."""
        first = self._first_moment()
        track = self._timeline.track
        timestamp = track.timestamp(first.loop, first.index)
        self._shift_ticks = shift_at_play(self._camera.script, timestamp)
        sequence = track.sequence(first.loop, first.index)
        return Start(sequence, (timestamp + self._shift_ticks) & 0xFFFFFFFF)

    def start(self) -> None:
        """Begin to send; call it after the answer to PLAY was written."""
        if self._camera.script.idr_at_play:
            for moment in self._timeline.current_group():
                self.take(Tick(self._timeline.track, moment))
        self._timeline.join(self)

    def stop(self) -> None:
        """Send nothing more."""
        self._timeline.leave(self)

    def take(self, tick: Tick) -> None:
        """Send this picture, unless the client is too slow or the script says otherwise."""
        if self._transport.is_closing():
            return
        if self._waits_for_key and not tick.is_key:
            return
        if self._transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            self._waits_for_key = True  # a gap ends at a key frame, as cameras do it
            self._camera.count("dropped")
            return
        self._waits_for_key = False
        if self._camera.script.fault is Fault.NONE and self._shift_ticks == 0:
            self._transport.write(tick.framed(self._channel))
        else:
            self._misbehave(tick)
        self._report(tick)

    def _first_moment(self) -> Moment:
        if self._camera.script.idr_at_play:
            return self._timeline.current_group()[0]
        if self._camera.script.starts_anywhere:
            return self._timeline.next_moment()
        return self._timeline.next_key()

    def _misbehave(self, tick: Tick) -> None:
        script = self._camera.script
        playing = self._timeline.unix_seconds() - self._began
        if script.fault is Fault.SIZE_CHANGE and playing >= script.after_seconds and tick.is_key:
            self._change_over()
        act = act_on(script, tick, seconds_playing=playing)
        if act is Act.WITHHELD:
            return
        loop, index = tick.moment.loop, tick.moment.index
        shift_ticks = self._shift_ticks + shift_of(script, tick, seconds_playing=playing)
        framed = tick.track.stamped(loop, index, channel=self._channel, shift_ticks=shift_ticks)
        if act is Act.CUT:
            self._transport.write(framed[: max(20, len(framed) * 3 // 5)])
            reset(self._transport)
        else:
            self._transport.write(framed)

    def _change_over(self) -> None:
        other = self._other()
        if other is not self._timeline:
            self._timeline.leave(self)
            self._timeline = other
            self._waits_for_key = True
            other.join(self)

    def _report(self, tick: Tick) -> None:
        now = self._timeline.unix_seconds()
        if now < self._report_at:
            return
        self._report_at = now + REPORT_EVERY_SECONDS
        timestamp = tick.track.timestamp(tick.moment.loop, tick.moment.index) + self._shift_ticks
        self._transport.write(
            sender_report(tick.track.ssrc, timestamp, unix_seconds=now, channel=self._channel + 1)
        )
