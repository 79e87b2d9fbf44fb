"""A district in rounds while streams are watched and lists are read, and what gives way first.

One node as it is shipped, with PostgreSQL: web, transcoder, detectors, worker and nginx, each a
process. Minute by minute: rounds alone, then with the streams and viewers of the goal, then with
twice as many. Looks are those of the whole minute; the rest is measured in its first part, and in
its last one the streams of the next minute are started. Cameras are simulated, `open`, 640×360 at
500 kbit/s, on loopback; viewers read lists through nginx and fetch no segments.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import text

from bench.cameras import simulated
from bench.figures import Figure
from bench.looks import SMALL
from bench.openloop import STARTING, Ask, Came, Offer, offer
from bench.processes import OTHERS, Neighbours, cpu_seconds, family, memory_bytes
from bench.stage import NGINX, House, stage
from portal.rounds.rules.minutes import unpacked
from portal.shell import clock
from portal.shell.rules import local
from tests.support.postgres import new_server, server_programs
from transcoder.demand import PLAYLIST

CAMERAS, STREAMS, VIEWERS = 2_210, 100, 1_000
ASKS_A_VIEWER = 0.5  # a second: a player asks as often as there is a new segment
MINUTE = 60.0
BEGINS_SECONDS = 120.0  # at most, until each camera was looked at once
WINDOW_SECONDS = 38.0  # of a minute, from its beginning
STORED_SECONDS = 12.0  # after a minute, by then its last looks are in the database
SETTINGS = {
    "MINGCHU_ROUND_BATCH": "150",
    "MINGCHU_LEAD_CODES": "PPE-CAP,PPE-MASK,SPR-STAFF",  # as shipped: every frame is inferred
    "MINGCHU_HOST_SESSIONS": "100000",  # the simulator is one host for all cameras
    "MINGCHU_HOST_CONNECTS_PER_SECOND": "100000",
}
LEAST_LOOKED, MOST_LEFT_OUT = 0.99, 0.01
MOST_P95_MS, MOST_ERRORS, MOST_AGE_SECONDS, LEAST_PLAYING = 500.0, 0.001, 6.0, 0.99


@dataclass(frozen=True, slots=True)
class Phase:
    """A minute under a load: so many streams, watched by so many viewers."""

    name: str
    streams: int
    viewers: int


@dataclass(frozen=True, slots=True)
class Minute:
    """What was seen of a phase; CPU in cores and memory in MB by process.

    `looked` and `good` are shares of cameras, `left_out` of frames, `playing` of streams;
    `written` is what the database wrote ahead, in bytes a second.
    """

    phase: Phase
    at: datetime
    cores: Mapping[str, float]
    memory: Mapping[str, float]
    left_out: float
    written: float
    playing: float
    age_seconds: float
    came: Came | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A minute with its looks, as the database has them."""

    minute: Minute
    looked: float
    good: float


