"""Pages, playlists, segments, the open interface and answers at rising rates, until it gives way.

One gunicorn as it is shipped, alone and with the shipped nginx in front, serves a filled district.
Asks come at a constant rate, whether or not earlier ones were answered (bench/openloop.py). First
what a request costs the servers, beside a bare Flask "hello" asked by turns with it; then rates
from half of what one core would have time for, upwards.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bench.databases import databases
from bench.figures import Figure
from bench.gate import served_by, wait
from bench.openloop import STARTING, UNANSWERED, Ask, Came, Offer, offer
from bench.processes import OTHERS, Neighbours, cpu_seconds, family
from bench.serving import Served, answer_asks, reading_asks, serving
from portal import create_app
from portal.extensions import db
from portal.front.public.blueprint import pictures
from portal.front.queries import district_now
from portal.settings import load

COST_ROUNDS, COST_SECONDS = 2, 1.5
COST_RATES = {"page": 20, "front": 50, "playlist": 300, "segment": 100, "api": 60, "answer": 60}
HELLO_RATE = 300
STEPS = (0.6, 0.8, 1.0, 1.25, 1.6, 2.0)  # of what one core would have time for
STEP_SECONDS = 3.0
P95_MS = 500.0
MOST_RATE = 3_000.0  # beyond, the generator gives way on a quiet machine too
LATE_MS = 100.0  # the generator itself; what it measures then is its own
GOOD = ("200", "303")
NOTHING = "nothing"
A_REQUEST = "CPU-ms a request"
READING_OR_WRITING = ("page", "front", "api", "answer")

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
    with _hello() as hello:
        for number, (_, address) in enumerate(databases("load")):
            with serving(directory / str(number), database=address) as site:
                yield from (_grown(site, hello) if address else _all(site, hello))
    yield Figure(name="load.others", value=neighbours.share(), unit=OTHERS)


def _all(site: Served, hello: Side) -> Iterator[Figure]:
    """Every kind of request, by either front, on SQLite."""
    yield _worked_out(site)
    for name, draw in _draws(site).items():
        for front, port in (("gunicorn", site.portal), ("nginx", site.front)):
            if port:
                side = Side(port, site.cost, draw)
                yield from _told(f"load.{name}.{front}", side, hello, COST_RATES[name])


def _worked_out(site: Served) -> Figure:
    """CPU seconds of what the front page remembers for all its readers; the least of some turns."""
    with create_app(load(site.node.environment)).test_request_context():
        spent = []
        for _ in range(COST_ROUNDS):
            began = time.process_time()
            district_now(db.session(), pictures=pictures())
            spent.append(time.process_time() - began)
            db.session.remove()
        db.engine.dispose()
    return Figure(name="load.front.worked_out", value=min(spent), unit="CPU-s")


def _grown(site: Served, hello: Side) -> Iterator[Figure]:
    """What those cost that read or write, on PostgreSQL, whose server is counted in."""
    for name, draw in _draws(site).items():
        if name in READING_OR_WRITING:
            side = Side(site.portal, site.cost, draw)
            cost, bare = costs(side, hello, COST_RATES[name])
            yield Figure(
                name=f"load.{name}.postgresql.cpu", value=cost, unit=A_REQUEST, reference=bare
            )


def _draws(site: Served) -> dict[str, Draw]:
    draws = {name: all_of(asks) for name, asks in reading_asks(site.filled).items()}
    return draws | {"answer": once_each(answer_asks(site))}


@contextmanager
def _hello() -> Iterator[Side]:
    """A bare Flask "hello" to be measured beside."""
    with served_by("bench.hello:app", dict(os.environ)) as (address, process):
        wait(address, patience_seconds=120)
        port = urlsplit(address).port or 0
        yield Side(port, lambda: cpu_seconds(family(process)), all_of([Ask("/")]))


def all_of(asks: Sequence[Ask]) -> Draw:
    """As many as are sent, by turns, going on where the last draw ended."""
    turns = cycle(asks)
    return lambda count: list(islice(turns, count))


def once_each(asks: Iterator[Ask]) -> Draw:
    """Each once; none when there are not enough left."""

    def draw(count: int) -> Sequence[Ask]:
        taken = list(islice(asks, count))
        return taken if len(taken) == count else []

    return draw


def _told(name: str, side: Side, hello: Side, rate: float) -> Iterator[Figure]:
    """What a request costs, what is held, and how it gives way."""
    cost, bare = costs(side, hello, rate)
    yield Figure(name=f"{name}.cpu", value=cost, unit=A_REQUEST, reference=bare)
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
    starting = came.statuses.get(STARTING, 0)
    yield Figure(name=f"{name}.starting", value=starting, unit="requests")
    yield Figure(name=f"{name}.errors", value=came.errors(*GOOD, STARTING), unit="requests")


def costs(
    side: Side, other: Side, rate: float, *, other_rate: float = HELLO_RATE
) -> tuple[float, float]:
    """CPU-ms a request of both: the least of some turns, since a busy machine adds to it."""
    ours: list[float] = []
    others: list[float] = []
    for of in (side, other):
        of.offered(1.0, 1.0)  # what is worked out once for many is no request's cost
    for _ in range(COST_ROUNDS):
        for of, at, spent in ((side, rate, ours), (other, other_rate, others)):
            found = of.offered(at, COST_SECONDS)
            if found is None:
                raise RuntimeError("there was nothing to ask")
            if found[0].errors(*GOOD, UNANSWERED):
                raise RuntimeError(f"{found[0].statuses} at {at} a second")
            spent.append(found[1])
    return min(ours), min(others)
