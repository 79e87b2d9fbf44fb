"""The numbers of each process as a file, so that one address tells them all.

A node has several processes; whoever asks one of its web processes for metrics gets those of all.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from portal.shell.metrics import REGISTRY

EVERY_SECONDS = 5.0
# A process that has not written for so long has ended.
STALE_SECONDS = 60.0
SUFFIX = ".prom"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MetricFile:
    """Where one process tells its numbers."""

    directory: Path
    process: str

    @property
    def path(self) -> Path:
        """Named after the process, its number and its machine: each container has a number 1."""
        return self.directory / f"{self.process}-{os.getpid()}@{socket.gethostname()}{SUFFIX}"

    def write(self) -> None:
        """Write what this process has counted until now; a reader sees all of it or nothing."""
        self.directory.mkdir(mode=0o750, parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.draft")
        draft.write_bytes(generate_latest(REGISTRY))
        draft.replace(self.path)


def teller(path: Path) -> dict[str, str]:
    """Whose numbers a file holds: `process`, `pid` and `host`."""
    named, _, host = path.name.removesuffix(SUFFIX).partition("@")
    process, _, pid = named.rpartition("-")
    return {"process": process, "pid": pid, "host": host}


def publish(directory: Path, process: str, *, stop: threading.Event | None = None) -> None:
    """Tell this process's numbers in `directory` every few seconds, until it ends or `stop`."""
    file = MetricFile(directory, process)
    ended = stop or threading.Event()

    def run() -> None:
        is_well = True
        while not ended.wait(EVERY_SECONDS if file.path.exists() else 0.0 if is_well else 1.0):
            try:
                file.write()
                is_well = True
            except OSError as error:  # a full disk: said once, tried again
                if is_well:
                    log.warning("metrics_not_written", extra={"errno": error.errno})
                is_well = False
        with suppress(OSError):
            file.path.unlink()

    threading.Thread(target=run, name="metrics", daemon=True).start()


def published(directory: Path, *, wall: Callable[[], float]) -> Iterator[Metric]:
    """The numbers of all processes that wrote lately, each with its `process`, `pid` and `host`.

    Files of processes that have ended are deleted.
    """
    found: dict[str, Metric] = {}
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        try:
            if wall() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink(missing_ok=True)
                continue
            text = path.read_text("utf-8")
        except OSError:
            continue
        for family in text_string_to_metric_families(text):
            whole = found.setdefault(
                family.name, Metric(family.name, family.documentation, family.type)
            )
            for sample in family.samples:
                whole.add_sample(sample.name, sample.labels | teller(path), sample.value)
    yield from found.values()
