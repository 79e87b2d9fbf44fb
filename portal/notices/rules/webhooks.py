"""Signed webhooks after standardwebhooks.com: keys, signatures, and where they may go."""

import base64
import hmac
import ipaddress
from collections.abc import Iterable, Sequence
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from portal.shell.rules import MingchuError

KEY_PREFIX = "whsec_"
KEY_BYTES = 32
LONGEST_ADDRESS = 500

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# They hold an IPv4 address within, behind which anything may stand.
_TRANSLATED = tuple(
    map(
        ipaddress.ip_network,
        ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96", "::ffff:0:0:0/96"),
    )
)
# Private to a site or a cloud (its metadata at 192.0.0.192), though Python calls them global.
_INNER = tuple(map(ipaddress.ip_network, ("fec0::/10", "192.0.0.0/24")))


class ChannelFault(StrEnum):
    """Why a channel cannot be as it was asked for."""

    NAME_MISSING = "name_missing"
    MEANS_UNKNOWN = "means_unknown"
    ADDRESS_MALFORMED = "address_malformed"
    TOKEN_MALFORMED = "token_malformed"  # noqa: S105 - the name of a fault, not a secret
    STATION_UNKNOWN = "station_unknown"
    CLOSED = "closed"


class ChannelRefused(MingchuError):
    """A channel cannot be so; `fault` says why."""

    status = 422
    code = "channel_refused"

    def __init__(self, fault: ChannelFault) -> None:
        super().__init__(f"the channel cannot be so: {fault.value}; correct it and try again")
        self.fault = fault


def check_address(address: str) -> None:
    """Let an address be stored as a webhook's, or raise ChannelRefused.

    Whether its host may be reached is decided when it is, since names move.
    """
    try:
        parts = urlsplit(address)
        has_port = parts.port is None or 1 <= parts.port <= 65535
    except ValueError:
        raise ChannelRefused(ChannelFault.ADDRESS_MALFORMED) from None
    is_plain = all("!" <= letter <= "~" and letter != "\\" for letter in address)
    is_right = (
        len(address) <= LONGEST_ADDRESS
        and is_plain
        and parts.scheme in {"https", "http"}
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and not parts.fragment
        and has_port
    )
    if not is_right:
        raise ChannelRefused(ChannelFault.ADDRESS_MALFORMED)


def may_reach(address: Address, *, is_tls: bool, allowed: Iterable[Network]) -> bool:
    """Whether a webhook may go to `address`: a public one by TLS, or within `allowed`."""
    plain = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    address = plain or address
    if any(address in network for network in allowed):
        return True
    if not is_tls or any(address in network for network in (*_TRANSLATED, *_INNER)):
        return False
    return address.is_global and not address.is_multicast


def new_key(random: bytes) -> str:
    """A signing key as receivers are given it, made of KEY_BYTES random bytes."""
    return KEY_PREFIX + base64.b64encode(random).decode()


def signatures(code: str, at: int, body: bytes, *, keys: Sequence[str]) -> str:
    """The header webhook-signature: one signature for each of `keys`, newest first.

    `code` is webhook-id, `at` webhook-timestamp in Unix seconds.
    """
    signed = f"{code}.{at}.".encode() + body
    return " ".join(f"v1,{_signature(signed, key)}" for key in keys)


def is_key(text: str) -> bool:
    """Whether `text` is a signing key."""
    try:
        return len(_raw(text)) >= 24
    except ValueError:  # no base64, or letters beyond ASCII
        return False


def _signature(signed: bytes, key: str) -> str:
    return base64.b64encode(hmac.new(_raw(key), signed, sha256).digest()).decode()


def _raw(key: str) -> bytes:
    return base64.b64decode(key.removeprefix(KEY_PREFIX), validate=True)
