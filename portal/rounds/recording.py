"""Keeps what was seen until the database has it, in short transactions of a few seconds each."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.rounds.kinds import Outcome
from portal.rounds.operations import note_logins, store_looks
from portal.rounds.operations.references import keep_learnt
from portal.rounds.operations.refusals import NewRefusal
from portal.rounds.rules.looks import NOBODY_SILENT
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.rules.observations import Observation
from portal.rounds.rules.refusals import Login
from portal.shell.rules import local

STORE_SECONDS = 2.0
# What the database did not take for so long is given up: those minutes stay unknown.
KEEP_SECONDS = 45.0
# Whether silence is ours shows by then: the next minute's looks have begun.
UNSURE_SECONDS = 60.0
LOOK_SECONDS = 12.0  # no look lasts longer, but those that wait for a rare key frame
RETRY_SECONDS = 1.0
NO_NETWORK = "no_network"
ROUNDS = Actor.system("rounds")

log = logging.getLogger(__name__)

Jpeg = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one look, to be stored.

    `minute` is the one it counts for, None when it counts for none. `refused` and `accepted`
    tell what became of its login where that is news; `reference` is one that was just learnt.
    `picture` gives the frame as JPEG, unprotected, where it may be needed as a proof. `host` is
    the one that was tried, None when none was; `is_silent` says that it did not answer at all.
    `is_still` says that the picture shows what the last look did.
    """

    observation: Observation
    minute: datetime | None
    refused: NewRefusal | None = None
    accepted: Login | None = None
    reference: bytes | None = None
    picture: Jpeg | None = None
    host: str | None = None
    is_silent: bool = False
    is_still: bool = False


Waiting = tuple[float, Seen]  # since when, in monotonic seconds
PictureOf = Callable[[Observation], bytes | None]


class Note(Protocol):
    """Whoever follows how the Cameras are."""

    def __call__(
        self,
        session: Session,
        observations: Sequence[Observation],
        *,
        now: datetime,
        picture_of: PictureOf,
    ) -> None:
        """Take note of `observations` within the transaction of `session`.

        `picture_of` gives the JPEG of what a look decoded, None where there is none.
        """


def note_nothing(
    session: Session,
    observations: Sequence[Observation],
    *,
    now: datetime,
    picture_of: PictureOf,
) -> None:
    """Take no note: nobody follows how the Cameras are."""


def store_seen(session: Session, seen: Sequence[Seen], *, note: Note, now: datetime) -> None:
    """Write what was `seen`; does not commit. Coming twice it changes nothing the second time."""
    for day, maps in _maps(seen).items():
        store_looks(session, day, maps)
    note_logins(
        session,
        [each.refused for each in seen if each.refused is not None],
        {each.observation.camera_id: each.accepted for each in seen if each.accepted is not None},
    )
    for each in seen:
        if each.reference is not None:
            number = each.observation.camera_id
            keep_learnt(session, number, each.reference, actor=ROUNDS, now=now)
    pictures = {
        (each.observation.camera_id, each.observation.at): each.picture
        for each in seen
        if each.picture is not None
    }

    def picture_of(look: Observation) -> bytes | None:
        make = pictures.get((look.camera_id, look.at))
        return None if make is None else make()

    observations = [each.observation for each in seen]
    note(session, observations, now=now, picture_of=picture_of)


