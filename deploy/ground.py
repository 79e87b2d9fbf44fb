"""What must be free before the house can stand, and whether it stands."""

import errno
import fcntl
import http.client
import json
import socket
import time
from pathlib import Path
from typing import IO

LOOPBACK = "127.0.0.1"
EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - recognised here, not listened on
PATIENCE_SECONDS = 6.0  # a house killed a moment ago needs up to five to leave its port
ROUND_SECONDS = 0.2


class CannotRun(Exception):
    """The demo cannot start; the message says why and what to change."""


def take(data: Path) -> IO[str]:
    """Lock the data directory, made if need be; the lock lasts until the file is closed.

    Raises CannotRun while another demo holds it.
    """
    data.mkdir(mode=0o750, parents=True, exist_ok=True)
    lock = (data / "demo.lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise CannotRun(
            f"Another `make run` works in {data}. Stop it, or give this one a directory and a "
            "port of its own: MINGCHU_DATA=./var2 MINGCHU_PORT=8001 make run"
        ) from None
    return lock


def check_port(bind: str, port: int, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Return once `port` of the address `bind` can be listened on.

    Raises CannotRun when it cannot: at once for an impossible address, after a while for a
    port that another program holds.
    """
    deadline = time.monotonic() + patience_seconds
    while (problem := _bind_problem(bind, port)) is not None:
        if problem.errno != errno.EADDRINUSE:
            raise CannotRun(
                f"Cannot listen on {bind}, port {port} ({problem.strerror}). "
                "MINGCHU_BIND sets the address, MINGCHU_PORT the port."
            )
        if time.monotonic() >= deadline:
            raise CannotRun(
                f"Port {port} on {bind} is taken by another program. "
                f"Choose another one: MINGCHU_PORT={port % 65535 + 1} make run"
            )
        time.sleep(ROUND_SECONDS)


def free_port(usual: int = 0) -> int:
    """`usual` where it is given and free on loopback, else any port that is."""
    if usual and _bind_problem(LOOPBACK, usual) is None:
        return usual
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def what_is_missing(bind: str, port: int) -> str | None:
    """Why the portal that listens there cannot serve yet; None when it can."""
    host = LOOPBACK if bind in EVERYWHERE else bind
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read()
        if response.status == 200:
            return None
        return "; ".join(json.loads(body)["wrong"].values())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, http.client.HTTPException):
        return "it does not answer yet"
    finally:
        connection.close()


def _bind_problem(bind: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            return error
    return None
