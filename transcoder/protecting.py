"""Publishes a stream in which people are hidden: decoded, hidden, encoded, cut, in this process.

A child would need every picture twice through a pipe, which costs more than hiding the people.
"""

import itertools
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.codec.context import CodecContext, ThreadType
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from transcoder.camera import CameraSource, Strength
from transcoder.coding import Coder
from transcoder.copying import Cutter
from transcoder.errors import ChildFailed
from transcoder.feeding import MediaClock, fitted
from transcoder.ffmpeg import GOP_SECONDS
from transcoder.finding import Desk, Seat
from transcoder.following import Follower, Moment
from transcoder.libc import keep_freed_memory
from transcoder.logs import OneASecond
from transcoder.mosaic import STEP, Cover, Planes, Sheet
from transcoder.publication import Publication
from transcoder.timeline import VideoPacket
from transcoder.tracks import NO_BOXES

log = logging.getLogger(__name__)
log.addFilter(OneASecond())

# Published at most: what is behind the decoder is paid by this size (docs/design/video.md).
LIMIT, FPS = (640, 360), 12.5
# Pictures wait so long, so that who is found now is hidden in those before as well.
DELAY_SECONDS = 0.28
# A finder slower than that makes the picture late; then all of it is hidden instead.
FINDER_SECONDS = 0.25
FINDER_WIDTH = 384  # pixels: what the shipped net takes of a picture
COVERED_AT_ONCE = 4  # pictures
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 1.0, 8.0
PACKETS_WAITING = 50  # two seconds; behind that we drop
HUNG_SECONDS = 8.0  # four segments
GAP_SECONDS = 0.6  # without a picture; what is there afterwards is looked at anew


@dataclass(slots=True)
class _Waiting:
    planes: Planes
    moment: Moment
    media_at: float
    came_at: float  # Unix


@dataclass(frozen=True, slots=True)
class Ready:
    """A picture that may be published: `frame`, in which `cover` hides people.

    It may be written over when the next is taken. Shown at `media_at` seconds of the run; it
    came at `came_at`, Unix.
    """

    frame: av.VideoFrame
    cover: Cover | None
    moment: Moment
    media_at: float
    came_at: float


class Guard:
    """Decides what to hide in the pictures of one camera; asks the finder where need be.

    Pictures go in by `take` and come out of `ready`, hidden, a little later.
    """

    def __init__(self, size: tuple[int, int], strength: Strength, seat: Seat) -> None:
        self._follower = Follower(*size, strength)
        self._strength = strength
        self._sheet = Sheet(*size)
        self._seat = seat
        self._scale = min(1.0, FINDER_WIDTH / max(size))
        self._waiting: deque[_Waiting] = deque()
        self._last_at: float | None = None
        self._spacing = 1 / FPS
        self._retry_at = float("-inf")
        self._retry_seconds = RETRY_SECONDS
        self._cover: Cover | None = None
        self._covered_until = float("-inf")

    def take(self, planes: Planes, at: float, *, media_at: float, came_at: float) -> None:
        """Take the next picture, shown at `at` seconds by the camera's clock."""
        if self._last_at is not None:
            self._spacing = at - self._last_at
            if self._spacing > GAP_SECONDS:
                self._follower.forget()
        self._last_at = at
        moment = self._follower.add(at, planes.small)
        self._waiting.append(_Waiting(planes, moment, media_at, came_at))
        if self._strength is not Strength.WHOLE:
            self._look(planes, at)

    def ready(self) -> Iterator[Ready]:
        """The pictures that have waited long enough, people hidden; each is to be used at once."""
        while self._waiting:
            oldest, newest = self._waiting[0], self._waiting[-1]
            waited = newest.moment.at - oldest.moment.at
            if waited + self._spacing <= DELAY_SECONDS:
                return
            self._waiting.popleft()
            if oldest.moment.at > self._covered_until:
                self._cover_up(oldest)
            self._follower.published(oldest.moment)
            frame = oldest.planes.hidden(self._cover, self._sheet)
            yield Ready(frame, self._cover, oldest.moment, oldest.media_at, oldest.came_at)

    def _cover_up(self, oldest: _Waiting) -> None:
        """Make one cover for `oldest` and those that follow, as far as is known where people are.

        Reckoning it for each costs more than all three are worth; a mosaic may stand for 0.24 s.
        """
        served = [oldest.moment]
        for each in itertools.islice(self._waiting, COVERED_AT_ONCE - 1):
            is_settled = each.moment.at <= self._follower.settled_at
            if not is_settled or each.moment.is_hidden != oldest.moment.is_hidden:
                break
            served.append(each.moment)
        self._covered_until = served[-1].at
        # Neighbours share what they hide.
        hides = {id(boxes): boxes for moment in served for boxes in moment.hides}
        boxes = np.concatenate([NO_BOXES, *hides.values()])
        self._cover = oldest.planes.cover(None if oldest.moment.is_hidden else boxes)

    def _look(self, planes: Planes, at: float) -> None:
        region = self._follower.due() if at >= self._retry_at else None
        if region is None:
            return
        self._covered_until = float("-inf")  # whatever comes of it
        left, top = region.left, region.top
        part = planes.part(left, top, region.right, region.bottom, scale=self._scale)
        people = self._seat.people(part, seconds=FINDER_SECONDS)
        if people is None:
            log.warning("people_unknown", extra={"retry_seconds": self._retry_seconds})
            self._follower.lost()
            self._retry_at = at + self._retry_seconds
            self._retry_seconds = min(LONGEST_RETRY_SECONDS, 2 * self._retry_seconds)
            return
        self._retry_seconds = RETRY_SECONDS
        across = (region.right - left) / part.shape[1]
        down = (region.bottom - top) / part.shape[0]
        self._follower.found(people.placed(left, top, across=across, down=down), region)


