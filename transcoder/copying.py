"""Cuts a copied stream into fMP4 segments inside this process, without a child."""

import time
from collections.abc import Callable, Iterator

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from transcoder.camera import CameraSource
from transcoder.limits import Limits
from transcoder.publication import Publication, RunOutgrown
from transcoder.timeline import VideoPacket

# delay_moov: the init segment appears with the first fragment, when all parameters are known.
MOVFLAGS = "frag_keyframe+empty_moov+default_base_moof+delay_moov+skip_trailer"
TIMESCALE = 90_000


class Sink:
    """What the muxer writes to: collects bytes and gives them out as whole mp4 boxes."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def write(self, data: bytes) -> int:
        """Take what the muxer wrote; called by libav."""
        self._pending += data
        return len(data)

    def boxes(self) -> Iterator[tuple[bytes, bytes]]:
        """Kind and bytes of each complete box written since the last call."""
        while len(self._pending) >= 8:
            size = int.from_bytes(self._pending[:4], "big")
            if size == 1:
                size = int.from_bytes(self._pending[8:16], "big")
            if size < 8 or len(self._pending) < size:
                return
            box = bytes(self._pending[:size])
            del self._pending[:size]
            yield box[4:8], box


class Cutter:
    """Muxes packets of one run into `output` and publishes a segment at a time.

    A segment is a whole number of fragments, begins with a key frame and lasts at least
    `segment_seconds`, except the first, which is out as early as can be.
    """

    def __init__(self, publication: Publication, *, segment_seconds: float) -> None:
        self._publication = publication
        self._segment_seconds = segment_seconds
        self._sink = Sink()
        self.output: OutputContainer = av.open(
            self._sink,
            mode="w",
            format="mp4",
            container_options={"movflags": MOVFLAGS, "video_track_timescale": str(TIMESCALE)},
        )
        self._init = b""
        self._fragments = bytearray()
        self._segment_at = 0.0  # seconds of the run at which the open segment began
        self._fragment_at = 0.0
        self._began_at: float | None = None
        self._is_first = True

    def feed(self, packet: VideoPacket, *, came_at: float) -> None:
        """Take the next packet of the run, a stream of `output`'s, which came at that Unix second.

        Publishes when it completes a segment. Raises StoreFull when there is no room, and
        av.FFmpegError when it cannot be muxed.
        """
        is_key = packet.is_keyframe
        at = float((packet.dts or 0) * packet.time_base) if is_key else 0.0
        self.output.mux_one(packet)
        if is_key and self._began_at is None:
            self._began_at = came_at
            self._segment_at = self._fragment_at = at
        elif is_key:
            self._collect()
            self._cut(at, came_at)

    def close(self) -> None:
        """End the run; what is not a whole segment yet is left out."""
        self.output.close()

    def _collect(self) -> None:
        for kind, box in self._sink.boxes():
            if kind in {b"ftyp", b"moov"}:
                self._init += box
            elif kind in {b"moof", b"mdat"}:
                self._fragments += box

    def _cut(self, at: float, came_at: float) -> None:
        """Publish the open segment, which the key frame at `at` seconds of the run follows."""
        duration = at - self._segment_at
        gop, self._fragment_at = at - self._fragment_at, at
        if not self._fragments:
            return
        # Half a frame of grace: intervals of 1.96 s and the like are meant to be 2 s.
        if not self._is_first and duration < self._segment_seconds:
            return
        if self._is_first:
            self._begin(gop)
        self._put(duration)
        self._is_first = False
        self._fragments.clear()
        self._segment_at, self._began_at = at, came_at

    def _begin(self, gop: float) -> None:
        """Begin the run, announcing how long segments of whole key intervals will get."""
        planned = gop
        while planned < self._segment_seconds:
            planned += max(gop, 0.04)
        self._publication.begin_run(gop_seconds=round(planned, 1))
        self._publication.put_init(self._init)

    def _put(self, duration: float) -> None:
        began_at = self._began_at or 0.0
        segment = bytes(self._fragments)
        try:
            self._publication.put_segment(segment, duration_seconds=duration, began_at=began_at)
        except RunOutgrown:
            # The announced longest segment may not be edited, so a new run carries on.
            self._publication.begin_run(gop_seconds=duration)
            self._publication.put_init(self._init)
            self._publication.put_segment(segment, duration_seconds=duration, began_at=began_at)


class Copier:
    """Publishes packets of one run as they are."""

    def __init__(
        self,
        source: CameraSource,
        publication: Publication,
        *,
        template: VideoStream,
        limits: Limits,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._wall = wall
        self._cutter = Cutter(publication, segment_seconds=limits.segment_seconds)
        # One muxer per run: a template leaks a little each time it is used (PyAV#2135).
        self._stream = self._cutter.output.add_stream_from_template(template, opaque=True)
        if template.codec_context.name == "hevc":
            self._stream.codec_context.codec_tag = "hvc1"  # players want it, libav writes hev1

    def feed(self, packet: VideoPacket) -> None:
        """Take the next packet of the run; publishes when it completes a segment.

        Raises StoreFull when there is no room, and av.FFmpegError when it cannot be muxed.
        """
        packet.stream = self._stream
        self._cutter.feed(packet, came_at=self._wall())

    def poll(self) -> None:
        """Nothing to do: this writer has no child."""

    def close(self) -> None:
        """End the run; what is not a whole segment yet is left out."""
        self._cutter.close()
