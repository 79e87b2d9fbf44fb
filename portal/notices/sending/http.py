"""Posts to addresses that people typed: resolved first, then pinned; no redirect is followed."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import TypeVar
from urllib.parse import urlsplit

from portal.notices.kinds import Trouble
from portal.notices.rules.webhooks import Address, Network, may_reach
from portal.notices.sending.message import NotSent

PATIENCE_SECONDS = 8.0
WHOLE_SECONDS = 15.0
MOST_ANSWER_BYTES = 4096

Wire = TypeVar("Wire", bound=socket.socket)
Resolve = Callable[[str, int], Iterable[Address]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    body: bytes


def addresses_of(host: str, port: int) -> list[Address]:
    """The addresses that `host` has now. Raises OSError for none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]


class Post:
    """Posts to public hosts by https, and to those in `networks` however they like.

    A whole exchange ends within `whole_seconds`, whatever the other side does.
    """

    def __init__(
        self,
        *,
        networks: Iterable[Network] = (),
        resolve: Resolve = addresses_of,
        patience_seconds: float = PATIENCE_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._networks = tuple(networks)
        self._resolve = resolve
        self._patience = patience_seconds
        self._whole = whole_seconds
        self._trust = trust

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post `body` to `url` and give back the answer of any status.

        Raises NotSent where the host is barred or unknown, or does not answer in time.
        """
        parts = urlsplit(url)
        is_tls = parts.scheme == "https"
        port = parts.port or (443 if is_tls else 80)
        host = parts.hostname or ""
        pinned = self._pinned(host, port, is_tls=is_tls)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        told = {"Host": parts.netloc, "User-Agent": "Mingchu", "Connection": "close", **headers}
        line = _Line(self._whole)
        try:
            wire = line.hold(socket.create_connection((str(pinned), port), self._patience))
            if is_tls:
                wire = line.hold(self._wrapped(wire, host))
            return _exchange(wire, target, body, told)
        except TimeoutError:
            raise NotSent(Trouble.TIMED_OUT) from None
        except (OSError, HTTPException):
            trouble = Trouble.TIMED_OUT if line.was_cut else Trouble.NO_ANSWER
            raise NotSent(trouble) from None
        finally:
            line.close()

    def _pinned(self, host: str, port: int, *, is_tls: bool) -> Address:
        """The address to connect to. One that is barred bars them all: it may be a trick."""
        try:
            found = list(self._resolve(host, port))
        except (OSError, UnicodeError):
            raise NotSent(Trouble.NO_ANSWER) from None
        if not found:
            raise NotSent(Trouble.NO_ANSWER)
        for address in found:
            if not may_reach(address, is_tls=is_tls, allowed=self._networks):
                raise NotSent(Trouble.ADDRESS_BARRED, is_final=True)
        return found[0]

    def _wrapped(self, plain: socket.socket, name: str) -> ssl.SSLSocket:
        """The socket that speaks TLS over `plain`; the handshake comes with the first byte."""
        trust = self._trust or ssl.create_default_context()
        return trust.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)


class _Line:
    """The socket of one exchange, cut when the exchange has taken `whole_seconds`."""

    def __init__(self, whole_seconds: float) -> None:
        self.was_cut = False
        self._held: socket.socket | None = None
        self._timer = Timer(whole_seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def hold(self, held: Wire) -> Wire:
        """Take the place of what was held, of which TLS has taken the handle."""
        self._held = held
        return held

    def close(self) -> None:
        """End the exchange."""
        self._timer.cancel()
        if self._held is not None:
            self._held.close()

    def _cut(self) -> None:
        self.was_cut = True
        if self._held is not None:
            with suppress(OSError):  # it has ended by itself
                self._held.shutdown(socket.SHUT_RDWR)


def _exchange(wire: socket.socket, target: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """One request over `wire` and its answer, of which only the beginning is read."""
    connection = HTTPConnection("")
    connection.sock = wire
    connection.request("POST", target, body, dict(headers))
    response = connection.getresponse()
    return Answer(response.status, response.read(MOST_ANSWER_BYTES))


def check_answer(answer: Answer) -> None:
    """Let a status of success pass, or raise NotSent for what it means."""
    if 200 <= answer.status < 300:
        return
    if 300 <= answer.status < 400:
        raise NotSent(Trouble.REDIRECTED)
    if answer.status == 410:
        raise NotSent(Trouble.GONE, is_final=True)
    if answer.status in {429, 503}:
        raise NotSent(Trouble.OVERLOADED)
    raise NotSent(Trouble.REFUSED)
