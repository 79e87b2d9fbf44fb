"""Addresses that lead elsewhere than they seem to, for whatever follows what people typed."""

import ipaddress
import socket

INWARD_HOSTS = (
    "127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "017700000001", "0x7f.0.0.1", "0x7f000001",
    "0x7f.1", "127.0.0.1.", "0", "0.0.0.0", "169.254.169.254", "2852039166", "0xa9fea9fe",
    "0251.0376.0251.0376", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[::ffff:0:7f00:1]", "[fe80::1]", "[fec0::1]",
    "[fd00:ec2::254]", "192.168.0.1", "172.16.0.1", "100.100.100.200", "198.18.0.1", "192.0.0.192",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]",
    "127。0。0。1", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "localhost", "localhost.",
    "metadata.google.internal", "127.0.0.1.nip.example",
)  # fmt: skip
"""Hosts of this machine, of its network, of a cloud's metadata, and of nobody."""

INWARD_NAMES = {
    "localhost": "127.0.0.1",
    "metadata.google.internal": "169.254.169.254",
    "127.0.0.1.nip.example": "127.0.0.1",
}

AUTHORITIES = (
    "{good}@{bad}", "{good}:80@{bad}", "{good}%40{bad}", "{bad}\\@{good}", "{good}#@{bad}",
    "{good}@{bad}@{good}", "{bad}%2f@{good}", "{bad} @{good}", "{bad}\t{good}", "{bad}\r\n{good}",
    "{bad}%00.{good}", "{good},{bad}", "[{good}]{bad}", "{good}:80:{bad}", "{bad}%23.{good}",
)  # fmt: skip
"""Ways to write two hosts, such that two readers of an address may take different ones."""

ELSEWHERE = (
    "//evil.example", "///evil.example", "////evil.example/", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example",
    " //evil.example",
    "https://evil.example", "https:evil.example", "https:/evil.example", "HTTPS://evil.example",
    "javascript:alert(1)", "data:text/html,x", "evil.example", "@evil.example", ".evil.example",
    "/\u2028/evil.example\\", "//evil.example/%2f..", "/%5cevil.example\\..",
)  # fmt: skip
"""What stands where the path of a page to go back to belongs."""


def addresses_of(host: str) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, ...]:
    """What a resolver makes of a host, numbers in any notation included; asks no network."""
    try:
        named = INWARD_NAMES.get(host.rstrip(".").lower(), host)
        found = socket.getaddrinfo(named, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return ()
    return tuple({ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found})
