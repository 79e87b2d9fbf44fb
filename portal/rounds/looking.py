"""Looks at a batch of Cameras: everything that one detector process has for it."""

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from threading import Event, Lock

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from detector.guarded import Guarded
from detector.look import Camera, Frame, Look
from detector.rules.sightings import Setting
from detector.sampler import Sampler
from detector.turns import Pace
from detector.watching import watcher_in
from portal.extensions import db
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.rounds.bursting import Burster
from portal.rounds.contract import noter
from portal.rounds.kinds import Outcome
from portal.rounds.machine import IDLE, LOOKING, MACHINE, Machine
from portal.rounds.marks import Marker
from portal.rounds.metrics import BATCH, LOOKS
from portal.rounds.opening import SILENT_SECONDS, Lend, Opener, lends_nothing
from portal.rounds.recording import (
    Network,
    Note,
    Recorder,
    Seen,
    Waiting,
    note_nothing,
    store_seen,
)
from portal.rounds.rota import Keys, Post, posts_of, reference_pictures
from portal.rounds.rules.leads import FoundLead
from portal.rounds.rules.looks import MINUTE, may_be_ours
from portal.rounds.seeing import Eyes
from portal.rounds.signals import leads_found
from portal.rounds.suspecting import Histories, Suspect, Witness
from portal.rounds.watching import Glance, Watch
from portal.settings import Settings
from portal.shell import clock
from portal.shell.current import current_settings
from transcoder.libc import trim_memory
from transcoder.limits import Limits
from transcoder.loan import lent_frame
from transcoder.worker import resolved_head_finder

log = logging.getLogger(__name__)

_opening = Lock()
TRIM_SECONDS = 60.0  # freed memory would else stay with the allocator, see docs/design/video.md


