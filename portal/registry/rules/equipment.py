"""When a Camera may be replaced or retired, and a Display be counted as seen."""

from collections.abc import Iterable
from datetime import date

from portal.shell.rules import MingchuError

REPLACED_FROM = 1001  # numbers of devices that gave theirs to another; a file's end at 999


class DayUnfit(MingchuError):
    """A day cannot be right: it lies in future, or not after the device's first, `since`."""

    code = "day_unfit"

    def __init__(self, since: date | None = None) -> None:
        super().__init__("give a day that is not in future and lies after the device's first")
        self.since = since


class CameraRetired(MingchuError):
    """A Camera has been out of use since `since` already."""

    status = 409
    code = "camera_retired"

    def __init__(self, since: date) -> None:
        super().__init__(f"this camera is out of use since {since.isoformat()}; reload the page")
        self.since = since


def may_retire(*, active_from: date, active_until: date | None, day: date, today: date) -> None:
    """Let a Camera be out of use from `day` on. Raises CameraRetired or DayUnfit."""
    if active_until is not None:
        raise CameraRetired(active_until)
    if day > today or day <= active_from:
        raise DayUnfit(active_from)


def may_see(*, seen_on: date, today: date) -> None:
    """Let a Display count as seen on `seen_on`. Raises DayUnfit for a day in future."""
    if seen_on > today:
        raise DayUnfit


def former_number(taken: Iterable[int]) -> int:
    """A free number for a device that leaves its own to the one that replaces it."""
    return max([REPLACED_FROM - 1, *taken]) + 1
