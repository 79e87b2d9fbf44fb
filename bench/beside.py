"""What goes on beside that which is measured."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def again(act: Callable[[], None], *, seconds: float) -> Iterator[None]:
    """Act at once and then every so many seconds, until the block is left."""
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            act()
            stop.wait(seconds)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
