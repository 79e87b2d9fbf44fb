"""One watched camera from its opening to its end, in a thread of its own."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import av

from transcoder.camera import CameraSource, Privacy
from transcoder.copying import Copier
from transcoder.encoding import Encoder
from transcoder.errors import (
    CameraFull,
    Cause,
    ChildFailed,
    SourceFailed,
    StoreFull,
    TakenOver,
    TranscoderError,
)
from transcoder.finding import Desk
from transcoder.libc import keep_to_one_core
from transcoder.lifeline import Lifeline
from transcoder.limits import Limits
from transcoder.loan import Lender
from transcoder.policy import must_encode
from transcoder.protecting import Protector
from transcoder.publication import Publication
from transcoder.source import OpenSource, open_source
from transcoder.timeline import VideoPacket

SWEEP_SECONDS = 2.0
CUT_AFTER_SECONDS = 2.0


class CountedPublication(Publication):
    """A Publication that tells how many segments it has published."""

    published = 0

    def put_segment(self, data: bytes, *, duration_seconds: float, began_at: float) -> None:
        """Publish a segment and count it."""
        super().put_segment(data, duration_seconds=duration_seconds, began_at=began_at)
        self.published += 1

    def adopt_segment(self, path: Path, *, duration_seconds: float, began_at: float) -> None:
        """Publish a finished file and count it."""
        super().adopt_segment(path, duration_seconds=duration_seconds, began_at=began_at)
        self.published += 1


class Writer(Protocol):
    """Turns packets of one run into published segments: a Copier, an Encoder or a Protector."""

    def feed(self, packet: VideoPacket) -> None:
        """Take the next packet without blocking."""

    def poll(self) -> None:
        """Publish what has been finished elsewhere."""

    def close(self) -> None:
        """End the run within a bounded time."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of a running stream; a new value replaces the old one as a whole.

    `picture_at` is the Unix second of its newest key frame, `gop_seconds` the longest interval
    between two so far, `is_live` whether a segment of this stream is published.
    """

    codec: str | None = None
    width: int | None = None
    height: int | None = None
    is_encoded: bool | None = None
    is_live: bool = False
    picture_at: float | None = None
    gop_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a stream ended: `cause` None as asked; `needs_slot` when it may only run encoded.

    `needs_room` says that another stream could make room in the store by ending, `surprise` is
    the type of an unforeseen exception, never its text.
    """

    cause: Cause | None = None
    needs_slot: bool = False
    needs_room: bool = False
    surprise: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every stream of a worker shares; `announce` is called when one goes live."""

    limits: Limits
    desk: Desk
    announce: Callable[[], None] = field(default=lambda: None)
    wall: Callable[[], float] = field(default=time.time)


class Stream:
    """Runs one camera until it fails or `stop` is called; never retries.

    `may_encode` says whether an encode slot was set aside for it.
    """

    def __init__(
        self,
        source: CameraSource,
        publication: CountedPublication,
        *,
        around: Surroundings,
        may_encode: bool,
        gop_seconds: float | None = None,
    ) -> None:
        self.source = source
        self._publication = publication
        self._lender = Lender(publication)
        self._around = around
        self._may_encode = may_encode
        self._stopping = threading.Event()
        self._lifeline: Lifeline | None = None
        self._heard_at = time.monotonic()
        self._was_cut = False
        self._writer: Writer | None = None
        self._key_at: float | None = None  # monotonic
        self._swept_at = time.monotonic()
        self._published_before = publication.published
        self._limits = _with_watchdog(around.limits, gop_seconds)
        self.progress = Progress(gop_seconds=gop_seconds)

    def stop(self) -> None:
        """Ask the stream to end; it does with the next packet or at the watchdog's time."""
        self._stopping.set()

    def cut_if_silent(self) -> None:
        """Cut the connection of a camera that talks but sends no picture; called once a second.

        A silent socket fails by itself at the watchdog's time, so this comes a little later.
        """
        patience = self._limits.watchdog_seconds + CUT_AFTER_SECONDS
        if self._lifeline is not None and time.monotonic() - self._heard_at > patience:
            self._was_cut = self._lifeline.cut() or self._was_cut

    def run(self) -> Ended:
        """Open, publish until the end, and say how it ended; raises nothing."""
        try:
            with open_source(self.source, self._limits) as opened:
                self._lifeline = Lifeline(self.source.url)
                try:
                    return self._follow(opened)
                finally:
                    self._lifeline.release()
        except (SourceFailed, ChildFailed, StoreFull, TakenOver) as error:
            return self._ended_by(error)
        except av.FFmpegError as error:  # the muxer's: it knows no address
            return Ended(Cause.UNSUPPORTED_CODEC, surprise=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a stream's boundary; the others must go on
            return Ended(Cause.WORKER_LOST, surprise=type(error).__name__)

    def _ended_by(self, error: TranscoderError) -> Ended:
        match error:
            case SourceFailed():
                cause = Cause.STALLED if self._was_cut else error.cause
                return Ended(None if self._stopping.is_set() else cause)
            case ChildFailed():
                return Ended(Cause.ENCODER)
            case StoreFull():
                return Ended(Cause.STORE_FULL, needs_room=not isinstance(error, CameraFull))
        return Ended()  # taken over, as was asked for

    def _follow(self, opened: OpenSource) -> Ended:
        is_encoded = must_encode(self.source, opened.codec)
        self.progress = replace(self.progress, codec=opened.codec, is_encoded=is_encoded)
        if is_encoded and not self._may_encode:
            return Ended(needs_slot=True)
        if not is_encoded:  # decoding and the encoder need what cores there are
            keep_to_one_core()
        try:
            self._heard_at = time.monotonic()
            for arrival in opened.arrivals():
                self._heard_at = time.monotonic()
                if self._stopping.is_set():
                    return Ended()
                if arrival.begins_run:
                    self._begin_run(opened, is_encoded=is_encoded)
                if arrival.packet.is_keyframe:
                    self._note_key(opened, arrival.packet)
                self._check_key()
                self._write(arrival.packet)
        finally:
            self._end_run()
            self._lender.close()
        return Ended()

    def _begin_run(self, opened: OpenSource, *, is_encoded: bool) -> None:
        self._end_run()
        self.progress = replace(self.progress, width=opened.width, height=opened.height)
        if is_encoded and self.source.privacy is Privacy.BLUR:
            self._writer = Protector(
                self.source,
                self._publication,
                template=opened.template,
                desk=self._around.desk,
                wall=self._around.wall,
            )
        elif is_encoded:
            self._writer = Encoder(
                self.source,
                self._publication,
                template=opened.template,
                wall=self._around.wall,
            )
        else:
            self._writer = Copier(
                self.source,
                self._publication,
                template=opened.template,
                limits=self._limits,
                wall=self._around.wall,
            )

    def _end_run(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _write(self, packet: VideoPacket) -> None:
        if self._writer is None:
            return
        self._writer.feed(packet)
        self._writer.poll()
        if not self.progress.is_live and self._publication.published > self._published_before:
            self.progress = replace(self.progress, is_live=True)
            self._around.announce()
        if time.monotonic() - self._swept_at > SWEEP_SECONDS:
            self._swept_at = time.monotonic()
            self._publication.sweep()

    def _note_key(self, opened: OpenSource, packet: VideoPacket) -> None:
        now, wall = time.monotonic(), self._around.wall()
        gop = self.progress.gop_seconds
        if self._key_at is not None:
            gop = max(gop or 0.0, now - self._key_at)
        self._key_at = now
        self._lender.offer(lambda: opened.key_packet(packet, taken_at=wall))
        self.progress = replace(self.progress, picture_at=wall, gop_seconds=gop)

    def _check_key(self) -> None:
        """Packets without a key frame for three times the usual interval are no picture."""
        limits, gop = self._limits, self.progress.gop_seconds
        if self._key_at is None:
            return
        longest = limits.key_wait_seconds
        if gop is not None:
            longest = max(limits.watchdog_seconds, limits.watchdog_gops * gop)
        if time.monotonic() - self._key_at > longest:
            raise SourceFailed(self.source.code, Cause.STALLED)


def _with_watchdog(limits: Limits, gop_seconds: float | None) -> Limits:
    """Limits whose watchdog allows for what is known of the camera's key-frame interval."""
    if gop_seconds is None:
        return limits
    seconds = max(limits.watchdog_seconds, limits.watchdog_gops * gop_seconds)
    return replace(limits, watchdog_seconds=seconds)
