"""Cuts a connection that libav is waiting on, from another thread.

libav can be interrupted by a callback, but PyAV's takes Python's lock at every read: 40 streams
then spent most of their CPU time waiting for it (measured: 0.65 % of a core a stream with it,
0.31 % without). So streams read without one, libav ends a read from a silent socket by itself,
and this cuts the rare camera that goes on talking (RTCP reports) but sends no picture.
"""

import os
import socket
import threading
from contextlib import closing
from urllib.parse import urlsplit

Address = tuple[str, int]

_DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322}
_claims_lock = threading.Lock()
_claimed: set[Address] = set()


class Lifeline:
    """The TCP connection of one open source, known by its own end.

    Made right after opening. Two connections opened to one host at the same moment may be taken
    for each other; then the wrong camera of that recorder reconnects, and nothing worse.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._peer = (parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme, 554))
        with _claims_lock:
            free = (end for end in _ends_of(self._peer) if end not in _claimed)
            self._own: Address | None = next(free, None)
            if self._own is not None:
                _claimed.add(self._own)

    def cut(self) -> bool:
        """End the connection, so that whoever reads from it fails; whether it was found."""
        twin = _ends_of(self._peer).get(self._own) if self._own is not None else None
        if twin is None:
            return False
        with closing(socket.socket(fileno=os.dup(twin))) as connection:
            connection.shutdown(socket.SHUT_RDWR)
        return True

    def release(self) -> None:
        """Forget the connection, which has been closed."""
        with _claims_lock:
            _claimed.discard(self._own or ("", 0))


def _ends_of(peer: Address) -> dict[Address, int]:
    """This process's connections to `peer`: own end and descriptor of each."""
    found: dict[Address, int] = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            if not os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                continue
            with closing(socket.socket(fileno=os.dup(int(name)))) as connection:
                if connection.getpeername()[:2] == peer:
                    found[connection.getsockname()[:2]] = int(name)
        except OSError:  # closed meanwhile, not connected, or not ours to ask
            continue
    return found
