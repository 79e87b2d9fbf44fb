"""What a worker asks of the kernel."""

import os
import threading

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
