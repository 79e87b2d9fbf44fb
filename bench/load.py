"""Pages, playlists, segments, the open interface and answers at rising rates, until it gives way.

One gunicorn as it is shipped, alone and with the shipped nginx in front, serves a filled district.
Asks come at a constant rate, whether or not earlier ones were answered (bench/openloop.py). First
what a request costs the servers, beside a bare Flask "hello" asked by turns with it; then rates
from half of what one core would have time for, upwards.
"""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from bench.figures import Figure
from bench.gate import served_by, wait
from bench.openloop import Ask, Came, Offer, offer
from bench.processes import OTHERS, Neighbours, cpu_seconds, family
from bench.serving import answer_asks, reading_asks, serving

COST_ROUNDS, COST_SECONDS = 3, 2.0
COST_RATES = {"page": 20, "front": 50, "playlist": 300, "segment": 100, "api": 60, "answer": 60}
HELLO_RATE = 300
STEPS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)  # of what one core would have time for
STEP_SECONDS = 3.0
P95_MS = 500.0
MOST_RATE = 3_000.0  # beyond, the generator gives way on a quiet machine too
LATE_MS = 100.0  # the generator itself; what it measures then is its own
GOOD = ("200", "303")
NOTHING = "nothing"

Draw = Callable[[int], Sequence[Ask]]


@dataclass(frozen=True, slots=True)
class Side:
    """A port under load, how to tell the CPU seconds behind it, and what to ask there.

    `draw` gives asks for so many; fewer when there are no more.
    """

    port: int
    cost: Callable[[], float]
    draw: Draw

    def offered(self, rate: float, seconds: float) -> tuple[Came, float] | None:
        """What came of it, and CPU-ms an answer; None when there is nothing left to ask."""
        asks = self.draw(round(rate * seconds))
        if not asks:
            return None
        before = self.cost()
        came = offer(Offer(self.port, rate, seconds, asks))
        return came, 1000 * (self.cost() - before) / max(1, came.answered)


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU-ms a request, and the rate that is held, for each kind of request and either front."""
    neighbours = Neighbours()
    with ExitStack() as stack:
        site = stack.enter_context(serving(directory))
        hello = stack.enter_context(_hello())
        answers = answer_asks(site)
        for name, asks in (*reading_asks(site.filled).items(), ("answer", answers)):
            draw = once_each(answers) if asks is answers else all_of(list(asks))
            for front, port in (("gunicorn", site.portal), ("nginx", site.front)):
                if port:
                    side = Side(port, site.cost, draw)
                    yield from _told(f"load.{name}.{front}", side, hello, COST_RATES[name])
        yield Figure(name="load.others", value=neighbours.share(), unit=OTHERS)


@contextmanager
def _hello() -> Iterator[Side]:
    """A bare Flask "hello" to be measured beside."""
    with served_by("bench.hello:app", dict(os.environ)) as (address, process):
        wait(address, patience_seconds=120)
        port = urlsplit(address).port or 0
        yield Side(port, lambda: cpu_seconds(family(process)), all_of([Ask("/")]))


def all_of(asks: Sequence[Ask]) -> Draw:
    """The same for any number: they are asked by turns."""
    return lambda _count: asks


def once_each(asks: Iterator[Ask]) -> Draw:
    """Each once; none when there are not enough left."""

    def draw(count: int) -> Sequence[Ask]:
        taken = list(islice(asks, count))
        return taken if len(taken) == count else []

    return draw


def _told(name: str, side: Side, hello: Side, rate: float) -> Iterator[Figure]:
    """What a request costs, what is held, and how it gives way."""
    cost, bare = costs(side, hello, rate)
    yield Figure(name=f"{name}.cpu", value=cost, unit="CPU-ms a request", reference=bare)
    held, by, found = 0.0, NOTHING, None
    for step in STEPS:
        rate = step * min(1000 / cost, MOST_RATE)
        found = side.offered(rate, STEP_SECONDS) if rate <= MOST_RATE else None
        if found is None or (by := what_gave_way(found[0])) != NOTHING:
            break
        held = rate
    # The reference is what one core has time for.
    yield Figure(name=f"{name}.held", value=held, unit="1/s", reference=1000 / cost)
    if found is not None and by != NOTHING:
        yield from _given_way(f"{name}.{by}_gave_way", rate, found[0])


def what_gave_way(came: Came) -> str:
    """Server or generator, or nothing: a twentieth waits half a second, or anybody gets errors."""
    if came.p95_ms <= P95_MS and not came.errors(*GOOD):
        return NOTHING
    return "generator" if came.late_ms > LATE_MS else "server"


def _given_way(name: str, rate: float, came: Came) -> Iterator[Figure]:
    yield Figure(name=name, value=rate, unit="1/s")
    yield Figure(name=f"{name}.p95", value=came.p95_ms, unit="ms")
    yield Figure(name=f"{name}.errors", value=came.errors(*GOOD), unit="requests")


def costs(
    side: Side, other: Side, rate: float, *, other_rate: float = HELLO_RATE
) -> tuple[float, float]:
    """CPU-ms a request of both: the least of some turns, since a busy machine adds to it."""
    ours: list[float] = []
    others: list[float] = []
    for _ in range(COST_ROUNDS):
        for of, at, spent in ((side, rate, ours), (other, other_rate, others)):
            found = of.offered(at, COST_SECONDS)
            if found is None:
                raise RuntimeError("there was nothing to ask")
            if found[0].errors(*GOOD):
                raise RuntimeError(f"{found[0].statuses} at {at} a second")
            spent.append(found[1])
    return min(ours), min(others)
