"""One fault played under load: what viewers saw, when all was well again, what is missing."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bench.chaos.cameras import Cameras
from bench.stage import House, NotInTime, until
from portal.rounds.rules.minutes import NOTHING, MinuteMap
from portal.shell.rules import local

BEFORE_SECONDS = 5.0
AFTER_SECONDS = 8.0  # until a stream that began anew has its first segment
MINUTE_SECONDS = 60.0
STORED_SECONDS = 25.0  # into a minute: what was not sure in the one before is by then
EACH_SECONDS = 0.25
PATIENT_SECONDS = 20.0  # after so long a reader has gone

Minutes = Mapping[tuple[int, date], MinuteMap]  # by camera and day


@dataclass(slots=True)
class Scene:
    """The house in which something breaks, its cameras, and what else can be broken there.

    `disks` are small file systems of their own; `cut` and `join` part the house from what has
    this name, and bring it back; `clock` holds how wrong the clock of the nodes is.
    """

    house: House
    cameras: Cameras
    disks: dict[str, Path] = field(default_factory=dict)
    cut: Callable[[str], None] | None = None
    join: Callable[[str], None] | None = None
    clock: Path | None = None
    watched: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that breaks and is mended by `act`, in a scene of the kind `place`.

    `what` tells it in words. `is_of_cameras` says that cameras really gave no picture, so that
    their minutes may be told as bad.
    """

    what: str
    act: Callable[[Scene], None]
    place: str = "one"
    is_of_cameras: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fault cost; seconds unless the name says otherwise."""

    fault: str
    broken: float
    well_after_mending: float | None
    longest_without_list: float
    longest_without_picture: float
    slowest_answer: float
    answers: dict[str, int]
    records: int
    records_lost: int
    minutes_lost: int
    minutes_unknown: int
    minutes_wrong: int

    @property
    def is_kept(self) -> bool:
        """Whether nothing that was promised is missing or wrong, and all is well again."""
        wrong = self.records_lost + self.minutes_lost + self.minutes_wrong
        return wrong == 0 and self.well_after_mending is not None


@dataclass(slots=True)
class Load:
    """Viewers, readers and players at work, and what they were answered."""

    house: House
    watched: int = 1
    stop: threading.Event = field(default_factory=threading.Event)
    written: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    longest_gap: float = 0.0
    longest_still: float = 0.0

    def view(self) -> None:
        """Ask for a playlist again and again, as a player does."""
        last_good = last_new = time.monotonic()
        listed = b""
        while not self.stop.wait(EACH_SECONDS):
            status, body = self._ask("playlist", f"/live/{self.house.codes[0]}/index.m3u8")
            now = time.monotonic()
            if status == 200:
                self.longest_gap = max(self.longest_gap, now - last_good)
                last_good = now
                if body != listed:
                    self.longest_still = max(self.longest_still, now - last_new)
                    listed, last_new = body, now
        self.longest_gap = max(self.longest_gap, time.monotonic() - last_good)
        self.longest_still = max(self.longest_still, time.monotonic() - last_new)

    def view_others(self) -> None:
        """Have the other watched cameras running."""
        while not self.stop.wait(2.0):
            for code in self.house.codes[1 : self.watched]:
                self.house.ask(f"/live/{code}/index.m3u8", seconds=PATIENT_SECONDS)

    def read(self) -> None:
        """Ask for the front page."""
        while not self.stop.wait(EACH_SECONDS):
            self._ask("page", "/")

    def report(self) -> None:
        """Report viewings; those that were answered with a number have to be found later."""
        path = f"/live/{self.house.codes[0]}/viewing"
        while not self.stop.wait(EACH_SECONDS):
            status, body = self._ask("report", path, {"first_picture_ms": 900})
            if status == 201:
                self.written.append(json.loads(body)["viewing"])

    def _ask(self, kind: str, path: str, body: object = None) -> tuple[int, bytes]:
        began = time.monotonic()
        status, answer = self.house.ask(path, body=body, seconds=PATIENT_SECONDS)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.statuses[f"{kind} {status or 'nothing'}"] += 1
        return status, answer


@contextmanager
def load(house: House, *, watched: int = 1) -> Iterator[Load]:
    """Viewers, a reader and a player, until the block is left."""
    busy = Load(house, watched)
    acts = (busy.view, busy.view_others, busy.read, busy.report)
    threads = [threading.Thread(target=each) for each in acts]
    for each in threads:
        each.start()
    try:
        yield busy
    finally:
        busy.stop.set()
        for each in threads:
            each.join()


def is_well(house: House) -> bool:
    """Whether everything works: pages, pictures, records."""
    code = house.codes[0]
    return (
        all(node.ask("/readyz")[0] == 200 for node in house.nodes)
        and house.ask("/")[0] == 200
        and house.plays(code)
        and house.ask(f"/live/{code}/viewing", body={"first_picture_ms": 900})[0] == 201
    )


def all_play(scene: Scene) -> bool:
    """Whether every watched camera plays."""
    return all(scene.house.plays(code) for code in scene.house.codes[: scene.watched])


def newest(house: House) -> bytes:
    """The playlist as it is now: a picture that moves changes it every two seconds."""
    status, body = house.ask(f"/live/{house.codes[0]}/index.m3u8")
    return body if status == 200 else b""


def found(house: House, ids: list[str]) -> int:
    """How many of these records are in the database."""
    question = text("SELECT count(*) FROM viewing WHERE id = ANY(:ids)")
    with house.reading() as connection:
        return int(connection.scalar(question, {"ids": ids}) or 0)


def unknown_minutes(minutes: Minutes, *, began: datetime, ended: datetime) -> int:
    """Minutes of cameras that began and ended within this time and that nobody looked at."""
    count, cameras = 0, {camera for camera, _ in minutes}
    at = began.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while at + timedelta(minutes=1) <= ended:
        here = local(at)
        bit = 1 << 60 * here.hour + here.minute
        for camera in cameras:
            count += not minutes.get((camera, here.date()), NOTHING).looked & bit
        at += timedelta(minutes=1)
    return count


def bad_minutes(minutes: Minutes, before: Minutes) -> int:
    """Minutes of cameras that are told as bad and were not `before`."""
    count = 0
    for key, known in minutes.items():
        told = before.get(key, NOTHING)
        count += (known.looked & ~known.good & ~(told.looked & ~told.good)).bit_count()
    return count


def strange_minutes(minutes: Minutes, before: Minutes, *, began: datetime, ended: datetime) -> int:
    """Minutes of cameras that are told and were not `before`, though they lie outside this time."""
    now, at = set[tuple[date, int]](), began.replace(second=0, microsecond=0)
    while at <= ended:
        now.add((local(at).date(), 60 * local(at).hour + local(at).minute))
        at += timedelta(minutes=1)
    count = 0
    for (camera, day), known in minutes.items():
        fresh = known.looked & ~before.get((camera, day), NOTHING).looked
        expected = sum(1 << minute for its_day, minute in now if its_day == day)
        count += (fresh & ~expected).bit_count()
    return count


def play(name: str, fault: Fault, scene: Scene) -> Outcome:
    """Break and mend one part under load."""
    house = scene.house
    until(lambda: is_well(house) and all_play(scene), what=f"all well before {name}")
    looked, first = house.minutes(), datetime.now(UTC)
    with load(house, watched=scene.watched) as busy:
        time.sleep(BEFORE_SECONDS)
        began = time.monotonic()
        fault.act(scene)
        mended, before = time.monotonic(), newest(house)
        healed: float | None
        try:
            until(
                lambda: newest(house) != before and is_well(house) and all_play(scene),
                what=f"all well after {name}",
            )
            healed = time.monotonic() - mended
        except NotInTime:
            healed = None
        time.sleep(AFTER_SECONDS)
        if mended - began > MINUTE_SECONDS / 2:  # else no look need have failed
            time.sleep(MINUTE_SECONDS - time.time() % MINUTE_SECONDS + STORED_SECONDS)
    after, last = house.minutes(), datetime.now(UTC)
    bad = 0 if fault.is_of_cameras else bad_minutes(after, looked)
    return Outcome(
        fault=name,
        broken=mended - began,
        well_after_mending=healed,
        longest_without_list=busy.longest_gap,
        longest_without_picture=busy.longest_still,
        slowest_answer=busy.slowest,
        answers=dict(sorted(busy.statuses.items())),
        records=len(busy.written),
        records_lost=len(busy.written) - found(house, busy.written),
        minutes_lost=sum(
            (known.looked & ~after.get(key, NOTHING).looked).bit_count()
            for key, known in looked.items()
        ),
        minutes_unknown=unknown_minutes(after, began=first, ended=last),
        minutes_wrong=bad + strange_minutes(after, looked, began=first, ended=last),
    )
