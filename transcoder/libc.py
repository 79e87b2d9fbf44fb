"""What a worker asks of the C library and the kernel; each does nothing where they cannot."""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from functools import cache

M_ARENA_MAX, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -8, -1, -3
SEGMENT_PART_BYTES = 64 * 1024
KEPT_BYTES, LARGE_BYTES = 32 * 1024 * 1024, 16 * 1024 * 1024
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)


def trim_memory() -> None:
    """Give freed memory back to the system.

    Without it 10,000 openings left 221 MB resident instead of 53 MB.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def hold_little() -> None:
    """Have all threads allocate from one arena, and large blocks go back when they are freed.

    To be called before there are threads. Streams allocate little and often: with an arena a thread
    40 of them held 177 MB, with one 113 MB, and waiting for its lock did not show in the CPU time.
    And left to itself the C library learns from the first segment that is freed to keep such blocks
    among the small ones, where what lies beside them holds them: 168 MB instead of 89 MB.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_ARENA_MAX, 1)
        set_option(M_MMAP_THRESHOLD, SEGMENT_PART_BYTES)


@cache
def keep_freed_memory() -> None:
    """Have the C library keep what is freed until `trim_memory`, up to 32 MB of it.

    A look of the finder takes and frees some megabytes; fetching them from the kernel page by page
    each time took as long as all else in it.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_MMAP_THRESHOLD, LARGE_BYTES)
        set_option(M_TRIM_THRESHOLD, KEPT_BYTES)


def keep_to_one_core() -> None:
    """Keep the calling thread on one core, the same for all of this process that ask for it.

    Threads that copy packets hand Python's lock to one another all the time. Across two idle
    cores that took 0.66 % of a core a stream, with 40 of them; on one core 0.29 %.
    """
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})


def end_with_parent(parent: int) -> None:
    """Be sent SIGTERM when the process `parent`, which has forked this one, dies, or end now."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(1)
