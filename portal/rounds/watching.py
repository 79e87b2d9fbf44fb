"""Infers the frames that looks bring, beside the looks, and follows a first hit with a burst.

One thread a process infers, so that batches of several rounds share a run of the net; bursts have
a few threads of their own, since they wait for the Camera. What does not fit is left out and
counted: a look and its storing never wait for inference.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from sqlalchemy.exc import SQLAlchemyError

from detector.heads import Image, Scene
from detector.look import Frame
from portal.rounds.bursting import Taken
from portal.rounds.metrics import INFERRED, LEFT_OUT
from portal.rounds.rules.leads import FoundLead
from portal.rounds.suspecting import Suspect, burst_plan
from portal.shell.machine import give_way
from transcoder.burst import BurstPlan
from transcoder.camera import CameraSource

FRAMES_AT_ONCE = 8  # in one run of the net
BEHIND_LOOKS = 9  # steps of niceness: as far as it goes
WAITING_BYTES = 96_000_000  # 139 frames of 640×360: some seconds' work, for a machine that stalls
TOLD_EVERY = 100  # frames that are left out
BURSTS_AT_ONCE = 4
STORE_TRIES = 3
STORE_NAP_SECONDS = 2.0

log = logging.getLogger(__name__)

Scenes = Callable[[Sequence[Image]], list[Scene | None]]
Bursts = Callable[[CameraSource, BurstPlan], Taken]
Store = Callable[[FoundLead], None]  # writes and commits, or raises SQLAlchemyError


@dataclass(frozen=True, slots=True)
class Glance:
    """A frame of `suspect` that waits to be inferred; what comes of it is stored by `store`.

    `is_still` says that the picture equals the last look's, so that the last scene holds on.
    """

    suspect: Suspect
    frame: Frame
    is_still: bool
    store: Store

    @property
    def source(self) -> CameraSource:
        """The Camera that it shows."""
        return self.suspect.source

    @property
    def size(self) -> int:
        """The bytes of memory that it holds."""
        return self.frame.image.nbytes


class Watch:
    """Infers the frames of one process; a thread is begun with the first frame.

    `scenes` gives what is in each picture, None where it was not seen; `burst` brings more
    pictures of a Camera.
    """

    def __init__(
        self, *, scenes: Scenes, burst: Bursts, nap: Callable[[float], object] | None = None
    ) -> None:
        self._scenes = scenes
        self._burst = burst
        self._nap = nap or threading.Event().wait
        self._lock = threading.Lock()
        self._waiting: SimpleQueue[Glance] = SimpleQueue()
        self._waiting_bytes = 0
        self._followed: set[str] = set()
        self._last: dict[str, Scene] = {}
        self._thread: threading.Thread | None = None
        self._unfinished = 0
        self._idle = threading.Condition(self._lock)
        self.left_out = 0

    def offer(self, glance: Glance) -> None:
        """Have a frame inferred soon; it is left out while too many wait."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()
            if self.has_room(glance):
                self._waiting_bytes += glance.size
                self._unfinished += 1
                self._waiting.put(glance)
                return
            # The next look may equal this one, which nobody saw.
            self._last.pop(glance.source.code, None)
            self.left_out += 1
            left_out = self.left_out
        LEFT_OUT.inc()
        if left_out % TOLD_EVERY == 1:
            log.warning("frames_left_out", extra={"frames": left_out})

    def has_room(self, glance: Glance) -> bool:
        """Whether this frame would be taken now; one alone always is."""
        return not self._waiting_bytes or self._waiting_bytes + glance.size <= WAITING_BYTES

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is under way, so long at most; whether that is so."""
        with self._idle:
            return self._idle.wait_for(lambda: self._unfinished == 0, seconds)

    def _run(self) -> None:
        give_way(BEHIND_LOOKS)  # a frame left out delays a lead, a look left out loses a minute
        while True:
            batch = [self._waiting.get()]
            try:
                while len(batch) < FRAMES_AT_ONCE:
                    batch.append(self._waiting.get_nowait())
            except Empty:
                pass
            with self._lock:
                self._waiting_bytes -= sum(each.size for each in batch)
            try:
                self._see(batch)
                INFERRED.inc(len(batch))
            except Exception as error:  # the thread lives as long as the process
                log.exception("frames_not_inferred", extra={"error": type(error).__name__})
            finally:
                for _ in batch:
                    self._end()

    def _see(self, batch: Sequence[Glance]) -> None:
        known = {each.source.code: self._last.get(each.source.code) for each in batch}
        fresh = [each for each in batch if not each.is_still or known[each.source.code] is None]
        scenes = self._scenes([each.frame.image for each in fresh])
        seen = dict(zip(map(id, fresh), scenes, strict=True))
        for each in batch:
            code = each.source.code
            scene = seen.get(id(each), known[code])
            if scene is None:
                self._last.pop(code, None)
                continue
            self._last[code] = scene
            codes = each.suspect.hits(scene, each.frame)
            if codes:
                self._follow(each, scene, codes)

    def _follow(self, glance: Glance, scene: Scene, codes: frozenset[str]) -> None:
        """Have more pictures taken; while all bursts are under way the next look may hit again."""
        code = glance.source.code
        with self._lock:
            if code in self._followed or len(self._followed) >= BURSTS_AT_ONCE:
                return
            self._followed.add(code)
        self._begin()
        threading.Thread(
            target=self._decide, args=(glance, scene, codes), name="burst", daemon=True
        ).start()

    def _decide(self, glance: Glance, scene: Scene, codes: frozenset[str]) -> None:
        code = glance.source.code
        try:
            taken = self._burst(glance.source, burst_plan(codes))
            scenes = self._scenes([frame.image for frame in taken.frames])
            seen = [(glance.frame, scene)]
            seen += [
                (frame, each)
                for frame, each in zip(taken.frames, scenes, strict=True)
                if each is not None
            ]
            for lead in glance.suspect.leads(codes, seen, clip=taken.clip):
                self._store(glance, lead)
        except Exception as error:  # as above
            facts = {"camera": code, "error": type(error).__name__}
            log.exception("burst_not_judged", extra=facts)
        finally:
            with self._lock:
                self._followed.discard(code)
            self._end()

    def _store(self, glance: Glance, lead: FoundLead) -> None:
        facts = {"camera": glance.source.code, "code": lead.code}
        for _ in range(STORE_TRIES):
            try:
                glance.store(lead)
            except SQLAlchemyError as error:
                facts["reason"] = type(error).__name__
                self._nap(STORE_NAP_SECONDS)
            else:
                log.info("lead_found", extra=facts)
                return
        log.error("lead_not_stored", extra=facts)

    def _begin(self) -> None:
        with self._lock:
            self._unfinished += 1

    def _end(self) -> None:
        with self._idle:
            self._unfinished -= 1
            self._idle.notify_all()
