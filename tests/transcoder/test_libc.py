"""What a worker asks of the C library and the kernel."""

import os
import subprocess
import sys
import threading

import pytest

from transcoder.libc import keep_to_one_core


def cores_of_a_thread(ask) -> set[int]:
    """The cores on which a fresh thread may run after it called `ask`."""
    found = []

    def run() -> None:
        ask()
        found.append(os.sched_getaffinity(0))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_threads_that_ask_share_one_core():
    one, other = (cores_of_a_thread(keep_to_one_core) for _ in range(2))

    assert len(one) == 1
    assert one == other


def test_other_threads_keep_all_cores():
    before = os.sched_getaffinity(0)
    cores_of_a_thread(keep_to_one_core)

    assert cores_of_a_thread(lambda: None) == before


KEEPS_A_SEGMENT = """
from bench.processes import mapped_blocks
from transcoder.libc import hold_little
{asks}
bytearray(1_000_000)  # used and freed, as the first segment is
before = mapped_blocks()
segment = bytearray(200_000)
print(mapped_blocks() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's answer")
@pytest.mark.parametrize(("asks", "apart"), [("hold_little()", 1), ("", 0)])
def test_a_segment_lies_apart_and_goes_back_when_it_is_freed(asks, apart):
    code = KEEPS_A_SEGMENT.format(asks=asks)
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert int(told.stdout) == apart
