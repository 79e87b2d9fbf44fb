"""The way into the ffmpeg child: copied packets, and a clock that closes their gaps."""

import hashlib
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from transcoder.camera import CameraSource, Privacy
from transcoder.ffmpeg import Child, Overlay, hls_arguments
from transcoder.privacy import MASK_GREY, mask_of
from transcoder.storage import write_whole
from transcoder.timeline import VideoPacket

# Published at most (docs/design/video.md): decoding is paid by the source's size, everything
# behind it by this.
ENCODED_LIMIT = (1280, 720)
# A longer step between frames is a gap: a player would stall at the hole it leaves.
GAP_SECONDS = 0.3
GAP_SPACINGS = 3
PACKETS_WAITING = 50  # two seconds; behind that we drop
MOMENTS_KEPT = 4096


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
    """Copied packets into the child, which decodes them; masks are laid over by the child.

    `dropped` counts the packets that found no room; `clock` tells when what the child got came in.
    """

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


def fitted(width: int, height: int, limit: tuple[int, int], *, step: int = 2) -> tuple[int, int]:
    """The largest size of the same shape that is no larger than the source and `limit`.

    Its sides are multiples of `step` pixels.
    """
    scale = min(1.0, limit[0] / width, limit[1] / height)
    across, down = (max(step, round(side * scale / step) * step) for side in (width, height))
    return across, down


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


def copy_of(packet: VideoPacket) -> VideoPacket:
    """A packet with the same content and times that belongs to nobody yet."""
    copy = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
    copy.duration, copy.is_keyframe = packet.duration, packet.is_keyframe
    return cast(VideoPacket, copy)
