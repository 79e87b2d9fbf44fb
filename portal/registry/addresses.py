"""Asks where a camera's host is, and holds the connection to the address that was checked.

A name is resolved anew each time the sources are loaded, and the address found then is what is
connected to: a name that points elsewhere a moment later (DNS rebinding) changes nothing.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address

from portal.registry.rules.address import (
    AddressFault,
    AddressRefused,
    IPAddress,
    Network,
    camera_address,
    is_within,
    literal_address,
    unmapped,
)

Resolver = Callable[[str], tuple[IPAddress, ...]]


def resolve(host: str) -> tuple[IPAddress, ...]:
    """The addresses of `host` as this machine's resolver tells them, empty when it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


@dataclass(frozen=True, slots=True)
class AddressGate:
    """Lets through the camera addresses whose host lies inside `networks`.

    Remembers what it resolved, so make a new one for each import or loading of sources.
    """

    networks: tuple[Network, ...]
    resolver: Resolver = resolve
    _found: dict[str, tuple[IPAddress, ...]] = field(default_factory=dict, init=False, repr=False)

    def pinned(self, url: str) -> str:
        """`url` with its host replaced by an IP address inside the camera networks.

        Every address of the host must lie inside, else a second look-up could lead out.
        Raises AddressRefused.
        """
        address = camera_address(url)
        places = self._places(address.host)
        if not places:
            raise AddressRefused(AddressFault.NOT_FOUND)
        if not all(is_within(place, self.networks) for place in places):
            raise AddressRefused(AddressFault.OUTSIDE)
        return address.pinned_to(places[0])

    def _places(self, host: str) -> tuple[IPAddress, ...]:
        literal = literal_address(host)
        if literal is not None:
            return (literal,)
        name = host.lower()
        if name not in self._found:
            self._found[name] = tuple(unmapped(place) for place in self.resolver(name))
        return self._found[name]
