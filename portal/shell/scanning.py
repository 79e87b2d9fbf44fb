"""Asks a virus scanner about bytes: clamd, by its own protocol, or nobody.

The bytes are streamed to it (INSTREAM), so it needs to read no file of ours and may stand on
another machine. Source: clamd(8).
"""

import re
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from portal.shell.metrics import counter

PART_BYTES: Final = 64 * 1024
LONGEST_ANSWER: Final = 1024  # bytes
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 20.0  # for all of it; 8 MB take a tenth of a second
_FOUND = re.compile(r"stream: (.+) FOUND")

SCANNED = counter("files_scanned", "Files that a virus scanner was asked about.", "found")


class ScannerFailed(Exception):
    """The scanner is away or could not tell; the message says why, for the log."""


class Scanner(Protocol):
    """Whoever can tell about bytes."""

    def harm_in(self, content: bytes) -> str | None:
        """The name of what is harmful in `content`, None for nothing. Raises ScannerFailed."""

    def greet(self) -> None:
        """Do nothing where it is there. Raises ScannerFailed."""


class NoScanner:
    """Looks at nothing: none is set."""

    def harm_in(self, content: bytes) -> str | None:
        """None."""
        return None

    def greet(self) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd at `address`, unix:///path or tcp://host:port."""

    address: str

    def harm_in(self, content: bytes) -> str | None:
        """The name of the signature that `content` fits, None for none. Raises ScannerFailed."""
        view = memoryview(content)
        parts = [view[at : at + PART_BYTES] for at in range(0, len(view), PART_BYTES)]
        sent = b"".join(part for each in parts for part in (struct.pack(">I", len(each)), each))
        answer = self._asked(b"zINSTREAM\0" + sent + struct.pack(">I", 0))
        found = _FOUND.fullmatch(answer)
        if found is None and answer != "stream: OK":
            raise ScannerFailed(f"it answered {answer[:100]!r}")
        SCANNED.labels("harm" if found else "nothing").inc()
        return found[1] if found else None

    def greet(self) -> None:
        """Do nothing where it answers. Raises ScannerFailed."""
        answer = self._asked(b"zPING\0")
        if answer != "PONG":
            raise ScannerFailed(f"it answered {answer[:100]!r}")

    def _asked(self, question: bytes) -> str:
        until = time.monotonic() + ANSWER_SECONDS
        try:
            with self._connected() as connection:
                connection.settimeout(_left(until))
                with suppress(BrokenPipeError, ConnectionResetError):
                    connection.sendall(question)  # or it heard enough: why stands in its answer
                return _answer(connection, until)
        except OSError as error:
            raise ScannerFailed(type(error).__name__) from None

    def _connected(self) -> socket.socket:
        place = urlsplit(self.address)
        if place.scheme == "tcp":
            return socket.create_connection((place.hostname, place.port), CONNECT_SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(place.path)
        except BaseException:
            connection.close()
            raise
        return connection


def scanner_at(address: str) -> Scanner:
    """The scanner of this address, none for an empty one."""
    return Clamd(address) if address else NoScanner()


def _answer(connection: socket.socket, until: float) -> str:
    """What is answered up to a null character."""
    heard = b""
    while b"\0" not in heard:
        connection.settimeout(_left(until))
        part = connection.recv(LONGEST_ANSWER)
        heard += part
        if not part or len(heard) > LONGEST_ANSWER:
            break
    return heard.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
