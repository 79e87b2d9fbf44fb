"""Cutting a recording into RTP packets once, and stamping them when they are sent.

A packet's sequence number and timestamp follow from the loop and the place in the clip alone,
so every viewer of a clip can be sent the same bytes, and a loop continues the one before.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from transcoder.simulator.grain import grain_unit
from transcoder.simulator.recording import Recording

PAYLOAD_TYPE = 96
PAYLOAD_BYTES = 1400  # below any path's packet size, as cameras do
NTP_EPOCH_SECONDS = 2_208_988_800  # 1900-01-01 to 1970-01-01
_HEADER = struct.Struct(">BBHBBHII")  # "$", channel, length, then the RTP header
_STAMPS = struct.Struct(">HI")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The packets of one access unit, joined, with blank stamps at `offsets`.

    At `grain_at` lies the unit that changes with each round, if there is one.
    """

    joined: bytearray
    offsets: tuple[int, ...]
    first_packet: int
    grain_at: int | None


class RtpTrack:
    """A recording as RTP: `stamped` gives the bytes of one access unit of one loop.

    With `has_grain` no key frame looks exactly the same in two loops.
    """

    def __init__(
        self, recording: Recording, *, sets_in_band: bool, has_grain: bool = False
    ) -> None:
        self.recording = recording
        self.units = recording.units
        self.ssrc = 0x4D430000 | len(recording.units) & 0xFFFF
        self._sheets: list[_Sheet] = []
        self.packets_per_loop = 0
        for unit in recording.units:
            sets = recording.parameter_sets if sets_in_band and unit.is_key else ()
            grain = (grain_unit(recording.codec, 0),) if has_grain and unit.is_key else ()
            payloads = list(_payloads((*sets, *grain, *unit.nals), recording.codec))
            at = len(sets) if grain else None
            self._sheets.append(_sheet(payloads, self.packets_per_loop, self.ssrc, grain_at=at))
            self.packets_per_loop += len(payloads)

    def timestamp(self, loop: int, index: int) -> int:
        """The RTP timestamp of unit `index` in round `loop`, without any shift."""
        ticks = loop * self.recording.length_ticks + self.units[index].shown_ticks
        return ticks & 0xFFFFFFFF

    def sequence(self, loop: int, index: int) -> int:
        """The sequence number of the first packet of unit `index` in round `loop`."""
        return (loop * self.packets_per_loop + self._sheets[index].first_packet) & 0xFFFF

    def stamped(self, loop: int, index: int, *, channel: int = 0, shift_ticks: int = 0) -> bytes:
        """The packets of unit `index` in round `loop`, framed for interleaved TCP.

        `shift_ticks` is added to their timestamp.
        """
        sheet = self._sheets[index]
        joined = sheet.joined
        if sheet.grain_at is not None:
            grain = grain_unit(self.recording.codec, loop)
            joined[sheet.grain_at : sheet.grain_at + len(grain)] = grain
        timestamp = (self.timestamp(loop, index) + shift_ticks) & 0xFFFFFFFF
        sequence = self.sequence(loop, index)
        for count, offset in enumerate(sheet.offsets):
            joined[offset + 1] = channel
            _STAMPS.pack_into(joined, offset + 6, (sequence + count) & 0xFFFF, timestamp)
        return bytes(joined)


def sender_report(ssrc: int, timestamp: int, *, unix_seconds: float, channel: int) -> bytes:
    """An RTCP sender report, framed for interleaved TCP, tying `timestamp` to the wall clock."""
    whole = int(unix_seconds)
    report = struct.pack(
        ">BBHIIIIII",
        0x80,
        200,
        6,
        ssrc,
        (whole + NTP_EPOCH_SECONDS) & 0xFFFFFFFF,
        int((unix_seconds - whole) * 2**32),
        timestamp & 0xFFFFFFFF,
        0,
        0,
    )
    return b"$" + bytes((channel,)) + struct.pack(">H", len(report)) + report


def _payloads(nals: tuple[bytes, ...], codec: str) -> Iterator[bytes]:
    for nal in nals:
        if len(nal) <= PAYLOAD_BYTES:
            yield nal
        else:
            yield from _fragments(nal, codec)


def _fragments(nal: bytes, codec: str) -> Iterator[bytes]:
    """FU-A of RFC 6184, FU of RFC 7798."""
    if codec == "h264":
        head, kind, body = bytes((nal[0] & 0xE0 | 28,)), nal[0] & 0x1F, nal[1:]
    else:
        head, kind, body = bytes((nal[0] & 0x81 | 49 << 1, nal[1])), nal[0] >> 1 & 0x3F, nal[2:]
    step = PAYLOAD_BYTES - len(head) - 1
    for start in range(0, len(body), step):
        first = 0x80 if start == 0 else 0
        last = 0x40 if start + step >= len(body) else 0
        yield head + bytes((first | last | kind,)) + body[start : start + step]


def _sheet(payloads: list[bytes], first_packet: int, ssrc: int, *, grain_at: int | None) -> _Sheet:
    """The sheet of these payloads, that of index `grain_at` being the grain."""
    joined, offsets = bytearray(), []
    for place, payload in enumerate(payloads, start=1):
        marker = 0x80 if place == len(payloads) else 0
        offsets.append(len(joined))
        joined += _HEADER.pack(0x24, 0, len(payload) + 12, 0x80, marker | PAYLOAD_TYPE, 0, 0, ssrc)
        joined += payload
    begin = None if grain_at is None else offsets[grain_at] + _HEADER.size
    return _Sheet(joined, tuple(offsets), first_packet, begin)
