"""Looks at one camera several times within seconds, on one connection."""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import av
import numpy as np
from av.codec.context import CodecContext, ThreadType
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from transcoder.camera import CameraSource
from transcoder.errors import Cause, SourceFailed
from transcoder.limits import Limits
from transcoder.source import KeyFrame, OpenSource, open_source
from transcoder.timeline import VideoPacket

# Of a clip for evidence: more is not kept, however long the burst lasts.
CLIP_SECONDS = 10.0
CLIP_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Burst:
    """Pictures of one camera in order of time, and the film from which they were taken.

    `clip` is an MP4 of the packets as they came, without sound and unprotected; None where they
    cannot be put into one.
    """

    frames: tuple[KeyFrame, ...]
    clip: bytes | None = None


@dataclass(frozen=True, slots=True)
class BurstPlan:
    """How often to look: `count` pictures, each at least `apart_seconds` after the one before."""

    count: int = 4
    apart_seconds: float = 1.2
    deadline_seconds: float = 12.0


def burst(
    source: CameraSource,
    limits: Limits,
    plan: BurstPlan,
    *,
    wall: Callable[[], float] = time.time,
    tick: Callable[[], float] = time.monotonic,
) -> Burst:
    """Connect, decode as many pictures as `plan` asks for, close. Raises SourceFailed.

    Fewer pictures come back where the camera ends before, or the time of the plan does; at least
    one, else it is a failure. Every packet is decoded, since key frames alone may be a minute
    apart: about 2 ms of CPU each at 640×360.
    """
    patience = max(limits.watchdog_seconds, plan.deadline_seconds)
    limits = replace(limits, watchdog_seconds=patience)
    with open_source(source, limits, read_seconds=patience) as opened:
        takes = _Takes(opened, plan, wall=wall, tick=tick)
        try:
            for packet in _packets(opened):
                if takes.take(packet):
                    break
        except SourceFailed as failed:
            if not takes.frames:
                raise SourceFailed(source.code, failed.cause) from None
        if not takes.frames:
            raise SourceFailed(source.code, Cause.STALLED)
        return Burst(tuple(takes.frames), clip_of(opened.template, takes.packets))


def clip_of(template: VideoStream, packets: Sequence[VideoPacket]) -> bytes | None:
    """An MP4 of `packets`, which begin with a key frame; None where they do not fit into one."""
    if not packets:
        return None
    file = io.BytesIO()
    try:
        with av.open(file, mode="w", format="mp4") as output:
            stream = output.add_stream_from_template(template, opaque=True)
            for packet in packets:
                packet.stream = stream
                output.mux_one(packet)
    except (av.FFmpegError, ValueError, OSError):
        return None
    return file.getvalue()


class _Takes:
    """Decodes packets as they come, keeps those pictures that are far enough apart."""

    def __init__(
        self,
        opened: OpenSource,
        plan: BurstPlan,
        *,
        wall: Callable[[], float],
        tick: Callable[[], float],
    ) -> None:
        self.frames: list[KeyFrame] = []
        self.packets: list[VideoPacket] = []
        self._opened = opened
        self._plan = plan
        self._wall = wall
        self._tick = tick
        self._until = tick() + plan.deadline_seconds
        self._taken_at: float | None = None
        self._begun_at: float | None = None
        self._bytes = 0
        self._decoder: VideoCodecContext | None = None

    def take(self, packet: VideoPacket) -> bool:
        """Decode `packet`; True when no further one is wanted."""
        if self._decoder is None and packet.is_keyframe:
            self._decoder, self._begun_at = _decoder_of(self._opened), self._tick()
        if self._decoder is not None:
            self._keep(packet)
            for frame in _decoded(self._decoder, packet):
                self._look(frame)
        return len(self.frames) >= self._plan.count or self._tick() >= self._until

    def _look(self, frame: VideoFrame) -> None:
        now, taken_at = self._tick(), self._wall()
        if self._taken_at is not None and now - self._taken_at < self._plan.apart_seconds:
            return
        image = frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)
        height, width = image.shape[:2]
        self.frames.append(KeyFrame(image, taken_at, self._opened.codec, width, height))
        self._taken_at = now

    def _keep(self, packet: VideoPacket) -> None:
        is_long = self._begun_at is not None and self._tick() - self._begun_at > CLIP_SECONDS
        self._bytes += packet.size
        if not is_long and self._bytes <= CLIP_BYTES:
            self.packets.append(packet)


def _packets(opened: OpenSource) -> Iterator[VideoPacket]:
    """The packets of the first run; another one has other parameters."""
    has_begun = False
    for arrival in opened.arrivals():
        if arrival.begins_run:
            if has_begun:
                return
            has_begun = True
        yield arrival.packet


def _decoder_of(opened: OpenSource) -> VideoCodecContext:
    context = cast(VideoCodecContext, CodecContext.create(opened.codec, "r"))
    context.thread_type = ThreadType.NONE  # threads add delay and memory
    if opened.template.codec_context.extradata:
        context.extradata = opened.template.codec_context.extradata
    return context


def _decoded(decoder: VideoCodecContext, packet: VideoPacket) -> list[VideoFrame]:
    """What `packet` completes; a damaged one completes nothing."""
    try:
        return decoder.decode(packet)
    except (av.FFmpegError, ValueError):
        return []
