"""Whole rounds: grab, decode, judge, store; the cameras' own CPU apart. How soon a state shows."""

import argparse
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.cameras import CLIP, simulated
from bench.district import District, district, standing_clock
from bench.figures import Figure
from bench.looks import CPU_MS_A_CAMERA, SMALL
from bench.processes import cpu_seconds
from portal.rounds.kinds import Outcome
from portal.shell import clock
from transcoder.simulator import CameraScript, Simulator
from transcoder.simulator.clips import ClipPlan, draw_clip

DISTRICT, SMALLEST = 2210, 200
WARM, MEASURED = 0, 2  # minutes; at the second round everything is late and comes at once
FLAPPING, UP_SECONDS, DOWN_SECONDS, FLAP_ROUNDS = 500, 5.0, 3.0, 4
WATCHED = 120
STATE_SECONDS = 60.0
INFERRED_CPU_MS = 54.0  # a camera, all in: a district a minute on two cores


@dataclass(frozen=True, slots=True)
class _Round:
    """What one round over `cameras` took; `good` is the share with a good picture."""

    cameras: int
    good: float
    cpu_ms: float
    simulator_ms: float
    seconds: float


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU of a round a camera at several sizes, wall time, leaks, and the latency of a state."""
    parts = set(
        options.only_rounds or ("360p", "growth", "inferred", "720p", "flapping", "latency")
    )
    if parts & {"360p", "growth"}:
        yield from _small(directory / "360p", parts, options.largest)
    if "inferred" in parts:
        yield from _inferred(directory / "inferred")
    if "720p" in parts:
        yield from _told("720p", _measured(directory / "720p", CLIP, DISTRICT), target=None)
    if "flapping" in parts:
        yield from _flapping(directory / "flapping")
    if "latency" in parts:
        yield from _latency(directory / "latency")


def _small(directory: Path, parts: set[str], largest: int) -> Iterator[Figure]:
    directory.mkdir()
    with simulated(directory, DISTRICT, SMALL, grain=True) as cameras:
        addresses, pid = list(cameras.addresses.values()), cameras.process.pid
        sizes = (SMALLEST, DISTRICT, largest) if "growth" in parts else (DISTRICT,)
        found: dict[int, _Round] = {}
        for size in sizes:
            with district(directory / str(size), addresses, cameras=size) as of:
                found[size] = _round(of, pid)
            name = f"360p.{size}"
            target = CPU_MS_A_CAMERA if size == DISTRICT else None
            yield from _told(name, found[size], target=target)
    if len(found) > 1:
        yield Figure(
            name="rounds.looking.growth", value=found[largest].cpu_ms, unit="CPU-ms a camera",
            reference=found[SMALLEST].cpu_ms,
        )  # fmt: skip


def _inferred(directory: Path) -> Iterator[Figure]:
    """Rounds in which the machine looks at each frame: a small one, and the district."""
    directory.mkdir()
    with simulated(directory, DISTRICT, SMALL, grain=True) as cameras:
        addresses, pid = list(cameras.addresses.values()), cameras.process.pid
        for size in (SMALLEST, DISTRICT):
            folder = directory / str(size)
            with district(folder, addresses, cameras=size, is_inferred=True) as of:
                done = _round(of, pid)
            yield from _told(f"inferred.{size}", done, target=INFERRED_CPU_MS)


def _measured(directory: Path, plan: ClipPlan, count: int) -> _Round:
    directory.mkdir()
    with (
        simulated(directory, count, plan, grain=True) as cameras,
        district(directory / "portal", list(cameras.addresses.values()), cameras=count) as of,
    ):
        return _round(of, cameras.process.pid)


def _round(of: District, simulator: int) -> _Round:
    """The second of two rounds, in which every camera has a memory and a row of its day.

    Of more cameras than a minute has room for, the first one.
    """
    cameras = len(of.codes)
    if cameras <= DISTRICT:
        with standing_clock(WARM):
            of.round()
        of.tally.outcomes()
    before = time.process_time(), cpu_seconds([simulator])
    with standing_clock(MEASURED):
        seconds = of.round()
    spent = time.process_time() - before[0], cpu_seconds([simulator]) - before[1]
    outcomes = of.tally.outcomes()
    looked = outcomes[Outcome.GOOD] + outcomes[Outcome.BAD]
    return _Round(
        cameras=cameras,
        good=outcomes[Outcome.GOOD] / cameras,
        cpu_ms=1000 * spent[0] / max(1, looked),
        simulator_ms=1000 * spent[1] / max(1, looked),
        seconds=seconds,
    )


def _told(name: str, done: _Round, *, target: float | None) -> Iterator[Figure]:
    yield Figure(
        name=f"rounds.looking.{name}.cpu", value=done.cpu_ms, unit="CPU-ms a camera",
        target=target, on_ratio=False,
    )  # fmt: skip
    yield Figure(name=f"rounds.looking.{name}.good", value=done.good, unit="share of cameras")
    yield Figure(name=f"rounds.looking.{name}.wall", value=done.seconds, unit="s")
    yield Figure(
        name=f"rounds.looking.{name}.simulator", value=done.simulator_ms, unit="CPU-ms a camera"
    )


def _flapping(directory: Path) -> Iterator[Figure]:
    """Threads and descriptors after rounds over cameras that come and go every few seconds."""
    directory.mkdir()
    times = {"up_seconds": UP_SECONDS, "down_seconds": DOWN_SECONDS}
    with (
        simulated(directory, FLAPPING, SMALL, **times) as cameras,
        district(directory / "portal", list(cameras.addresses.values()), cameras=FLAPPING) as of,
    ):
        held, outcomes = [], []
        for number in range(FLAP_ROUNDS):
            with standing_clock(2 * number):
                of.round()
            outcomes.append(of.tally.outcomes())
            held.append((threading.active_count(), len(os.listdir("/proc/self/fd"))))
        bad = sum(each[Outcome.BAD] for each in outcomes)
    (threads, files), (threads_after, files_after) = held[0], held[-1]
    yield Figure(
        name="rounds.flapping.failed", value=bad / FLAPPING / FLAP_ROUNDS, unit="share of looks"
    )
    yield Figure(
        name="rounds.flapping.threads", value=threads_after, unit="threads", reference=threads,
        target=1.0,
    )  # fmt: skip
    yield Figure(
        name="rounds.flapping.descriptors", value=files_after, unit="descriptors",
        reference=files, target=1.0,
    )  # fmt: skip


def _latency(directory: Path) -> Iterator[Figure]:
    """Seconds from a camera's death or return to its state in the database, in real minutes."""
    directory.mkdir()
    clip = draw_clip(directory / "clip.mp4", SMALL)
    living = CameraScript(clip, grain=True)
    names = [f"bench{number:05d}" for number in range(WATCHED)]
    with Simulator(dict.fromkeys(names, living)) as cameras:
        addresses = [cameras.url(name) for name in names]
        with district(directory / "portal", addresses, cameras=WATCHED) as of:
            turned = _rounds_with_deaths(of, cameras, names, living)
            waits = sorted(_waits(of, turned))
    quantiles = statistics.quantiles(waits, n=20)
    for name, value in (("p50", quantiles[9]), ("p95", quantiles[18]), ("max", waits[-1])):
        target = STATE_SECONDS if name == "p95" else None
        yield Figure(
            name=f"rounds.state.{name}", value=value, unit="s", target=target, on_ratio=False
        )
    within = sum(wait <= STATE_SECONDS for wait in waits) / len(waits)
    yield Figure(name="rounds.state.within_60s", value=within, unit="share of turns")


