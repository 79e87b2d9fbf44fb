"""The detector processes of one machine: a Camera is looked at by the same one each minute.

What a process remembers of a Camera (what it showed, what was wrong, whether a look still hangs)
holds only while no other looks in between. So whoever of them takes a batch from the queue hands
each its own. What is meant for one that is not there is done by whoever took the batch.
"""

import json
import logging
import socket
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

from flask import Flask, current_app

SIBLINGS = "rounds.siblings"
GATHER_SECONDS = 0.5  # after which what has come is begun; parts of many batches make one
MOST_BYTES = 1 << 20
MOST_BATCHES = 1_000  # at once, so that none waits for another; each is a thread

log = logging.getLogger(__name__)

Act = Callable[[tuple[int, ...], int], None]


class Siblings:
    """`count` processes that are forked after this is made; `is_there` tells which of them live."""

    def __init__(self, count: int, *, is_there: Callable[[int], bool]) -> None:
        self.count = count
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(count)]
        self._inboxes = [inbox for inbox, _ in pairs]
        self._ways = [way for _, way in pairs]
        self._is_there = is_there
        for each in self._ways:
            each.setblocking(False)

    def close(self) -> None:
        """Close all ways, when there are no siblings any more."""
        for each in (*self._inboxes, *self._ways):
            each.close()

    def inbox(self, number: int) -> socket.socket:
        """Where the one at that place reads what it is handed."""
        return self._inboxes[number]

    def hand_out(self, owners: Mapping[int, int], minute_seconds: int) -> tuple[int, ...]:
        """Hand each sibling its Cameras of those in `owners`, which names each one's Restaurant.

        The Cameras of a Restaurant stay together. Returns those that nobody could be given.
        """
        parts = defaultdict[int, list[int]](list)
        for camera, owner in owners.items():
            parts[owner % len(self._ways)].append(camera)
        left = list[int]()
        for number, cameras in parts.items():
            if not self._gave(number, cameras, minute_seconds):
                left += cameras
        return tuple(left)

    def _gave(self, number: int, cameras: list[int], minute_seconds: int) -> bool:
        if not self._is_there(number):
            return False
        try:
            self._ways[number].send(json.dumps([minute_seconds, cameras]).encode())
        except OSError as error:  # full: it does not read, whatever else it does
            facts = {"place": number, "errno": error.errno}
            log.warning("sibling_not_reached", extra=facts)
            return False
        return True


class Inbox:
    """What the siblings hand to the one at place `number`, acted on in batches of about `size`."""

    def __init__(self, siblings: Siblings, number: int, *, size: int, act: Act) -> None:
        self._socket = siblings.inbox(number)
        self._size = size
        self._act = act
        self._pool = ThreadPoolExecutor(MOST_BATCHES, thread_name_prefix="part")
        self._gathered = defaultdict[int, list[int]](list)
        self._socket.settimeout(GATHER_SECONDS)
        self._thread: Thread | None = None

    def open(self, stop: Event) -> None:
        """Begin to read, in a thread, until `stop` is set."""
        self._thread = Thread(target=self._run, args=(stop,), name="inbox", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wait until what was begun is over, once `stop` is set."""
        if self._thread is not None:
            self._thread.join()
        self._pool.shutdown()

    def _run(self, stop: Event) -> None:
        while not stop.is_set():
            try:
                self._take(self._socket.recv(MOST_BYTES))
            except TimeoutError:
                self._begin_all()

    def _take(self, message: bytes) -> None:
        minute_seconds, cameras = json.loads(message)
        gathered = self._gathered[minute_seconds]
        gathered += cameras
        if len(gathered) >= self._size:
            self._begin(minute_seconds)

    def _begin_all(self) -> None:
        for minute_seconds in tuple(self._gathered):
            self._begin(minute_seconds)

    def _begin(self, minute_seconds: int) -> None:
        self._pool.submit(self._act, tuple(self._gathered.pop(minute_seconds)), minute_seconds)


def join(app: Flask, siblings: Siblings) -> None:
    """Let the application's process know its siblings."""
    app.extensions[SIBLINGS] = siblings


def present_siblings() -> Siblings | None:
    """The siblings of the present application's process; None where it looks alone."""
    found: Siblings | None = current_app.extensions.get(SIBLINGS)
    return found
