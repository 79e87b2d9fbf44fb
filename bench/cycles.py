"""Whether thousands of starts and stops of a stream leave anything behind in a worker."""

import argparse
import itertools
import os
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from bench.cameras import CLIP, simulated
from bench.figures import Figure
from bench.processes import family, heap_bytes
from transcoder.camera import CameraSource, Privacy
from transcoder.libc import hold_little, trim_memory
from transcoder.limits import Limits
from transcoder.protocol import Message, plain_source
from transcoder.worker import Worker

AT_ONCE = 48
WARM_UP = 200
SHORT = replace(CLIP, seconds=2, fps=Fraction(25, 2), size=(320, 180), gop_seconds=0.48,
                kilobits_per_second=200)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Belongings:
    """What this process holds: children, threads, descriptors, published files, bytes.

    `heap_bytes` are in use, `resident_bytes` also hold what the allocator keeps between them.
    """

    children: int
    threads: int
    descriptors: int
    files: int
    heap_bytes: int
    resident_bytes: int


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Have a worker start a stream, publish its first segment and stop it; again and again."""
    root = directory / "live"
    hold_little()  # as a worker does before it starts a thread
    with simulated(directory, AT_ONCE, SHORT) as cameras:
        sources = [
            CameraSource(code, url, privacy=Privacy.OPEN) for code, url in cameras.addresses.items()
        ]
        cycles = _Cycles(root, sources)
        cycles.run(WARM_UP)
        before, began = belongings(root), time.monotonic()
        cycles.run(options.cycles)
        seconds = time.monotonic() - began
        after = belongings(root)
    yield Figure(name="cycles.rate", value=options.cycles / seconds, unit="1/s")
    for name in ("children", "threads", "descriptors", "files"):
        left = getattr(after, name) - getattr(before, name)
        yield Figure(name=f"cycles.{name}_left", value=left, unit="", target=0, on_ratio=False)
    heap = (after.heap_bytes - before.heap_bytes) / 1e6
    yield Figure(name="cycles.heap_left", value=heap, unit="MB", target=5, on_ratio=False)
    resident = (after.resident_bytes - before.resident_bytes) / 1e6
    yield Figure(name="cycles.resident_growth", value=resident, unit="MB")


def belongings(root: Path) -> Belongings:
    """What this process holds now, freed memory given back to the system first."""
    time.sleep(1)  # a stream that has told its end still has to leave its thread
    trim_memory()  # only then is resident memory what is really held
    return Belongings(
        children=len(family(os.getpid())),
        threads=threading.active_count(),
        descriptors=len(os.listdir("/proc/self/fd")),
        files=sum(path.is_file() for path in root.rglob("*")),
        heap_bytes=heap_bytes(),
        resident_bytes=_resident_bytes(),
    )


class _Cycles:
    """Starts and stops streams of a real worker, each camera again as soon as it has ended."""

    def __init__(self, root: Path, sources: list[CameraSource]) -> None:
        self._sources = {source.code: source for source in sources}
        self._heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._worker = Worker(root, Limits(), head_finder=None, send=self._heard.put)
        self._begun_at: dict[str, float] = {}  # Unix seconds, of streams not yet told to stop

    def run(self, count: int) -> None:
        """Do `count` cycles. Raises RuntimeError when a stream ends before its first segment."""
        waiting = count
        for code in itertools.islice(self._sources, count):
            self._start(code)
            waiting -= 1
        left = count
        while left:
            message = self._heard.get(timeout=60)
            if message["event"] == "beat":
                self._stop_live(message["streams"])
            elif message["event"] == "ended":
                self._check(message)
                left -= 1
                if waiting:
                    self._start(message["code"])
                    waiting -= 1

    def _start(self, code: str) -> None:
        self._begun_at[code] = time.time()
        self._worker.handle({"do": "start", "source": plain_source(self._sources[code])})

    def _stop_live(self, streams: Message) -> None:
        for code, progress in streams.items():
            begun_at = self._begun_at.get(code)
            # A beat may have been written while the camera's stream before this one still ran.
            if progress["is_live"] and begun_at is not None and progress["picture_at"] > begun_at:
                del self._begun_at[code]
                self._worker.handle({"do": "stop", "code": code})

    def _check(self, message: Message) -> None:
        if message["code"] in self._begun_at or message["cause"] is not None:
            raise RuntimeError(f"no segment came: {message}")


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
