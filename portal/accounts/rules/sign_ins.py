"""How long somebody stays signed in, and what is remembered of where."""

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from portal.shell.rules import MingchuError, NotFound

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)  # a working day, however busy
KEPT = timedelta(days=184)  # rows of those that are over; source: Cybersecurity Law, 21 (3)
SEEN_EVERY = timedelta(minutes=1)  # a write each minute and browser, not each request
HALF_WAY = timedelta(minutes=10)  # from the password to the second factor
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

# Looked for in this order, since most browsers also name those that they descend from.
BROWSERS = (
    ("micromessenger", "wechat"), ("alipayclient", "alipay"), ("edg/", "edge"),
    ("firefox/", "firefox"), ("chrome/", "chrome"), ("safari/", "safari"),
)  # fmt: skip
SYSTEMS = (
    ("harmonyos", "harmony"), ("openharmony", "harmony"), ("android", "android"),
    ("iphone", "ios"), ("ipad", "ios"), ("windows", "windows"), ("mac os", "macos"),
    ("linux", "linux"),
)  # fmt: skip
OTHER = "other"


class SignInNeeded(MingchuError):
    """Nobody is signed in, or no longer."""

    status = 401
    code = "sign_in_needed"

    def __init__(self) -> None:
        super().__init__("nobody is signed in; sign in first")


class SignInUnknown(NotFound):
    """This person has no sign-in with this number."""

    def __init__(self, sign_in_id: int) -> None:
        super().__init__("sign-in", str(sign_in_id))


class SignInSpan(Protocol):
    """The moments of a sign-in."""

    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None


def is_current(span: SignInSpan, *, now: datetime) -> bool:
    """Whether the sign-in still holds: neither ended, nor idle for too long, nor too old."""
    return span.ended_at is None and now < span.expires_at and now < span.seen_at + IDLE


def is_demo_possible(*, behind_tls: bool, proxies: int, hosts: Iterable[str]) -> bool:
    """Whether demo accounts, whose passwords are known, may exist and sign in here.

    Only on a machine that nobody else reaches: each sign of a service for others forbids it,
    TLS, a proxy in front, and an address to listen on or to print that is not loopback.
    """
    return not behind_tls and proxies == 0 and all(host in LOOPBACK for host in hosts)


def browser_family(user_agent: str) -> str:
    """The browser's family, "other" when it is none we know."""
    return _family(user_agent, BROWSERS)


def system_family(user_agent: str) -> str:
    """The operating system's family, "other" when it is none we know."""
    return _family(user_agent, SYSTEMS)


def network_of(address: str | None) -> str:
    """The network a client's address lies in, enough to recognise it by; "" when unknown."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    bits = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))


def _family(user_agent: str, known: tuple[tuple[str, str], ...]) -> str:
    text = user_agent.lower()
    return next((family for sign, family in known if sign in text), OTHER)
