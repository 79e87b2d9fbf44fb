"""Puts the packets of one source in order of time and says where a new run begins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
from av.video.stream import VideoStream

from transcoder import nal
from transcoder.limits import Limits

if TYPE_CHECKING:
    VideoPacket = av.Packet[VideoStream]
else:
    VideoPacket = av.Packet  # generic for the type checker only

# Packets kept back while libav has not stamped any yet; a source that never stamps is then
# stamped at its frame rate.
HELD_AT_MOST = 16
# Frames dropped in a row before the camera's clock is believed to have been set back.
DROPPED_AT_MOST = 25
DEFAULT_FPS = 25


@dataclass(frozen=True, slots=True)
class Arrival:
    """One packet in order; `begins_run` when its times and parameters start anew."""

    packet: VideoPacket
    begins_run: bool = False


class Timeline:
    """Restamps packets so that each run starts at 0, with decode times strictly rising.

    A run begins with a key frame: at the start, after a jump of more than `jump_seconds`, and
    when the parameter sets change. Within a run, packets not later than the last are dropped
    and counted. Source: docs/design/video.md.
    """

    def __init__(self, codec: str, *, spacing_seconds: float, limits: Limits) -> None:
        self._codec = codec
        self._spacing_seconds = spacing_seconds
        self._limits = limits
        self._held: list[VideoPacket] = []
        self._has_stamps = False
        self._last: int | None = None
        self._base: int | None = None
        self._jump = 0  # in ticks of the source, once one has come
        self._dropped_in_a_row = 0
        self._parameters: frozenset[bytes] = frozenset()
        self.dropped = 0

    def feed(self, packet: VideoPacket) -> list[Arrival]:
        """What can be passed on now that `packet` has come; packets are changed in place."""
        if not self._has_stamps:
            self._held.append(packet)
            if packet.dts is None and len(self._held) < HELD_AT_MOST:
                return []
            held, self._held, self._has_stamps = self._held, [], True
            self._stamp_backwards(held)
            return [arrival for each in held if (arrival := self._place(each))]
        arrival = self._place(packet)
        return [arrival] if arrival else []

    def _stamp_backwards(self, held: list[VideoPacket]) -> None:
        last = held[-1]
        if last.dts is None:
            last.dts = last.pts if last.pts is not None else 0
        later = last.dts
        for packet in reversed(held[:-1]):
            packet.dts = later = later - self._spacing(packet)
        for packet in held:
            self._complete(packet)

    def _spacing(self, packet: VideoPacket) -> int:
        return packet.duration or max(1, round(self._spacing_seconds / packet.time_base))

    @staticmethod
    def _complete(packet: VideoPacket) -> None:
        if packet.dts is not None and (packet.pts is None or packet.pts < packet.dts):
            packet.pts = packet.dts

    def _place(self, packet: VideoPacket) -> Arrival | None:
        if packet.dts is None:
            after = 0 if self._last is None else self._last + self._spacing(packet)
            packet.dts = after
        self._complete(packet)
        assert packet.dts is not None  # noqa: S101 - set just above, for the type checker
        if self._breaks(packet.dts, packet):
            self._base = None
        elif self._last is not None and packet.dts <= self._last:
            self.dropped += 1
            self._dropped_in_a_row += 1
            return None
        self._dropped_in_a_row = 0
        self._last = packet.dts
        begins_run = packet.is_keyframe and self._begins_run(packet)
        if self._base is None:
            return None  # a run begins with a key frame; this is not one
        packet.dts -= self._base
        packet.pts = (packet.pts or 0) - self._base
        return Arrival(packet, begins_run)

    def _breaks(self, dts: int, packet: VideoPacket) -> bool:
        if self._last is None:
            # Once: packets come by the hundred a second, and fractions are slow.
            self._jump = round(self._limits.jump_seconds / packet.time_base)
            return False
        return abs(dts - self._last) > self._jump or self._dropped_in_a_row >= DROPPED_AT_MOST

    def _begins_run(self, packet: VideoPacket) -> bool:
        """Note the parameters of a key frame; True when it starts a run."""
        parameters = nal.parameter_sets(bytes(packet), self._codec)
        changed = bool(parameters and self._parameters and parameters != self._parameters)
        self._parameters = parameters or self._parameters
        if self._base is not None and not changed:
            return False
        self._base = packet.dts
        return True
