"""Publishes a stream that must be decoded first, by way of an ffmpeg child.

Copied packets go into the child, which protects the picture itself (a mask) or has nothing to
protect (H.265). Where people are hidden in Python see `protecting`.
"""

import re
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from av.video.stream import VideoStream

from transcoder.camera import CameraSource
from transcoder.errors import ChildFailed
from transcoder.feeding import MediaClock, PacketFeed, copy_of
from transcoder.ffmpeg import GOP_SECONDS, INIT_NAME, LIST_NAME, Child
from transcoder.policy import may_move
from transcoder.publication import Publication, RunOutgrown
from transcoder.storage import PRIVATE_MODE
from transcoder.timeline import VideoPacket

HUNG_SECONDS = 8.0  # four segments

_FINISHED = re.compile(r"^#EXTINF:([0-9.]+),.*\n([^#\s]+)$", re.MULTILINE)
_FIRST = re.compile(r"^#EXT-X-MEDIA-SEQUENCE:(\d+)$", re.MULTILINE)


class Encoder:
    """Encodes one run of a camera and publishes its segments; the encoded twin of `Copier`.

    Made, fed, polled and closed by one thread, which must close it before it ends. Raises
    ValueError when the source's privacy cannot be kept: ask `may_move` first.
    """

    def __init__(
        self,
        source: CameraSource,
        publication: Publication,
        *,
        template: VideoStream,
        wall: Callable[[], float] = time.time,
    ) -> None:
        if not may_move(source.privacy, source.polygons, has_head_finder=False):
            raise ValueError(f"camera {source.code}: its privacy allows no moving picture")
        self._code = source.code
        self._is_begun = False
        self._folder = publication.private / secrets.token_hex(8)
        self._folder.mkdir(mode=PRIVATE_MODE)
        self._shelf = _Shelf(self._folder, publication)
        try:
            self._feed = PacketFeed(source, template, folder=self._folder, clock=MediaClock(wall))
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._answered_at = self._last_fed_at = time.monotonic()

    @property
    def dropped_frames(self) -> int:
        """Whole frames that were not encoded because the child was behind."""
        return self._feed.dropped

    @property
    def child(self) -> Child:
        """The running ffmpeg."""
        return self._feed.child

    def feed(self, packet: VideoPacket) -> None:
        """Take the next packet of the run, in decoding order, times rising; never blocks.

        `packet` is copied, not changed. What comes before the first key frame is left out.
        """
        if packet.pts is None or packet.size == 0:
            return
        if not self._is_begun and not packet.is_keyframe:
            return
        self._is_begun = True
        now = time.monotonic()
        if now - self._last_fed_at > GOP_SECONDS:
            self._answered_at = now  # the camera paused: the child owed nothing meanwhile
        self._last_fed_at = now
        self._feed.take(copy_of(packet))

    def poll(self) -> None:
        """Publish what the child has finished.

        Raises ChildFailed when the child has ended or answers nothing, and StoreFull.
        """
        if self._shelf.publish(self._feed.clock):
            self._answered_at = time.monotonic()
        self._feed.check()
        # Measured at the last packet: a camera that went silent is not the child's fault.
        if self._last_fed_at - self._answered_at > HUNG_SECONDS:
            raise ChildFailed(self._code, "does not answer")

    def close(self) -> None:
        """End the child within bounded time and delete its files; what it began is left out."""
        self._feed.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class _Shelf:
    """Takes finished files from the child's private list and publishes them under our names."""

    def __init__(self, folder: Path, publication: Publication) -> None:
        self._folder = folder
        self._publication = publication
        self._changed_ns = 0
        self._taken = 0
        self._media_seconds = 0.0
        self._init = b""

    def publish(self, clock: MediaClock) -> int:
        """Publish what is new in the child's list and return how many segments that were."""
        count = 0
        for name, duration in self._new():
            self._put(self._folder / name, duration, clock.unix_seconds(self._media_seconds))
            self._media_seconds += duration
            self._taken += 1
            count += 1
        return count

    def _new(self) -> list[tuple[str, float]]:
        path = self._folder / LIST_NAME
        try:
            changed_ns = path.stat().st_mtime_ns
        except FileNotFoundError:
            return []
        if changed_ns == self._changed_ns:
            return []
        text = path.read_text(encoding="utf-8")
        self._changed_ns = changed_ns
        first = _FIRST.search(text)
        begin = self._taken - (int(first[1]) if first else 0)
        return [(name, float(seconds)) for seconds, name in _FINISHED.findall(text)[begin:]]

    def _put(self, path: Path, duration: float, began_at: float) -> None:
        if not self._init:
            self._init = (self._folder / INIT_NAME).read_bytes()
            self._begin(GOP_SECONDS)
        put = self._publication.adopt_segment
        try:
            put(path, duration_seconds=duration, began_at=began_at)
        except RunOutgrown:
            # Few and irregular frames made it longer than announced, so a new run carries on.
            self._begin(duration)
            put(path, duration_seconds=duration, began_at=began_at)

    def _begin(self, gop_seconds: float) -> None:
        self._publication.begin_run(gop_seconds=gop_seconds)
        self._publication.put_init(self._init)
