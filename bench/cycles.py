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
from transcoder.libc import share_one_arena, trim_memory
from transcoder.limits import Limits
from transcoder.storage import DiskStore
from transcoder.stream import CountedPublication, Stream, Surroundings

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


class _HeapInfo(ctypes.Structure):
    """The C library's `struct mallinfo2`."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd",
                     "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    ]  # fmt: skip


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Start a stream, see its first segment published, stop it; again and again."""
    root = directory / "live"
    share_one_arena()  # as a worker does before it starts a thread
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
    heap = (after.heap_bytes - before.heap_bytes) / 1e6
    yield Figure(name="cycles.heap_left", value=heap, unit="MB", target=5, on_ratio=False)
    resident = (after.resident_bytes - before.resident_bytes) / 1e6
    yield Figure(name="cycles.resident_growth", value=resident, unit="MB")


def belongings(root: Path) -> Belongings:
    """What this process holds now, freed memory given back to the system first."""
    trim_memory()  # only then is resident memory what is really held
    return Belongings(
        children=len(family(os.getpid())),
        threads=threading.active_count(),
        descriptors=len(os.listdir("/proc/self/fd")),
        files=sum(path.is_file() for path in root.rglob("*")),
        heap_bytes=_heap_bytes(),
        resident_bytes=_resident_bytes(),
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


def _heap_bytes() -> int:
    library = ctypes.CDLL(None)
    library.mallinfo2.restype = _HeapInfo
    info = library.mallinfo2()
    return int(info.uordblks + info.hblkhd)


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
