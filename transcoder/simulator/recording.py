"""Reading a clip once: its pictures as NAL units with their times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import av
from av.bitstream import BitStreamFilterContext

TICKS_PER_SECOND = 90_000  # the RTP clock of every video payload
CODECS = {"h264": "h264", "hevc": "h265"}
_FILTERS = {"h264": "h264_mp4toannexb", "h265": "hevc_mp4toannexb"}
_START_CODE = re.compile(rb"\x00\x00\x00?\x01")


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One coded picture.

    `nals` holds its slices without start codes; `send_ticks` (decoding time) and `shown_ticks`
    count from the start of the clip in 1/90,000 s.
    """

    nals: tuple[bytes, ...]
    send_ticks: int
    shown_ticks: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """A clip in memory; `codec` is h264 or h265, `parameter_sets` are NAL units in their order."""

    codec: str
    width_px: int
    height_px: int
    parameter_sets: tuple[bytes, ...]
    units: tuple[AccessUnit, ...]
    length_ticks: int


def load_recording(path: Path) -> Recording:
    """The clip at `path`, read once per process and version of the file.

    Raises ValueError when it holds no H.264 or H.265 or does not begin with a key frame,
    OSError when it cannot be read.
    """
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _load(path: Path, _written_at: int) -> Recording:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        codec = CODECS.get(stream.codec_context.name)
        if codec is None:
            raise ValueError(f"{path.name}: only H.264 and H.265 can be replayed")
        annex_b = BitStreamFilterContext(_FILTERS[codec], stream)
        packets = [
            _Packet(
                *_split(bytes(packet), codec), packet.dts or 0, packet.pts or 0, packet.is_keyframe
            )
            for unfiltered in container.demux(stream)
            if unfiltered.size
            for packet in annex_b.filter(unfiltered)
        ]
        if not packets or not packets[0].is_key:
            raise ValueError(f"{path.name}: does not begin with a key frame")
        rate = stream.average_rate or Fraction(25)
        return Recording(
            codec=codec,
            width_px=stream.width,
            height_px=stream.height,
            parameter_sets=tuple(packets[0].sets),
            units=_units(packets, TICKS_PER_SECOND * (stream.time_base or Fraction(1))),
            length_ticks=round(len(packets) * TICKS_PER_SECOND / rate),
        )


class _Packet(NamedTuple):
    """A packet as it was read; times in the units of its stream."""

    sets: list[bytes]
    slices: list[bytes]
    sent: int
    shown: int
    is_key: bool


def _units(packets: list[_Packet], ticks: Fraction) -> tuple[AccessUnit, ...]:
    first_sent, first_shown = packets[0].sent, min(each.shown for each in packets)
    return tuple(
        AccessUnit(
            nals=tuple(each.slices),
            send_ticks=round((each.sent - first_sent) * ticks),
            shown_ticks=round((each.shown - first_shown) * ticks),
            is_key=each.is_key,
        )
        for each in packets
    )


def nal_kind(nal: bytes, codec: str) -> int:
    """The type number in the header of a NAL unit."""
    return nal[0] & 0x1F if codec == "h264" else nal[0] >> 1 & 0x3F


def is_parameter_set(nal: bytes, codec: str) -> bool:
    """Whether a NAL unit is an SPS or PPS, or a VPS of H.265."""
    return nal_kind(nal, codec) in ((7, 8) if codec == "h264" else (32, 33, 34))


def _split(annex_b: bytes, codec: str) -> tuple[list[bytes], list[bytes]]:
    sets, slices = [], []
    for nal in _nals(annex_b):
        if is_parameter_set(nal, codec):
            sets.append(nal)
        elif nal_kind(nal, codec) < (6 if codec == "h264" else 32):
            slices.append(nal)
    return sets, slices


def _nals(annex_b: bytes) -> Iterator[bytes]:
    return (nal for nal in _START_CODE.split(annex_b) if nal)
