"""Where cameras stand, and how their pictures are kept and shown."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from portal.settings import parsing
from portal.settings.field import setting
from portal.settings.parsing import Network
from portal.settings.place import Place

SHIPPED_FINDER = "detector.heads:find_people"
PRIVATE_NETWORKS = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"


@dataclass(frozen=True, kw_only=True)
class Pictures(Place):
    """Cameras and their pictures."""

    camera_networks: tuple[Network, ...] = setting(
        "MINGCHU_CAMERA_NETWORKS", PRIVATE_NETWORKS, parsing.networks,
        "Networks in which cameras may stand, comma separated; an address outside is refused.",
    )  # fmt: skip
    camera_certificates: Path | None = setting(
        "MINGCHU_CAMERA_CERTIFICATES", "", parsing.certificates,
        "PEM file of the authorities that must vouch for cameras at rtsps:// addresses; empty "
        "means that these are encrypted, but vouched for by the fingerprint in the address alone.",
    )  # fmt: skip
    live_root: Path | None = setting(
        "MINGCHU_LIVE_ROOT", "", lambda text: parsing.path(text) if text else None,
        "Directory of segments and stills, best on tmpfs; empty means one under /dev/shm, or "
        "in the data directory where that is missing.",
    )  # fmt: skip
    stills: Path | None = setting(
        "MINGCHU_STILLS", "", lambda text: parsing.path(text) if text else None,
        "Directory of the newest still of each camera; several machines name one that all of them "
        "see; empty means the directory of segments.",
    )  # fmt: skip
    embedded_viewers: int = setting(
        "MINGCHU_LIVE_EMBEDDED_VIEWERS", "50", parsing.number,
        "Viewers of moving pictures served without nginx; further ones get stills.",
    )  # fmt: skip
    media_by_nginx: bool = setting(
        "MINGCHU_MEDIA_BY_NGINX", "false", parsing.boolean,
        "Whether nginx serves the segments, which lifts the cap on embedded viewers.",
    )  # fmt: skip
    head_finder: str = setting(
        "MINGCHU_HEAD_FINDER", "detector.heads:find_people", str,
        "module:attribute of the callable that finds heads and persons for `blur` cameras; empty "
        "means none, so those cameras are shown only as heavily pixelated stills.",
    )  # fmt: skip
    demo_clip: Path | None = setting(
        "MINGCHU_DEMO_CLIP", "", lambda text: parsing.path(text) if text else None,
        "A film (H.264 or H.265) that two cameras of `make run` play in place of drawn kitchens, "
        "to see how people in it are hidden, and leads of them.",
    )  # fmt: skip

    @property
    def live_directory(self) -> Path:
        """The directory shared with the transcoder; one a data directory, on tmpfs if it can be."""
        if self.live_root is not None:
            return self.live_root
        shared_memory = Path("/dev/shm")  # noqa: S108 - tmpfs is the point; ours is mode 0750
        if os.access(shared_memory, os.W_OK):
            return shared_memory / f"mingchu-{sha256(bytes(self.data)).hexdigest()[:12]}"
        return self.data / "live"

    @property
    def stills_directory(self) -> Path:
        """Where whoever looked at a camera leaves its newest still for all who show it."""
        return self.stills or self.live_directory

    @property
    def camera_certificates_file(self) -> str:
        """The file of authorities for cameras as the engine takes it, empty for none."""
        return str(self.camera_certificates or "")

    @property
    def models_directory(self) -> Path:
        """Where models that were plugged in lie, a folder each."""
        return self.data / "models"

    @property
    def people_finder(self) -> str | None:
        """The finder of people as the engine loads it, None for none.

        The shipped one gives way to a head finder that was plugged in.
        """
        if self.head_finder == SHIPPED_FINDER:
            return f"detector.watching:people_finder={self.models_directory}"
        return self.head_finder or None
