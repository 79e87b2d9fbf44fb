"""Our load generator beside wrk: the same address, as many connections, more than can be answered.

If ours is to be trusted, a full server has to answer as many a second of ours as of wrk's, and each
answer has to cost it the same. That holds as long as the generator is quicker than the server. An
nginx that hands out a small file is quicker than ours: it is offered twice what benches offer.

What a user waits differs by design. wrk asks again when it was answered, so that 16 wait and nobody
else comes. Ours asks when it is time, so that all wait who would have come meanwhile.
"""

import argparse
import os
import re
import resource
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bench.figures import Figure
from bench.gate import CONNECTIONS, ROUND_SECONDS, rate_of, served_by, wait, wrk_report
from bench.load import A_REQUEST, MOST_RATE
from bench.openloop import Ask, Offer, offer
from bench.peers.web import handing_out
from bench.processes import cpu_seconds, family
from bench.stage import LOOPBACK, NGINX

ROUNDS = 3
SECONDS = 4.0
MOST = 2 * MOST_RATE
MORE = 1.25  # than wrk was answered; a second's work is then left at the end
A_FILE = b"#EXTM3U\n" + 700 * b"#"
_MEDIAN = re.compile(r"\s50%\s+([\d.]+)(us|ms|s)\b")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn: answers a second, CPU-ms an answer on both ends, the median wait."""

    rate: float
    server_ms: float
    generator_ms: float
    p50_ms: float


@dataclass(frozen=True, slots=True)
class Target:
    """Who is asked, where, and the process that does all the work."""

    port: int
    path: str
    process: int

    def turn(self, asked: Callable[[], tuple[float, float, float]]) -> Turn:
        """Have it asked; `asked` tells answers, seconds and the median wait (ms)."""
        server, generator = cpu_seconds(family(self.process)), _children_seconds()
        answers, seconds, p50_ms = asked()
        return Turn(
            rate=answers / seconds,
            server_ms=1000 * (cpu_seconds(family(self.process)) - server) / answers,
            generator_ms=1000 * (_children_seconds() - generator) / answers,
            p50_ms=p50_ms,
        )


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Rates, costs and waits as told by ours over those told by wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        told = "wrk is not measured: `make test-deps` installs it"
        print(f"bench peers: {told}", file=sys.stderr)
        return
    with ExitStack() as stack:
        address, process = stack.enter_context(served_by("bench.hello:app", dict(os.environ)))
        wait(address, patience_seconds=120)
        yield from _compared("flask", wrk, Target(urlsplit(address).port or 0, "/", process))
    if NGINX:
        folder = directory / "files"
        folder.mkdir()
        (folder / "file").write_bytes(A_FILE)
        with handing_out(folder, directory) as (port, process):
            wait(f"http://{LOOPBACK}:{port}/live/file")
            yield from _compared("nginx", wrk, Target(port, "/live/file", process))


def _compared(name: str, wrk: str, target: Target) -> Iterator[Figure]:
    theirs, ours = [], []
    for _ in range(ROUNDS):  # by turns, so that a busy machine slows both
        theirs.append(target.turn(partial(by_wrk, wrk, target)))
        most = min(MORE * theirs[-1].rate, MOST)
        ours.append(target.turn(partial(by_ours, target, most)))
    for what, unit, told, of in (
        ("rate", "1/s", statistics.median, lambda turn: turn.rate),
        ("server", A_REQUEST, min, lambda turn: turn.server_ms),
        ("itself", A_REQUEST, min, lambda turn: turn.generator_ms),
        ("p50", "ms", statistics.median, lambda turn: turn.p50_ms),
    ):
        yield Figure(
            name=f"peers.generator.{name}.{what}", value=told(map(of, ours)), unit=unit,
            reference=told(map(of, theirs)),
        )  # fmt: skip


def by_wrk(wrk: str, target: Target) -> tuple[float, float, float]:
    """Answers, seconds and median wait (ms) as wrk tells them."""
    address = f"http://{LOOPBACK}:{target.port}{target.path}"
    report = wrk_report(wrk, address, "--latency")
    return rate_of(report) * ROUND_SECONDS, ROUND_SECONDS, median_ms(report)


def median_ms(report: str) -> float:
    """The median wait as wrk reports it. Raises RuntimeError when it does not."""
    found = _MEDIAN.search(report)
    if found is None:
        raise RuntimeError(f"wrk printed no median:\n{report}")
    return float(found[1]) * _MS[found[2]]


def by_ours(target: Target, rate: float) -> tuple[float, float, float]:
    """The same as ours tells them, of an offer that is more than can be answered.

    What waited longest is what was asked last, so that the last answer came so much later.
    """
    asks = [Ask(target.path)]
    came = offer(Offer(target.port, rate, SECONDS, asks, connections=CONNECTIONS))
    if came.errors("200"):
        raise RuntimeError(f"{came.statuses} at {rate} a second")
    return came.answered, SECONDS + came.longest_ms / 1000, came.p50_ms


def _children_seconds() -> float:
    """CPU seconds of children that ended: of the generators, since the servers still run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