class Scene:
    """A running house, and how to tell what it costs and gives."""

    def __init__(self, house: House, cameras: int) -> None:
        self.house = house
        self._node = house.nodes[0]
        pid_file = house.server.directory / "cluster" / "postmaster.pid"
        self._heads = {name: process.pid for name, process in self._node.running.items()}
        self._heads |= {
            "postgresql": int(pid_file.read_text().splitlines()[0]), "cameras": cameras,
        }  # fmt: skip

    def wait(self) -> None:
        """Wait until each camera was looked at, for a while at most."""
        until = time.monotonic() + BEGINS_SECONDS
        while time.monotonic() < until and self._one("SELECT count(*) FROM camera_condition") < len(
            self.house.codes
        ):
            time.sleep(1.0)

    def live(self, phase: Phase) -> Minute:
        """Let the minute that has just begun pass under the load of `phase`, but for its end."""
        before, cut, written = self._cpu(), self._left_out(), self._written()
        at, began = clock.now(), time.monotonic()
        with ThreadPoolExecutor(1) as pool:
            crowd = pool.submit(self.crowd, phase, WINDOW_SECONDS)
            time.sleep(WINDOW_SECONDS)
            ages = self._ages(phase.streams)
            passed, after = time.monotonic() - began, self._cpu()
            came = crowd.result()
        cores = {name: (after[name] - before[name]) / passed for name in after}
        if came is not None:
            cores["viewers"] = came.cpu_seconds / WINDOW_SECONDS
        playing = [age for age in ages if age is not None]
        return Minute(
            phase=phase, at=at, cores=cores,
            memory={name: memory_bytes(family(pid)) / 1e6 for name, pid in self._heads.items()},
            left_out=(self._left_out() - cut) / (len(self.house.codes) * passed / MINUTE),
            written=(self._written() - written) / passed,
            playing=len(playing) / phase.streams if phase.streams else 1.0,
            age_seconds=max(playing, default=0.0), came=came,
        )  # fmt: skip

    def crowd(self, phase: Phase, seconds: float) -> Came | None:
        """Have the streams of `phase` watched for a while; None when nobody watches."""
        if not phase.viewers:
            return None
        asks = [Ask(f"/live/{code}/{PLAYLIST}") for code in self.house.codes[: phase.streams]]
        rate = ASKS_A_VIEWER * phase.viewers
        return offer(Offer(self._node.port, rate, seconds, asks, connections=phase.viewers))

    def seen(self, minute: Minute) -> Seen:
        """The looks of a minute."""
        at = local(minute.at)
        bit = 1 << (60 * at.hour + at.minute)
        with self.house.reading() as connection:
            rows = connection.execute(
                text("SELECT looked, good FROM camera_day WHERE day = :day"), {"day": at.date()}
            ).all()
        count = len(self.house.codes)
        return Seen(
            minute,
            looked=sum(bool(unpacked(looked) & bit) for looked, _ in rows) / count,
            good=sum(bool(unpacked(good) & bit) for _, good in rows) / count,
        )

    def size(self) -> int:
        """Bytes of the database."""
        return self._one("SELECT pg_database_size(current_database())")

    def _ages(self, streams: int) -> list[float | None]:
        """How old the newest segment of each stream is; None where there is no list."""
        now, ages = time.time(), list[float | None]()
        for code in self.house.codes[:streams]:
            path = self._node.live / code / PLAYLIST
            ages.append(now - path.stat().st_mtime if path.exists() else None)
        return ages

    def _cpu(self) -> dict[str, float]:
        return {name: cpu_seconds(family(pid)) for name, pid in self._heads.items()}

    def _left_out(self) -> float:
        """Frames that were not inferred because too many waited, as the detector tells it."""
        files = (self._node.folder / "data" / "metrics").glob("detector-*.prom")
        return sum(
            float(line.rpartition(" ")[2])
            for path in files
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.startswith("mingchu_frames_left_out_total")
        )

    def _written(self) -> int:
        return self._one("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")

    def _one(self, question: str) -> int:
        with self.house.reading() as connection:
            return int(connection.scalar(text(question)) or 0)


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Looks, lists, pictures and CPU of each minute, and what gave way first."""
    if NGINX is None or server_programs() is None:
        print("bench crowd: nginx and PostgreSQL are needed; `make test-deps` installs them",
              file=sys.stderr)  # fmt: skip
        return
    cameras, streams, viewers = (
        max(1, round(options.scale * number)) for number in (CAMERAS, STREAMS, VIEWERS)
    )
    yield Figure(name="crowd.scale", value=options.scale, unit="of the goal")
    phases = (
        Phase("alone", 0, 0), Phase("goal", streams, viewers),
        Phase("double", min(cameras, 2 * streams), 2 * viewers),
    )[: options.minutes]  # fmt: skip
    settings = SETTINGS | {"MINGCHU_DETECTORS": str(options.detectors)}
    neighbours = Neighbours()
    with ExitStack() as stack:
        simulator = stack.enter_context(simulated(directory, cameras, SMALL, grain=True))
        server = stack.enter_context(new_server())
        addresses = list(simulator.addresses.values())
        house = stack.enter_context(
            stage(directory / "house", addresses, server=server, nodes=1, more=settings)
        )
        house.wait_until_ready()
        scene = Scene(house, simulator.process.pid)
        scene.wait()
        minutes = _minutes(scene, phases)
        time.sleep(STORED_SECONDS)
        seen = [scene.seen(minute) for minute in minutes]
        size = scene.size()
    for each in seen:
        yield from _told(each)
    yield Figure(name="crowd.database", value=size / 1e6, unit="MB")
    yield _first(seen)
    yield Figure(name="crowd.others", value=neighbours.share(), unit=OTHERS)


def _minutes(scene: Scene, phases: Sequence[Phase]) -> list[Minute]:
    """A minute a phase; in its last part what the next one needs is started."""
    minutes = []
    _sleep_until_next()
    for phase, following in zip_longest(phases, phases[1:]):
        minutes.append(scene.live(phase))
        if following is not None:
            scene.crowd(following, max(1.0, _left() - 2.0))
        _sleep_until_next()
    return minutes


def _left() -> float:
    """Seconds of this minute that are left."""
    return MINUTE - clock.now().timestamp() % MINUTE


def _sleep_until_next() -> None:
    time.sleep(_left())


def _told(seen: Seen) -> Iterator[Figure]:
    minute, came = seen.minute, seen.minute.came
    name = f"crowd.{minute.phase.name}"
    yield Figure(name=f"{name}.looked", value=seen.looked, unit="share of cameras")
    yield Figure(name=f"{name}.good", value=seen.good, unit="share of cameras")
    yield Figure(name=f"{name}.left_out", value=minute.left_out, unit="share of frames")
    if came is not None:
        yield Figure(name=f"{name}.lists", value=came.answered / WINDOW_SECONDS, unit="1/s")
        yield Figure(name=f"{name}.lists.p95", value=came.p95_ms, unit="ms")
        yield Figure(name=f"{name}.lists.starting", value=_starting(came), unit="share of lists")
        yield Figure(name=f"{name}.lists.errors", value=_errors(came), unit="share of lists")
        yield Figure(name=f"{name}.playing", value=minute.playing, unit="share of streams")
        yield Figure(name=f"{name}.age", value=minute.age_seconds, unit="s, of the oldest picture")
    for process, cores in minute.cores.items():
        yield Figure(name=f"{name}.cpu.{process}", value=cores, unit="cores")
    for process, size in minute.memory.items():
        yield Figure(name=f"{name}.memory.{process}", value=size, unit="MB")
    yield Figure(name=f"{name}.written", value=minute.written / 1e3, unit="kB/s of write-ahead log")


def _starting(came: Came) -> float:
    """The share of lists that were not there yet; a stream that never starts is not playing."""
    return came.statuses.get(STARTING, 0) / sum(came.statuses.values())


def _errors(came: Came) -> float:
    return came.errors("200", STARTING) / sum(came.statuses.values())


def given_way(seen: Seen) -> list[str]:
    """What of a minute is not as it should be, the worst for people first."""
    minute, came = seen.minute, seen.minute.came
    checks = {
        "lists": came is not None and (came.p95_ms > MOST_P95_MS or _errors(came) > MOST_ERRORS),
        "pictures": minute.playing < LEAST_PLAYING or minute.age_seconds > MOST_AGE_SECONDS,
        "looks": seen.looked < LEAST_LOOKED,
        "frames": minute.left_out > MOST_LEFT_OUT,
    }
    return [name for name, is_so in checks.items() if is_so]


def _first(seen: Sequence[Seen]) -> Figure:
    """In which minute something gave way first, counted from 1, and what; 0: nothing did."""
    for number, each in enumerate(seen, start=1):
        if what := given_way(each):
            name = f"crowd.gave_way_first.{'+'.join(what)}"
            return Figure(name=name, value=number, unit=f"minute, {each.minute.phase.name}")
    return Figure(name="crowd.gave_way_first.nothing", value=0, unit="minute")
