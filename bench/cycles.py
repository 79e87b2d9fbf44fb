"""Whether thousands of starts and stops of a stream leave anything behind in a worker."""

import argparse
import ctypes
import itertools
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from bench.cameras import CLIP, simulated
from bench.figures import Figure
from bench.processes import family
from transcoder.camera import CameraSource, Privacy
from transcoder.limits import Limits
from transcoder.storage import DiskStore
from transcoder.stream import CountedPublication, Stream, Surroundings

AT_ONCE = 48
WARM_UP = 200
SHORT = replace(CLIP, seconds=2, fps=Fraction(25, 2), size=(320, 180), gop_seconds=0.48,
                kilobits_per_second=200)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Belongings:
    """What this process holds: children, threads, descriptors, published files, bytes."""

    children: int
    threads: int
    descriptors: int
    files: int
    memory_bytes: int


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Start a stream, see its first segment published, stop it; again and again."""
    root = directory / "live"
    with simulated(directory, AT_ONCE, SHORT) as cameras:
        sources = [
            CameraSource(code, url, privacy=Privacy.OPEN) for code, url in cameras.addresses.items()
        ]
        _cycle(root, sources, WARM_UP)
        before, began = belongings(root), time.monotonic()
        _cycle(root, sources, options.cycles)
        seconds = time.monotonic() - began
        after = belongings(root)
    yield Figure(name="cycles.rate", value=options.cycles / seconds, unit="1/s")
    for name in ("children", "threads", "descriptors", "files"):
        left = getattr(after, name) - getattr(before, name)
        yield Figure(name=f"cycles.{name}_left", value=left, unit="", target=0, on_ratio=False)
    grown = (after.memory_bytes - before.memory_bytes) / 1e6
    yield Figure(name="cycles.memory_left", value=grown, unit="MB", target=8, on_ratio=False)


def belongings(root: Path) -> Belongings:
    """What this process holds now, freed memory given back to the system first."""
    ctypes.CDLL(None).malloc_trim(0)  # only then is resident memory what is really held
    return Belongings(
        children=len(family(os.getpid())),
        threads=threading.active_count(),
        descriptors=len(os.listdir("/proc/self/fd")),
        files=sum(path.is_file() for path in root.rglob("*")),
        memory_bytes=_resident_bytes(),
    )


def _cycle(root: Path, sources: list[CameraSource], count: int) -> None:
    """Do `count` cycles, one thread a camera, so that a camera is never opened twice at once."""
    numbers = itertools.count()
    store = DiskStore(root)

    def repeat(source: CameraSource) -> None:
        while next(numbers) < count:
            _once(store, source)

    threads = [threading.Thread(target=repeat, args=[source]) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _once(store: DiskStore, source: CameraSource) -> None:
    """One start and stop. Raises RuntimeError when no segment came."""
    publication = CountedPublication(store, source.code)
    live = threading.Event()

    def announce() -> None:
        live.set()
        stream.stop()

    around = Surroundings(limits=Limits(), announce=announce)
    stream = Stream(source, publication, around=around, may_encode=False)
    ended = stream.run()
    publication.remove_all()
    if not live.is_set():
        raise RuntimeError(f"no segment came: {ended}")


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
