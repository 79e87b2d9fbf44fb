"""The plain values by which a caller describes a camera to this engine."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, urldefrag, urlsplit


class Privacy(StrEnum):
    """How people are protected in a camera's published picture.

    BLUR finds heads and pixelates them, MASK burns in fixed polygons, OPEN publishes the
    picture as it is and needs a recorded legal basis, which the caller checks.
    """

    BLUR = "blur"
    MASK = "mask"
    OPEN = "open"


class Strength(StrEnum):
    """How much `Privacy.BLUR` hides: heads, whole persons, or the whole picture at all times."""

    HEADS = "heads"
    PERSONS = "persons"
    WHOLE = "whole"


class Transport(StrEnum):
    """How RTP travels from the camera; TCP unless a camera refuses it."""

    TCP = "tcp"
    UDP = "udp"


Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CameraSource:
    """One camera as this engine needs it.

    `code` is the public name: it stands in addresses and names the camera's directory.
    `url` is the full RTSP address with user and password, already resolved to an IP address;
    it never prints. Behind a # it may tell how a camera that speaks TLS is recognised, as
    `name=` its host's name and `sha256=` the fingerprint of its certificate. `polygons` are the
    areas burnt in by `Privacy.MASK`, in fractions of the picture's width and height (0 to 1),
    top left first. `strength` says how much `Privacy.BLUR` hides.
    """

    code: str
    url: str = field(repr=False)
    privacy: Privacy = Privacy.BLUR
    strength: Strength = Strength.HEADS
    polygons: tuple[Polygon, ...] = ()
    transport: Transport = Transport.TCP

    @property
    def protection(self) -> str:
        """A short name of how people are protected: pictures of another one are shown no more."""
        told = repr((self.privacy.value, self.strength.value, self.polygons))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def address(self) -> str:
        """The address as it is connected to."""
        return urldefrag(self.url).url

    @property
    def is_encrypted(self) -> bool:
        """Whether the camera is spoken to by TLS."""
        return urlsplit(self.url).scheme == "rtsps"

    @property
    def server_name(self) -> str:
        """The name that the camera's certificate must be for: its host's, else its address."""
        return self._mark("name") or self.host

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the one certificate that the camera may show, empty where any may be."""
        return self._mark("sha256") if self.is_encrypted else ""

    @property
    def port(self) -> int | None:
        """The port that the address names."""
        return urlsplit(self.url).port

    def _mark(self, name: str) -> str:
        return parse_qs(urlsplit(self.url).fragment).get(name, [""])[0]

    @property
    def host(self) -> str:
        """The address the connection goes to; budgets are kept by it."""
        return urlsplit(self.url).hostname or ""

    @property
    def user(self) -> str:
        """The user name in the address, empty when there is none."""
        return urlsplit(self.url).username or ""
