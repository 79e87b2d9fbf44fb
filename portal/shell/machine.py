"""What of this machine is ours to use."""

import math
import os
import sys
from contextlib import suppress
from pathlib import Path


def cores(*, root: Path = Path("/")) -> int:
    """How many processor cores this process may use, its container's share included; at least 1."""
    may = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota(root)
    return max(1, may if quota is None else min(may, math.ceil(quota)))


def give_way(steps: int) -> None:
    """Have the calling thread, and those that it starts, run after others on a busy machine.

    `steps` are added to its niceness: with ten it gets a tenth of what a thread gets that it runs
    against, and all that is left over. Does nothing where threads have no niceness of their own.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.nice(steps)


def _quota(root: Path) -> float | None:
    """The cores that the control group of this process may use (version 2); None: all."""
    with suppress(OSError, ValueError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            number, _, path = line.split(":", 2)
            if number == "0":
                told = root / "sys/fs/cgroup" / path.lstrip("/") / "cpu.max"
                allowed, period = told.read_text().split()
                return int(allowed) / int(period)
    return None
