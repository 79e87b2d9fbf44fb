"""What processes cost: CPU seconds and memory of a process with all its descendants."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl(2)
OTHERS = "share of the machine that others used"


class _HeapInfo(ctypes.Structure):
    """The C library's `struct mallinfo2`."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd",
                     "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    ]  # fmt: skip


def family(pid: int) -> list[int]:
    """`pid` and all its descendants, as far as they live."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                found += family(int(child))
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU seconds used so far by the living of `pids`, in user and system mode.

    Includes children they have waited for, so that short-lived ones are not lost.
    """
    total = 0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def machine_seconds() -> float:
    """CPU seconds that all processes of the machine used since it started."""
    told = Path("/proc/stat").read_text().split(maxsplit=9)[1:9]
    user, nice, system, _idle, _waiting, *interrupts = (int(field) for field in told)
    return (user + nice + system + sum(interrupts)) / TICKS


def adopt_orphans() -> None:
    """Have what our processes leave behind become our own children, so that it is counted as ours.

    A detector whose watcher was killed would else be another's, and what it had used a
    neighbour's.
    """
    with suppress(AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0)


class Neighbours:
    """How much of the machine others used since this was made: who reads a figure should know.

    What ours used is known of those that live and of those that were waited for: make it before
    they begin, in a process that has called `adopt_orphans`.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._before = self._used()

    def share(self) -> float:
        """CPU time of processes that do not descend from this one, over all that there was."""
        _bury()
        there_was = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        return max(0.0, self._used() - self._before) / there_was

    @staticmethod
    def _used() -> float:
        return machine_seconds() - cpu_seconds(family(os.getpid()))


def _bury() -> None:
    """Wait for all children that have ended: only then what they used is counted."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def memory_bytes(pids: Iterable[int]) -> int:
    """Proportional memory of the living of `pids`: shared pages are split among their users."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += 1024 * int(line.split()[1])
    return total


def heap_bytes() -> int:
    """Bytes that this process has allocated from the C library and not freed."""
    told = _heap()
    return int(told.uordblks + told.hblkhd)


def mapped_blocks() -> int:
    """How many blocks the C library has fetched from the system one by one for this process."""
    return int(_heap().hblks)


def _heap() -> _HeapInfo:
    library = ctypes.CDLL(None)
    library.mallinfo2.restype = _HeapInfo
    return library.mallinfo2()  # type: ignore[no-any-return]


def end(process: subprocess.Popen[bytes], *, patience_seconds: float = 15) -> None:
    """Ask `process`, one of ours, to stop, and see that it does."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