class Looking:
    """One process's looks at Cameras: one sampler for all batches, and what it needs.

    `lend` gives frames of running streams, `note` follows how the Cameras are, `machine` finds
    leads.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        lend: Lend = lends_nothing,
        note: Note = note_nothing,
        machine: Machine = IDLE,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        limits = Limits(
            watchdog_seconds=SILENT_SECONDS,
            key_wait_seconds=0.0,
            certificates=settings.camera_certificates_file,
        )
        root, head_finder = settings.live_directory, resolved_head_finder(settings.people_finder)
        self._opener = Opener(root, limits, lend=lend, wall=_unix_seconds)
        self._sampler = Sampler(self._opener, pace=pace_of(settings), wall=_unix_seconds)
        self._eyes = Eyes(root, settings.stills_directory, head_finder=head_finder)
        guarded = Guarded(machine.make_watcher or partial(watcher_in, settings.models_directory))
        self._witness = Witness(lambda: guarded.cards, head_finder)
        self._histories = Histories()
        self._machine = machine
        self.watch = Watch(
            scenes=guarded, burst=Burster(root, limits, lend=lend, wall=_unix_seconds)
        )
        self._cipher = AddressCipher(settings.encryption_keys())
        self._marker = Marker(settings.signing_key())
        self._networks = settings.camera_networks
        self._network = Network()
        self._lock = Lock()
        self._unsure: list[Waiting] = []
        self._note = note
        self._tick = tick
        self._trimmed_at = tick()

    def look_at(
        self, engine: Engine, cameras: Sequence[int], *, minute: datetime, stop: Event
    ) -> None:
        """Look at these Cameras within `minute`, and store what is seen every few seconds.

        Those that have no turn before the minute is over, or before `stop` is set, stay unknown.
        """
        began = self._tick()
        posts, settings = self._posts(engine, cameras)
        recorder = self._recorder(engine, hosts={post.source.host for post in posts.values()})
        seconds = (minute + MINUTE - clock.now()).total_seconds()
        sources = {code: post.source for code, post in posts.items()}
        targets = [self._target(post) for post in posts.values() if post.standing is None]
        for post in posts.values():
            if post.standing is not None:
                recorder.add(self._eyes.refused(post, minute=minute, now=clock.now()))
        with self._opener.knowing(sources), recorder.storing():
            for look in self._sampler.look_at(targets, round_seconds=seconds, stop=stop):
                seen = self._seen(look, posts[look.code], minute)
                recorder.add(seen)
                if look.frame is not None and seen.observation.outcome is Outcome.GOOD:
                    self._infer(engine, posts[look.code], look.frame, settings, seen.is_still)
        unsure = recorder.finish(nap=stop.wait)
        with self._lock:
            self._unsure += unsure
        BATCH.observe(self._tick() - began)
        self._trim()

    def _recorder(self, engine: Engine, *, hosts: Collection[str]) -> Recorder:
        """A batch's recorder, which goes on with what was not sure at the end of the last.

        Silence waits where so many `hosts` are asked that it could be ours.
        """
        with self._lock:
            unsure, self._unsure = self._unsure, []
        return Recorder(
            lambda seen: self._store(engine, seen),
            sure=self._network.sure if may_be_ours(hosts) else len,
            unsure=unsure,
            tick=self._tick,
        )

    def _seen(self, look: Look, post: Post, minute: datetime) -> Seen:
        try:
            return self._eyes.seen(look, post, minute=minute, now=clock.now())
        except Exception as error:
            facts = {"camera": post.source.code, "error": type(error).__name__}
            log.exception("look_not_judged", extra=facts)
            return self._eyes.unjudged(post, now=clock.now())

    def _infer(
        self,
        engine: Engine,
        post: Post,
        frame: Frame,
        settings: Mapping[int, Setting],
        is_still: bool,
    ) -> None:
        """Have the machine look at a good picture where some class is looked for."""
        setting = settings.get(post.camera_id)
        if setting is None or not setting.codes:
            return
        suspect = Suspect(post.camera_id, post.source, setting, self._witness, self._histories)
        self.watch.offer(Glance(
            suspect, frame, is_still=is_still, store=lambda lead: self._announce(engine, lead)
        ))  # fmt: skip

    def _announce(self, engine: Engine, lead: FoundLead) -> None:
        """Tell the floors above of a lead, in a transaction of its own."""
        with self._machine.within(), Session(engine) as session:
            leads_found.send(session, leads=(lead,), now=clock.now())
            session.commit()

    def _posts(
        self, engine: Engine, cameras: Sequence[int]
    ) -> tuple[dict[str, Post], Mapping[int, Setting]]:
        """What is to be looked at, by code, with the reference pictures at hand, and what for."""
        # A name is resolved anew for each batch.
        keys = Keys(self._cipher, AddressGate(self._networks), self._marker)
        with Session(engine) as session:
            found = posts_of(session, cameras, now=clock.now(), keys=keys)
            posts = {post.source.code: post for post in found}
            packed = reference_pictures(session, self._eyes.unread(posts))
            settings = self._machine.watched(session, cameras, now=clock.now())
        for post in posts.values():
            if post.camera_id in packed:
                self._eyes.refer(post, packed[post.camera_id])
        return posts, settings

    def _target(self, post: Post) -> Camera:
        code, looked_at = post.source.code, post.looked_at
        return Camera(
            code=code,
            host=post.source.host,
            gop_seconds=self._opener.gop_seconds(code),
            looked_at=None if looked_at is None else looked_at.timestamp(),
        )

    def _store(self, engine: Engine, seen: Sequence[Seen]) -> None:
        believed = self._network.believed(seen)
        with Session(engine) as session:
            store_seen(session, believed, note=self._note, now=clock.now())
            session.commit()
        for each in believed:
            LOOKS.labels(each.observation.outcome.value).inc()

    def _trim(self) -> None:
        if self._tick() - self._trimmed_at >= TRIM_SECONDS:
            self._trimmed_at = self._tick()
            trim_memory()


def pace_of(settings: Settings) -> Pace:
    """How fast this process looks; half of what a recorder bears is left to viewers."""
    return Pace(
        at_once=settings.looks_at_once,
        host_at_once=max(1, settings.host_sessions // 2),
        host_per_second=max(1, settings.host_connects),
    )


def _unix_seconds() -> float:
    return clock.now().timestamp()


def looking() -> Looking:
    """The present application's eyes, opened at the first call."""
    with _opening:  # batches come to several threads at once, and a process has one pair of eyes
        found: Looking | None = current_app.extensions[LOOKING]
        if found is None:
            settings = current_settings()
            found = current_app.extensions[LOOKING] = Looking(
                settings,
                lend=lent_frame,
                note=noter(settings),
                machine=current_app.extensions[MACHINE],
            )
        return found


def present_engine() -> Engine:
    """The present application's database."""
    return db.engine
