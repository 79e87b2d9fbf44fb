"""Opens a camera and gives its video packets in order; the only place that sees libav's errors.

libav prints the full address, password included, in every error and in every container. So an
error is read here, reduced to a Cause, and a new one is raised after the `except` block has
ended: no message, context or log line carries the address.
"""

import errno
import io
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

import av
import av.error
import av.logging
import numpy as np
from av.codec.context import CodecContext, ThreadType
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream
from numpy.typing import NDArray

from transcoder import nal
from transcoder.camera import CameraSource
from transcoder.errors import Cause, KeyFrameLate, SourceFailed
from transcoder.limits import Limits
from transcoder.timeline import DEFAULT_FPS, Arrival, Timeline, VideoPacket
from transcoder.trust import Untrusted, checked, why_refused

av.logging.set_level(None)
av.logging.set_libav_level(av.logging.PANIC)

SUPPORTED_CODECS = frozenset({"h264", "hevc", "mjpeg", "mpeg4"})
# Short probing: 0.24 s until the picture runs, against 0.65 s with 500,000. What it does not find
# out is read from the first key frame, so that no second connection is needed.
PROBE_US = 100_000
# Far more than parameter sets and supplemental information take in front of a picture.
HEAD_BYTES = 8192
# libav's names of raw streams, from which the parameters of a key frame can be read.
_RAW_FORMATS = {"h264": "h264", "hevc": "hevc", "mjpeg": "mjpeg"}

_CAUSES: tuple[tuple[type[Exception], Cause], ...] = (
    (av.error.HTTPUnauthorizedError, Cause.BAD_PASSWORD),
    (av.error.HTTPForbiddenError, Cause.BAD_PASSWORD),
    (av.error.HTTPNotFoundError, Cause.NO_SUCH_PATH),
    (av.error.HTTPBadRequestError, Cause.SERVER_ERROR),
    (av.error.HTTPClientError, Cause.BUSY),
    (av.error.HTTPServerError, Cause.SERVER_ERROR),
    (av.error.ExitError, Cause.SILENT),
    (av.error.TimeoutError, Cause.SILENT),
    (av.error.InvalidDataError, Cause.NOT_RTSP),
    (OSError, Cause.UNREACHABLE),
)


