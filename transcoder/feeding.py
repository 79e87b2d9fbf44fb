"""Ways into the ffmpeg child: copied packets, or frames in which Python has hidden the heads."""

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Protocol, cast

import av
import cv2
import numpy as np
from av.codec.context import CodecContext, ThreadType
from av.container import OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from transcoder.camera import CameraSource, Privacy
from transcoder.errors import ChildFailed
from transcoder.ffmpeg import Child, Overlay, hls_arguments
from transcoder.privacy import MASK_GREY, HeadFinder, HeadGuard, mask_of, without_heads
from transcoder.storage import write_whole
from transcoder.timeline import VideoPacket

# Published sizes at most (docs/design/video.md): decoding is paid by the source's size,
# everything behind it by these.
ENCODED_LIMIT, BLURRED_LIMIT = (1280, 720), (640, 360)
BLURRED_FPS = 12.5
# A longer step between frames is a gap: a player would stall at the hole it leaves.
GAP_SECONDS = 0.3
GAP_SPACINGS = 3
# Two seconds of packets, or a third of a second of frames: behind that we drop.
PACKETS_WAITING, FRAMES_WAITING = 50, 4
MOMENTS_KEPT = 4096


class Feed(Protocol):
    """A running child and the way into it; `dropped` counts the frames that found no room.

    `clock` tells when what the child got came in.
    """

    child: Child
    clock: "MediaClock"
    dropped: int

    def take(self, packet: VideoPacket) -> None:
        """Hand on `packet`, which now belongs to the feed, or drop it; never blocks."""

    def check(self) -> None:
        """Raise ChildFailed when the child, or what feeds it, has ended."""

    def close(self) -> None:
        """End the child within bounded time."""


class MediaClock:
    """Closes gaps in a run's times, and tells when by our clock a moment of it came.

    After a gap (the camera paused, or we dropped) the run goes on one frame later.
    """

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._moments: deque[tuple[float, float]] = deque(maxlen=MOMENTS_KEPT)
        self._zero = 0.0
        self._last: float | None = None
        self._spacing = 1 / 25
        self._closed = 0.0

    def gap_before(self, seconds: float) -> float:
        """Seconds to take off the frame at `seconds`, which comes in now."""
        if self._last is None:
            self._zero = seconds
        else:
            step = seconds - self._last
            if step > max(GAP_SECONDS, GAP_SPACINGS * self._spacing):
                self._closed += step - self._spacing
            self._spacing = step
        self._last = seconds
        self._moments.append((seconds - self._closed - self._zero, self._wall()))
        return self._closed

    def unix_seconds(self, seconds: float) -> float:
        """When the frame at `seconds` after the first one came; forgets what was before."""
        # Half a frame of grace for rounding in the child's list.
        while len(self._moments) > 1 and self._moments[1][0] <= seconds + 0.02:
            self._moments.popleft()
        return self._moments[0][1]


class PacketFeed:
    """Copied packets into the child, which decodes them; masks are laid over by the child."""

    def __init__(
        self, source: CameraSource, template: VideoStream, *, folder: Path, clock: MediaClock
    ) -> None:
        context = template.codec_context
        size = fitted(context.width, context.height, ENCODED_LIMIT)
        overlay = _overlay(folder.parent, source, size) if source.privacy is Privacy.MASK else None
        is_fitting = size == (context.width, context.height)
        arguments = hls_arguments(
            folder, size=None if is_fitting and overlay is None else size, overlay=overlay
        )
        self._nut = _Nut()
        self._stream = self._nut.output.add_stream_from_template(template, opaque=True)
        self.clock = clock
        self.dropped = 0
        self._needs_key = True
        self.child = Child(arguments, source.code, max_waiting=PACKETS_WAITING)

    def take(self, packet: VideoPacket) -> None:
        """Hand on `packet`, or drop it when the child is behind; never blocks."""
        if self.child.is_full:
            self._needs_key = True  # nothing between here and there could be decoded
        if self.child.is_full or (self._needs_key and not packet.is_keyframe):
            self.dropped += 1
            return
        self._needs_key = False
        self._close_gap(packet)
        packet.stream = self._stream
        self.child.put(self._nut.mux(packet))

    def _close_gap(self, packet: VideoPacket) -> None:
        dts = packet.pts if packet.dts is None else packet.dts
        gap = self.clock.gap_before(float((dts or 0) * packet.time_base))
        ticks = round(gap / packet.time_base)
        if packet.pts is not None:
            packet.pts -= ticks
        if packet.dts is not None:
            packet.dts -= ticks

    def check(self) -> None:
        """Raise ChildFailed when the child, or what feeds it, has ended."""
        self.child.check()

    def close(self) -> None:
        """End the child within bounded time."""
        self.child.close()
        self._nut.close()