class Protector:
    """Hides people in one run of a camera and publishes it; the protected twin of `Copier`.

    Made, fed, polled and closed by one thread. Decoding, hiding and encoding have a thread of
    their own; no picture reaches the encoder that did not pass the Guard.
    """

    def __init__(
        self,
        source: CameraSource,
        publication: Publication,
        *,
        template: VideoStream,
        desk: Desk,
        wall: Callable[[], float] = time.time,
    ) -> None:
        keep_freed_memory()
        self._code = source.code
        context = template.codec_context
        self._size = fitted(context.width, context.height, LIMIT, step=STEP)
        self._decoder = _decoder_of(template)
        self._cutter = Cutter(publication, segment_seconds=GOP_SECONDS - 0.2)
        self._coder = Coder(self._cutter.output, self._size, Fraction(FPS))
        self._seat = desk.seat()
        self._guard = Guard(self._size, source.strength, self._seat)
        self._clock = MediaClock(wall)
        self._wall = wall
        self._next_at = 0.0
        self._needs_key = True
        self._failure: str | None = None
        self._answered_at = self._last_fed_at = time.monotonic()
        self.dropped_frames = 0
        # Not a Condition: that is written in Python, and costs a third of a ms a second.
        self._arrived: queue.SimpleQueue[VideoPacket | None] = queue.SimpleQueue()
        self._is_closing = False
        self._encoded: deque[tuple[VideoPacket, float]] = deque()
        self._thread = threading.Thread(
            target=self._work, name=f"protect-{source.code}", daemon=True
        )
        self._thread.start()

    @property
    def is_behind(self) -> bool:
        """Whether packets wait to be decoded."""
        return not self._arrived.empty()

    def feed(self, packet: VideoPacket) -> None:
        """Take the next packet of the run, in decoding order, or drop it; never blocks.

        `packet` is read later and must not be changed any more. What comes before the first key
        frame is left out.
        """
        if packet.pts is None or packet.size == 0:
            return
        if self._arrived.qsize() >= PACKETS_WAITING:
            self._needs_key = True  # nothing between here and there could be decoded
            self.dropped_frames += 1
            return
        if self._needs_key and not packet.is_keyframe:
            return
        self._needs_key = False
        now = time.monotonic()
        if now - self._last_fed_at > GOP_SECONDS:
            self._answered_at = now  # the camera paused: we owed nothing meanwhile
        self._last_fed_at = now
        self._arrived.put(packet)

    def poll(self) -> None:
        """Publish what has been encoded. Raises ChildFailed when that has ended, and StoreFull."""
        while self._encoded:
            packet, came_at = self._encoded.popleft()
            self._answered_at = time.monotonic()
            self._cutter.feed(packet, came_at=came_at)
        if self._failure is not None:
            raise ChildFailed(self._code, f"lost its protection: {self._failure}")
        # Measured at the last packet: a camera that went silent is not our fault.
        if self._last_fed_at - self._answered_at > HUNG_SECONDS:
            raise ChildFailed(self._code, "is protected too slowly")

    def close(self) -> None:
        """End within bounded time; what is not a whole segment yet is left out."""
        self._is_closing = True
        self._arrived.put(None)
        self._thread.join(timeout=2)
        self._seat.close()
        if not self._thread.is_alive():  # else it may be inside the encoder
            self._cutter.close()

    def _work(self) -> None:
        try:
            for packet in self._packets():
                for frame in self._decoded(packet):
                    self._take(frame)
                for ready in self._guard.ready():
                    self._encode(ready)
        except Exception as error:  # noqa: BLE001 - a thread's end must be told by `poll`
            self._failure = type(error).__name__

    def _packets(self) -> Iterator[VideoPacket]:
        while (packet := self._arrived.get()) is not None and not self._is_closing:
            yield packet

    def _decoded(self, packet: VideoPacket) -> list[av.VideoFrame]:
        try:
            return self._decoder.decode(packet)
        except av.FFmpegError:
            self.dropped_frames += 1
            return []

    def _take(self, frame: av.VideoFrame) -> None:
        if frame.pts is None or frame.time_base is None:
            return
        at = float(frame.pts * frame.time_base)
        if at < self._next_at:
            return
        # A tenth of a frame of grace, or jitter would cost every second frame.
        self._next_at = at + 0.9 / FPS
        media_at = at - self._clock.gap_before(at)
        planes = Planes(frame, *self._size)
        self._guard.take(planes, at, media_at=media_at, came_at=self._wall())

    def _encode(self, ready: Ready) -> None:
        for packet in self._coder.encode(ready.frame, at=ready.media_at):
            self._encoded.append((packet, ready.came_at))


def _decoder_of(template: VideoStream) -> VideoCodecContext:
    """A decoder of our own for `template`: its own context belongs to the reading thread."""
    decoder = cast(VideoCodecContext, CodecContext.create(template.codec_context.name, "r"))
    decoder.extradata = template.codec_context.extradata
    decoder.thread_type = ThreadType.NONE  # threads cost delay and memory
    return decoder