@dataclass(frozen=True, slots=True)
class KeyPacket:
    """One key frame as it came: enough to decode it without the source.

    `data` is Annex B (or one JPEG), `taken_at` Unix seconds of its arrival.
    """

    data: bytes
    extradata: bytes | None
    codec: str
    width: int
    height: int
    taken_at: float


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One decoded key frame. `image` is uint8 [height, width, 3], BGR, unprotected."""

    image: NDArray[np.uint8]
    taken_at: float
    codec: str
    width: int
    height: int


class OpenSource:
    """An open camera connection; closes with `close` or as a context manager."""

    def __init__(self, source: CameraSource, container: InputContainer, *, limits: Limits) -> None:
        stream = container.streams.video[0]
        self.code = source.code
        self.codec = stream.codec_context.name
        self._container: InputContainer | None = container
        self._stream = stream
        self._limits = limits
        self._timeline = Timeline(
            self.codec, spacing_seconds=1 / _frame_rate(stream), limits=limits
        )
        self.template = stream

    @property
    def width(self) -> int:
        """Width of the picture of the current run, in pixels."""
        return self.template.codec_context.width

    @property
    def height(self) -> int:
        """Height of the picture of the current run, in pixels."""
        return self.template.codec_context.height

    def arrivals(self) -> Iterator[Arrival]:
        """Packets in order; raises SourceFailed when the camera stops sending.

        At an arrival that begins a run, `template`, `width` and `height` describe that run.
        """
        for packet in self._pictures():
            yield from self._arrived(packet)

    def first_key(self, *, has_time: Callable[[], bool]) -> VideoPacket | None:
        """The next key frame; None when `has_time` says no while other packets come.

        Cameras may begin anywhere between two key frames. Raises SourceFailed like `arrivals`.
        """
        for packet in self._pictures():
            for arrival in self._arrived(packet):
                if arrival.packet.is_keyframe:
                    return arrival.packet
            if not has_time():
                return None
        return None

    def key_packet(self, packet: VideoPacket, *, taken_at: float) -> KeyPacket:
        """`packet`, a key frame of the current run, with all that decoding it needs."""
        context = self.template.codec_context
        return KeyPacket(
            data=bytes(packet),
            extradata=context.extradata,
            codec=self.codec,
            width=context.width,
            height=context.height,
            taken_at=taken_at,
        )

    def close(self) -> None:
        """End the connection; may be called more than once."""
        container, self._container = self._container, None
        if container is not None:
            container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _arrived(self, packet: VideoPacket) -> Iterator[Arrival]:
        for arrival in self._timeline.feed(packet):
            if arrival.begins_run:
                self.template = self._template_of(arrival.packet)
            yield arrival

    def _pictures(self) -> Iterator[VideoPacket]:
        """Packets of one whole picture each, key frames being truly decodable alone."""
        before: VideoPacket | None = None
        for packet in self._packets():
            data = bytes(memoryview(packet)[:HEAD_BYTES])  # what matters stands in front
            if before is not None and nal.continues_picture(data, self.codec):
                before = _joined(before, packet)
                continue
            if before is not None:
                yield before
            if packet.is_keyframe and not nal.is_random_access(data, self.codec):
                packet.is_keyframe = False
            before = packet
        if before is not None:
            yield before

    def _packets(self) -> Iterator[VideoPacket]:
        """Packets as libav gives them; raises SourceFailed at the end, which is never planned."""
        container = self._container
        if container is None:
            raise SourceFailed(self.code, Cause.STALLED)
        cause: Cause | None = None
        # Closed, not only forgotten: PyAV 18 loses 150 bytes with each that is forgotten half-way.
        with closing(self._demuxed(container)) as packets:
            while cause is None:
                packet: VideoPacket | None = None
                try:
                    packet = next(packets, None)
                except (av.FFmpegError, OSError, ValueError) as error:
                    cause = _cause_while_reading(error)
                else:
                    cause = Cause.UNREACHABLE if packet is None else None
                if packet is not None and packet.size:
                    yield packet
        raise SourceFailed(self.code, cause)

    def _demuxed(self, container: InputContainer) -> Generator[VideoPacket]:
        return cast(Generator[VideoPacket], container.demux(self._stream))

    def _template_of(self, packet: VideoPacket) -> VideoStream:
        """The stream whose parameters hold for `packet`: the camera's, or its key frame's own.

        Parameters in the session description may be outdated, and may change in band.
        """
        data = bytes(packet)
        in_band = nal.parameter_sets(data, self.codec)
        described = nal.parameter_sets(self._stream.codec_context.extradata or b"", self.codec)
        is_described = bool(self._stream.codec_context.width)
        if self.codec not in _RAW_FORMATS or (is_described and in_band <= described):
            return self._stream
        template = None
        try:
            raw = av.open(io.BytesIO(data), format=_RAW_FORMATS[self.codec])
            template = raw.streams.video[0]
        except (av.FFmpegError, ValueError, IndexError):
            template = None
        if template is not None and template.codec_context.width:
            return template
        raise SourceFailed(self.code, Cause.NO_VIDEO)


def open_source(
    source: CameraSource, limits: Limits, *, read_seconds: float | None = None
) -> OpenSource:
    """Connect to `source`, video only, and return it open; raises SourceFailed.

    The size of the picture may be unknown (0) until its first run begins. The audio track is
    never set up: no sound leaves the kitchen. With `read_seconds` no wait for a packet is longer
    than that; without, only a silent socket ends it, which is cheap (see `lifeline`).
    """
    container = _connect(source, limits, read_seconds)
    cause = _unusable(container)
    if cause is not None:
        container.close()
        raise SourceFailed(source.code, cause)
    return OpenSource(source, container, limits=limits)


def key_frame(
    source: CameraSource,
    limits: Limits,
    *,
    deadline_seconds: float,
    wall: Callable[[], float] = time.time,
) -> KeyFrame:
    """Look once: connect, decode one key frame, close. Raises SourceFailed.

    `deadline_seconds` counts from the connection; a camera may be silent as long, since some send
    nothing until their next key frame. While packets come, the wait for the first key frame may
    last `limits.key_wait_seconds`; then KeyFrameLate is raised.
    """
    patience = max(limits.watchdog_seconds, deadline_seconds)
    limits = replace(limits, watchdog_seconds=patience)
    with open_source(source, limits, read_seconds=patience) as opened:
        until = time.monotonic() + max(deadline_seconds, limits.key_wait_seconds)
        packet = opened.first_key(has_time=lambda: time.monotonic() < until)
        if packet is not None:
            return decode_key(opened.key_packet(packet, taken_at=wall()), source.code)
    raise KeyFrameLate(source.code, Cause.STALLED)


def decode_key(key: KeyPacket, code: str) -> KeyFrame:
    """Decode `key` of camera `code`; raises SourceFailed when it is no picture."""
    frames = []
    try:
        context = cast(VideoCodecContext, CodecContext.create(key.codec, "r"))
        # Threads add delay and memory, and there is one frame only.
        context.thread_type = ThreadType.NONE
        if key.extradata:
            context.extradata = key.extradata
        frames = [*context.decode(av.Packet(key.data)), *context.decode(None)]
        image = frames[0].to_ndarray(format="bgr24") if frames else None
    except (av.FFmpegError, ValueError):
        image = None
    if image is None:
        raise SourceFailed(code, Cause.NO_VIDEO)
    height, width = image.shape[:2]
    return KeyFrame(image.astype(np.uint8, copy=False), key.taken_at, key.codec, width, height)


def _connect(source: CameraSource, limits: Limits, read_seconds: float | None) -> InputContainer:
    container, cause = _try_open(source, limits, read_seconds)
    if cause is Cause.BUSY and _has_no_video(source, limits):
        cause = Cause.NO_VIDEO
    if container is None:
        raise SourceFailed(source.code, cause or Cause.UNREACHABLE)
    return container


def _has_no_video(source: CameraSource, limits: Limits) -> bool:
    """Whether the camera describes no video at all.

    libav then plays a session without a track, which is refused just like one too many; asking
    without playing tells them apart.
    """
    container, _ = _try_open(source, limits, limits.watchdog_seconds, initial_pause="1")
    if container is None:
        return False
    with container:
        return not container.streams.video


def _try_open(
    source: CameraSource, limits: Limits, read_seconds: float | None, **options: str
) -> tuple[InputContainer | None, Cause | None]:
    if urlsplit(source.url).scheme not in {"rtsp", "rtsps"}:
        return None, Cause.NOT_RTSP
    try:
        with checked(source, limits) as trust:
            return _opened(source, limits, read_seconds, trust | options)
    except Untrusted as error:
        return None, error.cause


def _opened(
    source: CameraSource, limits: Limits, read_seconds: float | None, options: dict[str, str]
) -> tuple[InputContainer | None, Cause | None]:
    begun = time.monotonic()
    try:
        container = av.open(
            source.address,
            mode="r",
            format="rtsp",
            options={
                "rtsp_transport": source.transport.value,
                "allowed_media_types": "video",
                "analyzeduration": str(PROBE_US),
                "fpsprobesize": "0",
                # Microseconds; also ends a read from a camera that has fallen silent.
                "timeout": str(int(limits.watchdog_seconds * 1_000_000)),
                **options,
            },
            timeout=(limits.open_timeout_seconds, read_seconds),
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        cause = _cause_of(error)
        # A camera that accepts and never answers surfaces as invalid data.
        has_timed_out = time.monotonic() - begun >= limits.open_timeout_seconds * 0.9
        if cause is Cause.NOT_RTSP and has_timed_out:
            cause = Cause.SILENT
        if getattr(error, "errno", None) == errno.EIO and "tls_verify" in options:
            cause = why_refused(source, limits) or cause
        return None, cause
    return container, None


def _cause_of(error: Exception) -> Cause:
    return next((cause for kind, cause in _CAUSES if isinstance(error, kind)), Cause.UNREACHABLE)


def _cause_while_reading(error: Exception) -> Cause:
    """Silence is a stall; anything else is a broken connection."""
    is_silence = isinstance(error, av.error.ExitError | av.error.TimeoutError)
    timed_out = getattr(error, "errno", None) in {errno.ETIMEDOUT, errno.EAGAIN}
    return Cause.STALLED if is_silence or timed_out else Cause.UNREACHABLE


def _unusable(container: InputContainer) -> Cause | None:
    if not container.streams.video:
        return Cause.NO_VIDEO
    # None when libav has no decoder for it, whatever its type says.
    context = cast(VideoCodecContext | None, container.streams.video[0].codec_context)
    if context is None or context.name not in SUPPORTED_CODECS:
        return Cause.UNSUPPORTED_CODEC
    return None


def _frame_rate(stream: VideoStream) -> float:
    """Frames a second as announced, the default when nothing plausible was."""
    rate = float(stream.guessed_rate or 0)
    return rate if 1 <= rate <= 120 else DEFAULT_FPS


def _joined(first: VideoPacket, second: VideoPacket) -> VideoPacket:
    """Both packets as one picture, with the stamps of whichever has them."""
    packet = av.Packet(bytes(first) + bytes(second))
    packet.pts = second.pts if first.pts is None else first.pts
    packet.dts = second.dts if first.dts is None else first.dts
    packet.time_base = first.time_base
    packet.duration = first.duration or second.duration
    packet.is_keyframe = first.is_keyframe
    return cast(VideoPacket, packet)