Turned = tuple[str, float, Outcome]


def _rounds_with_deaths(
    of: District, cameras: Simulator, names: list[str], living: CameraScript
) -> list[Turned]:
    """Do rounds minute after minute while cameras die and return once each at random moments."""
    chance, turned = random.Random(11), []
    stop = threading.Event()
    rounds = threading.Thread(target=_rounds, args=(of, stop))
    rounds.start()
    _until_next_minute(stop)
    _until_next_minute(stop)  # all have been seen by now
    began = time.monotonic()
    dead = replace(living, status=500)
    moments = [(chance.uniform(0, 100), name, dead) for name in names]
    moments += [(at + chance.uniform(80, 140), name, living) for at, name, _ in moments]
    for at, name, script in sorted(moments, key=lambda each: each[0]):
        time.sleep(max(0.0, began + at - time.monotonic()))
        cameras.set_script(name, script)
        outcome = Outcome.GOOD if script is living else Outcome.BAD
        turned.append((name, time.monotonic(), outcome))
    _until_next_minute(stop)
    _until_next_minute(stop)
    stop.set()
    rounds.join()
    return turned


def _rounds(of: District, stop: threading.Event) -> None:
    """A round a minute until `stop` is set, each in threads of its own."""
    running = []
    while not stop.is_set():
        thread = threading.Thread(target=of.round, kwargs={"stop": stop})
        thread.start()
        running.append(thread)
        _until_next_minute(stop)
    for thread in running:
        thread.join()


def _until_next_minute(stop: threading.Event) -> None:
    stop.wait(60.5 - clock.now().timestamp() % 60)


def _waits(of: District, turned: list[Turned]) -> Iterator[float]:
    """For each turn of a camera, how long it took until a look that saw it was stored."""
    by_name: dict[str, list[tuple[float, Outcome]]] = {}
    for look, at in of.tally.seen:
        number = list(of.codes).index(look.camera_id)
        by_name.setdefault(f"bench{number:05d}", []).append((at, look.outcome))
    for name, turned_at, outcome in turned:
        seen = [at for at, found in by_name.get(name, ()) if at > turned_at and found is outcome]
        if seen:
            yield min(seen) - turned_at
