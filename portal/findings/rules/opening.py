"""What it takes to open a Finding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from portal.findings.kinds import Origin, PictureMoment, ViolationCode
from portal.findings.rules.codes import CODES
from portal.registry.kinds import Zone
from portal.shell.rules import MingchuError, local

OLDEST = timedelta(days=366)  # what was seen earlier is opened by an import, not by a person


class ZoneUnfit(MingchuError):
    """A class of violation does not exist in that zone."""

    status = 422
    code = "zone_unfit"

    def __init__(self, code: ViolationCode, zone: Zone) -> None:
        super().__init__(f"{code} is no violation in {zone}; choose another class or zone")
        self.violation = code
        self.zone = zone


class SeenUnlikely(MingchuError):
    """Something was seen in future, or so long ago that nobody can answer for it."""

    status = 422
    code = "seen_unlikely"

    def __init__(self) -> None:
        super().__init__("the moment it was seen lies in future or more than a year back")


class ForeignCamera(MingchuError):
    """The Camera is not of this Restaurant."""

    status = 422
    code = "foreign_camera"

    def __init__(self) -> None:
        super().__init__("this camera belongs to another restaurant; choose one of its own")


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that is kept as a file of this floor already, see `findings.pictures`."""

    code: str
    sha256: str
    size_bytes: int
    taken_at: datetime
    moment: PictureMoment = PictureMoment.SEEN
    source: str = ""


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What somebody confirms. `due_at` is an officer's own day, else the table's holds."""

    restaurant_id: int
    code: ViolationCode
    seen_at: datetime
    origin: Origin
    origin_id: str = ""
    camera_id: int | None = None
    zone: Zone | None = None
    note: str = ""
    due_at: datetime | None = None
    evidence: tuple[KeptPicture, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def check_new(new: NewFinding, *, now: datetime) -> None:
    """Let `new` be opened. Raises ZoneUnfit or SeenUnlikely."""
    if new.zone is not None and new.zone not in CODES[new.code].zones:
        raise ZoneUnfit(new.code, new.zone)
    if not now - OLDEST <= new.seen_at <= now:
        raise SeenUnlikely


def finding_number(opened_at: datetime, count: int) -> str:
    """The number of the year's `count`-th Finding, such as V-2026-000123."""
    return f"V-{local(opened_at).year}-{count:06}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends with an act: the version that they saw, and what they add.

    `token` marks the form, so that sent twice it is done once; `version` None: whichever it is.
    """

    version: int | None = None
    token: str | None = None
    text: str = ""
    until: datetime | None = None
    pictures: tuple[KeptPicture, ...] = ()