class BlurFeed:
    """Decodes, hides the heads and hands on raw frames, all in a thread of its own.

    No frame reaches the child that did not pass `without_heads`.
    """

    def __init__(
        self,
        source: CameraSource,
        template: VideoStream,
        *,
        folder: Path,
        clock: MediaClock,
        head_finder: HeadFinder,
    ) -> None:
        self._size = fitted(
            template.codec_context.width, template.codec_context.height, BLURRED_LIMIT
        )
        self._decoder = _decoder_of(template)
        self._guard = HeadGuard(head_finder)
        self._nut = _Nut()
        self._stream = self._nut.output.add_stream("rawvideo", rate=25)
        self._stream.width, self._stream.height = self._size
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = Fraction(1, 90_000)
        self._next_at = 0.0
        self._needs_key = True
        self._failure: str | None = None
        self._code = source.code
        self.clock = clock
        self.dropped = 0
        self._waiting: deque[VideoPacket | None] = deque()
        self._changed = threading.Condition()
        self.child = Child(hls_arguments(folder), source.code, max_waiting=FRAMES_WAITING)
        self._thread = threading.Thread(target=self._work, name=f"blur-{source.code}", daemon=True)
        self._thread.start()

    def take(self, packet: VideoPacket) -> None:
        """Hand on `packet`, or drop it when the child is behind; never blocks."""
        is_full = len(self._waiting) >= PACKETS_WAITING
        if is_full:
            self._needs_key = True
        if is_full or (self._needs_key and not packet.is_keyframe):
            self.dropped += 1
            return
        self._needs_key = False
        self._hand_over(packet)

    def check(self) -> None:
        """Raise ChildFailed when the child, or what feeds it, has ended."""
        if self._failure is not None:
            raise ChildFailed(self._code, f"lost its blur: {self._failure}")
        self.child.check()

    def close(self) -> None:
        """End the child within bounded time."""
        self._waiting.clear()
        self._hand_over(None)
        self._thread.join(timeout=2)
        self._guard.close()
        self.child.close()
        if not self._thread.is_alive():  # else it may be inside the muxer
            self._nut.close()

    def _hand_over(self, packet: VideoPacket | None) -> None:
        with self._changed:
            self._waiting.append(packet)
            self._changed.notify()

    def _work(self) -> None:
        try:
            for packet in self._packets():
                for frame in self._frames(packet):
                    self._protect(frame)
        except Exception as error:  # noqa: BLE001 - a thread's end must be told by `check`
            self._failure = type(error).__name__

    def _packets(self) -> Iterator[VideoPacket]:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                packet = self._waiting.popleft()
            if packet is None:
                return
            yield packet

    def _frames(self, packet: VideoPacket) -> list[av.VideoFrame]:
        try:
            return self._decoder.decode(packet)
        except av.FFmpegError:
            self.dropped += 1
            return []

    def _protect(self, frame: av.VideoFrame) -> None:
        """Hide the heads in `frame` and hand it on, unless it comes too early or too late."""
        if frame.pts is None or frame.time_base is None:
            return
        at = float(frame.pts * frame.time_base)
        if at < self._next_at:
            return
        if self.child.is_full:
            self.dropped += 1
            return
        # A tenth of a frame of grace, or jitter would cost every second frame.
        self._next_at = at + 0.9 / BLURRED_FPS
        width, height = self._size
        image = frame.to_ndarray(format="bgr24", width=width, height=height).astype(np.uint8)
        safe = without_heads(image, self._guard.heads(image))
        published = av.VideoFrame.from_ndarray(safe, format="bgr24").reformat(format="yuv420p")
        at -= self.clock.gap_before(at)
        published.pts, published.time_base = round(at * 90_000), Fraction(1, 90_000)
        for packet in self._stream.encode(published):
            self.child.put(self._nut.mux(packet))


class _Nut:
    """A NUT muxer that gives out its bytes packet by packet; the pipe's format for both kinds."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.output: OutputContainer = av.open(
            self, mode="w", format="nut", container_options={"flush_packets": "1"}
        )

    def write(self, data: bytes) -> int:
        """Take what the muxer wrote; called by libav."""
        self._pieces.append(bytes(data))
        return len(data)

    def mux(self, packet: VideoPacket) -> bytes:
        """The bytes that carry `packet`."""
        self.output.mux_one(packet)
        piece, self._pieces = b"".join(self._pieces), []
        return piece

    def close(self) -> None:
        """Free the muxer."""
        self.output.close()


def fitted(width: int, height: int, limit: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of the same shape that is no larger than the source and `limit`."""
    scale = min(1.0, limit[0] / width, limit[1] / height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _overlay(private: Path, source: CameraSource, size: tuple[int, int]) -> Overlay:
    """The camera's mask as a picture file no larger than it must be, named by its content."""
    mask = mask_of(source.polygons, *size)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    # Even corners: chroma is stored at half size.
    top, left = int(rows[0]) & ~1, int(columns[0]) & ~1
    hidden = mask[top : rows[-1] + 1, left : columns[-1] + 1]
    picture = np.zeros((*hidden.shape, 4), dtype=np.uint8)
    picture[hidden] = (MASK_GREY, MASK_GREY, MASK_GREY, 255)
    _, png = cv2.imencode(".png", picture)
    data = png.tobytes()
    path = private / f"mask-{hashlib.sha256(data).hexdigest()[:16]}.png"
    if not path.exists():
        write_whole(path, data)
    return Overlay(path, x=left, y=top)


def _decoder_of(template: VideoStream) -> VideoCodecContext:
    """A decoder of our own for `template`: its own context belongs to the reading thread."""
    decoder = cast(VideoCodecContext, CodecContext.create(template.codec_context.name, "r"))
    decoder.extradata = template.codec_context.extradata
    decoder.thread_type = ThreadType.NONE  # threads cost delay and memory
    return decoder
