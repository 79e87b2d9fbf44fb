"""Which camera addresses are accepted: everything that can be told without asking the network.

An address holds a password. So no error here quotes one, and none is chained to an error of
the standard library, which would.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from portal.shell.rules import MingchuError

IPAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_ADDRESS = 1500  # characters; encrypted it must fit its column
_ALLOWED = re.compile(r"[!-~]+")  # printable ASCII without the blank
_SCHEME = re.compile(r"(rtsps?)://", re.IGNORECASE)
_PRINT = re.compile(r"sha256=((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})", re.IGNORECASE)
_HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?",
    re.IGNORECASE,
)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")


class AddressFault(StrEnum):
    """Why a camera address is refused."""

    TOO_LONG = "address_too_long"
    CHARACTERS = "address_characters"
    SCHEME = "address_scheme"
    FRAGMENT = "address_fragment"
    WRITTEN_TWICE = "address_written_twice"
    USER_AMBIGUOUS = "address_user_ambiguous"
    HOST = "address_host"
    HOST_NUMBER = "address_host_number"
    PORT = "address_port"
    FINGERPRINT = "address_fingerprint"
    NOT_FOUND = "address_not_found"
    OUTSIDE = "address_outside"


class AddressRefused(MingchuError):
    """A camera address is not accepted; `fault` says why, nothing quotes the address."""

    code = "camera_address_refused"

    def __init__(self, fault: AddressFault) -> None:
        super().__init__(f"{fault.value}; write it as rtsp://user:password@host:554/path")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class CameraAddress:
    """An accepted address in parts; it never prints.

    `host` is a name or an IP address without brackets; `before` and `behind` are what stands
    before and behind it, so that another host can be put between. `fingerprint` is the SHA-256 of
    the certificate that a camera by TLS must show, empty where it may show any.
    """

    before: str = field(repr=False)
    host: str = field(repr=False)
    behind: str = field(repr=False)
    fingerprint: str = field(default="", repr=False)

    def pinned_to(self, address: IPAddress) -> str:
        """The same address with `address` in the place of its host, as the engine takes it.

        For a camera by TLS it tells behind a # how to recognise it: the name its certificate must
        be for, and its fingerprint.
        """
        host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        marks = [f"name={self.host}"] if literal_address(self.host) is None else []
        marks += [f"sha256={self.fingerprint}"] if self.fingerprint else []
        is_encrypted = self.before.startswith("rtsps:")
        mark = f"#{'&'.join(marks)}" if is_encrypted and marks else ""
        return f"{self.before}{host}{self.behind}{mark}"


def camera_address(url: str) -> CameraAddress:
    """The parts of `url`. Raises AddressRefused for what could be read in two ways."""
    if len(url) > LONGEST_ADDRESS:
        raise AddressRefused(AddressFault.TOO_LONG)
    url, sign, mark = url.partition("#")
    _check_text(url)
    fingerprint = _fingerprint(url, mark) if sign else ""
    parts = _split(url)
    if parts is None:
        raise AddressRefused(AddressFault.HOST)
    user, at, authority = parts.netloc.rpartition("@")
    if "@" in user:
        raise AddressRefused(AddressFault.USER_AMBIGUOUS)
    host, port = _host_and_port(authority)
    rest = f"?{parts.query}" if parts.query or url.endswith("?") else ""
    return CameraAddress(
        before=f"{parts.scheme}://{user}{at}",
        host=host,
        behind=f":{port}{parts.path}{rest}" if port else f"{parts.path}{rest}",
        fingerprint=fingerprint,
    )


def literal_address(host: str) -> IPAddress | None:
    """The IP address that `host` is, an IPv4 one where it is only wrapped; None for a name."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return unmapped(address)


def unmapped(address: IPAddress) -> IPAddress:
    """The IPv4 address inside an IPv4-mapped IPv6 one, else `address` itself."""
    inside = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if inside is None else inside


def is_within(address: IPAddress, networks: tuple[Network, ...]) -> bool:
    """Whether a camera may stand at `address`: it, unwrapped, lies in one of `networks`."""
    plain = unmapped(address)
    return any(plain.version == network.version and plain in network for network in networks)


def _check_text(url: str) -> None:
    if _SCHEME.match(url) is None:
        raise AddressRefused(AddressFault.SCHEME)
    if _ALLOWED.fullmatch(url) is None or "\\" in url:
        raise AddressRefused(AddressFault.CHARACTERS)
    if len(_SCHEME.findall(url)) > 1:
        raise AddressRefused(AddressFault.WRITTEN_TWICE)


def _fingerprint(url: str, mark: str) -> str:
    """The fingerprint that stands behind the # of an address, as 64 digits without colons."""
    if not mark.lower().startswith("sha256="):
        raise AddressRefused(AddressFault.FRAGMENT)
    found = _PRINT.fullmatch(mark)
    if found is None or not url.lower().startswith("rtsps:"):
        raise AddressRefused(AddressFault.FINGERPRINT)
    return found[1].replace(":", "").lower()


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # its text holds the password
        return None


def _host_and_port(authority: str) -> tuple[str, str]:
    """Host without brackets and port as written, empty when there is none."""
    if authority.startswith("["):
        inside, __, behind = authority[1:].partition("]")
        host, colon, port = inside, behind[:1], behind[1:]
        if not _is_ipv6(host) or colon not in {"", ":"}:
            raise AddressRefused(AddressFault.HOST)
    else:
        host, colon, port = authority.partition(":")
        _check_host(host)
    if colon and not (port.isdecimal() and 1 <= int(port[:6]) <= 65535):
        raise AddressRefused(AddressFault.PORT)
    return host, port


def _is_ipv6(host: str) -> bool:
    """Whether `host` is a whole IPv6 address; one with a zone means another one elsewhere."""
    address = literal_address(host)
    return ":" in host and "%" not in host and address is not None


def _check_host(host: str) -> None:
    if _HOST_NAME.fullmatch(host) is None:
        raise AddressRefused(AddressFault.HOST)
    last_label = host.rstrip(".").rpartition(".")[2]
    # 167772161, 012.0.0.1, 0xa.0.0.1 and 10.1 are addresses to some programs and not to others.
    if _NUMERIC_LABEL.fullmatch(last_label) and literal_address(host) is None:
        raise AddressRefused(AddressFault.HOST_NUMBER)
