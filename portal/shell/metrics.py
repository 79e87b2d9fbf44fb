"""What is measured for those who watch over the portal, in Prometheus' terms.

A process counts in instruments of its own, which it publishes as a file (see `metric_files`); what
stands in the database or in a directory is read by a floor's source when somebody asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

PREFIX = "mingchu_"
EXTENSION = "shell.metric_sources"
# From a still out of memory to a report of a year.
SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # CPU, memory and open files of each process
disable_created_metrics()  # type: ignore[no-untyped-call]  # a second row for each counter


class Kind(StrEnum):
    """What a measure is to Prometheus."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of docs/ref/metrics.md: what is measured, and what that means."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    text: str


# All that is measured, by the name that Prometheus knows.
measures: dict[str, Measure] = {}


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that is read when asked for; `text` says what it is, for people."""

    name: str
    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a gauge stands at; `labels` are the values of its labels, in their order."""

    gauge: Gauge
    value: float
    labels: tuple[str, ...] = ()


Read = Callable[[], Iterable[Reading]]


@dataclass(slots=True)
class Source:
    """What a floor reads; one that `needs_database` is not asked while there is none.

    It `has_failed` when it was asked last, so that its trouble is not told at each question.
    """

    read: Read
    needs_database: bool
    has_failed: bool = False


def counter(name: str, text: str, *labels: str) -> Counter:
    """An instrument that only grows; Prometheus adds `_total` to its name."""
    _list(f"{PREFIX}{name}_total", Kind.COUNTER, labels, text)
    return Counter(f"{PREFIX}{name}", text, labels, registry=REGISTRY)


def histogram(name: str, text: str, *labels: str, bounds: tuple[float, ...] = SECONDS) -> Histogram:
    """An instrument that tells how long something took, in seconds.

    The last of `bounds` is longer than it ever should take: of what lies beyond, nobody learns
    how long it took.
    """
    _list(f"{PREFIX}{name}", Kind.HISTOGRAM, labels, text)
    return Histogram(f"{PREFIX}{name}", text, labels, registry=REGISTRY, buckets=bounds)


def gauge(name: str, text: str, *labels: str) -> Gauge:
    """A figure that a source gives; it is listed in docs/ref/metrics.md."""
    _list(f"{PREFIX}{name}", Kind.GAUGE, labels, text)
    return Gauge(f"{PREFIX}{name}", text, labels)


def add_source(app: Flask, name: str, read: Read, *, needs_database: bool = True) -> None:
    """Have `read` called whenever somebody asks `app` for its metrics."""
    app.extensions.setdefault(EXTENSION, {})[name] = Source(read, needs_database)


def sources(app: Flask) -> dict[str, Source]:
    """The sources of `app`, by the floor's name."""
    known: dict[str, Source] = app.extensions.get(EXTENSION, {})
    return known


def families(readings: Iterable[Reading]) -> Iterator[Metric]:
    """The readings as Prometheus' families, those of one gauge together."""
    found: dict[str, GaugeMetricFamily] = {}
    for each in readings:
        of = each.gauge
        if of.name not in found:
            found[of.name] = GaugeMetricFamily(of.name, of.text, labels=of.labels)
        found[of.name].add_metric(each.labels, each.value)
    yield from found.values()


def _list(name: str, kind: Kind, labels: tuple[str, ...], text: str) -> None:
    measures[name] = Measure(name, kind, labels, text)