class Network:
    """Tells a silent Camera from a network of ours that is gone; one a process."""

    def __init__(self, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._tick = tick
        self._touch = NOBODY_SILENT
        self._doubted_until = float("-inf")

    def sure(self, seen: Sequence[Seen]) -> int:
        """How many of `seen`, in order, need not wait for what comes after them.

        Silence waits until some host answers, or so many are silent that it is ours.
        """
        silent: list[int] = []
        with self._lock:
            touch = self._touch
        for number, each in enumerate(seen):
            if each.host is not None:
                touch = touch.after(each.host, has_answered=not each.is_silent)
                silent = [*silent, number] if each.is_silent else []
        return silent[0] if silent and not touch.is_lost else len(seen)

    def believed(self, seen: Sequence[Seen]) -> list[Seen]:
        """`seen`, in order; those whose silence is ours are nothing known."""
        with self._lock:
            doubted = set(self._doubted(seen))
        if doubted:
            log.warning("network_lost", extra={"looks": len(doubted)})
        return [
            _disbelieved(each) if number in doubted else each for number, each in enumerate(seen)
        ]

    def _doubted(self, seen: Sequence[Seen]) -> Iterator[int]:
        """The places of those that were silent while nobody answered, or had begun then."""
        silent: list[int] = []
        for number, each in enumerate(seen):
            if each.host is None:
                continue
            was_lost = self._touch.is_lost
            self._touch = self._touch.after(each.host, has_answered=not each.is_silent)
            if each.is_silent:
                silent.append(number)
                if self._tick() < self._doubted_until:
                    yield number
                continue
            if was_lost:
                self._doubted_until = self._tick() + LOOK_SECONDS
                yield from silent
            silent = []
        if self._touch.is_lost:
            yield from silent


class Recorder:
    """Takes what is seen and hands it to `store`, again and again while the database is away.

    `store` writes and commits, or raises SQLAlchemyError and has written nothing. `sure` tells
    how many of the first need not wait for what is seen next; `unsure` are those that have waited
    since another recorder finished.
    """

    def __init__(
        self,
        store: Callable[[Sequence[Seen]], None],
        *,
        sure: Callable[[Sequence[Seen]], int] = len,
        unsure: Sequence[Waiting] = (),
        tick: Callable[[], float] = time.monotonic,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self._store = store
        self._sure = sure
        self._tick = tick
        self._keep_seconds = keep_seconds
        self._lock = threading.Lock()
        self._storing = threading.Lock()
        self._waiting = list(unsure)
        self.given_up = 0

    def add(self, seen: Seen) -> None:
        """Keep `seen` until it is stored."""
        with self._lock:
            self._waiting.append((self._tick(), seen))

    def flush(self) -> bool:
        """Store what is sure; False when something must wait for the database."""
        with self._storing:
            with self._lock:
                count = self._sure([seen for _, seen in self._waiting])
                long_ago = self._tick() - UNSURE_SECONDS
                count = max(count, sum(at <= long_ago for at, _ in self._waiting))
                taken, self._waiting = self._waiting[:count], self._waiting[count:]
            if not taken:
                return True
            try:
                self._store([seen for _, seen in taken])
            except SQLAlchemyError as error:
                return self._keep(taken, type(error).__name__)
            return True

    def finish(self, *, nap: Callable[[float], bool]) -> list[Waiting]:
        """Store what is sure, or give it up, and return what is not.

        `nap` waits some seconds and says whether to end.
        """
        while not self.flush():
            if nap(RETRY_SECONDS):
                break
        with self._lock:
            unsure, self._waiting = self._waiting, []
        return unsure

    @contextmanager
    def storing(self, *, every_seconds: float = STORE_SECONDS) -> Iterator[None]:
        """Store what waits every few seconds within the `with` statement."""
        stop = threading.Event()

        def run() -> None:
            while not stop.wait(every_seconds):
                self.flush()

        thread = threading.Thread(target=run, name="recorder", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _keep(self, taken: list[Waiting], reason: str) -> bool:
        now = self._tick()
        # Without its pictures: those of all dark cameras would be hundreds of megabytes.
        kept = [
            (at, replace(seen, picture=None)) for at, seen in taken if now - at < self._keep_seconds
        ]
        lost = len(taken) - len(kept)
        if lost:
            self.given_up += lost
            log.error("looks_given_up", extra={"looks": lost, "reason": reason})
        with self._lock:
            self._waiting = kept + self._waiting
        return not kept


def _disbelieved(seen: Seen) -> Seen:
    if not seen.is_silent:
        return seen
    look = replace(
        seen.observation, outcome=Outcome.UNKNOWN, code=None, cause=NO_NETWORK, measured={}
    )
    return replace(seen, observation=look, minute=None)


def _maps(seen: Sequence[Seen]) -> Mapping[date, Mapping[int, MinuteMap]]:
    """The minutes to be added, by day and Camera."""
    maps: dict[date, dict[int, MinuteMap]] = defaultdict(dict)
    for each in seen:
        look = each.observation
        if each.minute is None or look.outcome is Outcome.UNKNOWN:
            continue
        at = local(each.minute)
        minute = (60 * at.hour + at.minute,)
        is_good = look.outcome is Outcome.GOOD
        one = MinuteMap.of(good=minute) if is_good else MinuteMap.of(bad=minute)
        day = maps[at.date()]
        known = day.get(look.camera_id)
        day[look.camera_id] = one if known is None else known.merged(one)
    return maps
