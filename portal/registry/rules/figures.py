"""Figures of the register: connection, cameras against the build standard, displays.

Source: docs/ref/indicators.md, Q1, Q3 and Q4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from portal.registry.kinds import Status
from portal.shell.rules import Ratio

# One whose Status nobody recorded may well do business: it stays until somebody says otherwise.
SUPERVISED = frozenset({Status.OPEN, Status.SUSPENDED, None})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a Restaurant at the end of a Period.

    `status` None: none is recorded. `cameras` are the active ones; `is_connected` says that one
    of its Cameras had a picture in the Period's last month; `has_display` that a Display was
    seen there.
    """

    restaurant_id: int
    status: Status | None
    is_built: bool
    is_connected: bool
    cameras: int
    has_display: bool
    is_key: bool = False

    @property
    def is_due(self) -> bool:
        """Whether it should be connected: in the register, and not planned, closed or moved."""
        return self.status in SUPERVISED

    @property
    def is_task(self) -> bool:
        """Whether it is on the task list, whose length no closing changes: key and built.

        One that moved away left its place on the list to the record of its new place.
        """
        return self.is_key and self.is_built and self.status is not Status.MOVED

    @property
    def is_judged(self) -> bool:
        """Whether it should meet the build standard: built, and not closed or moved since."""
        return self.is_due and self.is_built


@dataclass(frozen=True, slots=True)
class CameraAdequacy:
    """How the Cameras of `restaurants` meet a standard of `required` each.

    `share` are the Restaurants that do, over all; `gap` is how many Cameras are missing at those
    that do not.
    """

    share: Ratio
    cameras: int
    restaurants: int
    required: int
    gap: int

    @property
    def mean(self) -> Fraction | None:
        """Cameras a Restaurant, None where there is none; it hides those with too few."""
        return Fraction(self.cameras, self.restaurants) if self.restaurants else None

    @property
    def least_gap(self) -> int:
        """How many must be missing, however the Cameras are spread."""
        return max(0, self.required * self.restaurants - self.cameras)


def connection_rate(standings: Iterable[Standing]) -> Ratio:
    """Connected Restaurants over those that should be; Q1."""
    due = [each for each in standings if each.is_due]
    return Ratio(sum(each.is_connected for each in due), len(due))


def task_rate(standings: Iterable[Standing]) -> Ratio:
    """Connected Restaurants of the task list over all of it, closed ones included; Q1 beside."""
    task = [each for each in standings if each.is_task]
    return Ratio(sum(each.is_connected for each in task), len(task))


def camera_adequacy(standings: Iterable[Standing], *, required: int) -> CameraAdequacy:
    """How built Restaurants meet a standard of `required` Cameras; Q3.

    A standard of 0 asks for nothing: its share is Ratio(0, 0), printed "n/a".
    """
    counts = [each.cameras for each in standings if each.is_judged]
    enough = sum(count >= required for count in counts)
    return CameraAdequacy(
        share=Ratio(enough, len(counts)) if required else Ratio(0, 0),
        cameras=sum(counts),
        restaurants=len(counts),
        required=required,
        gap=sum(max(0, required - count) for count in counts),
    )


def display_rate(standings: Iterable[Standing]) -> Ratio:
    """Built Restaurants where a Display was seen, over all built; Q4."""
    judged = [each for each in standings if each.is_judged]
    return Ratio(sum(each.has_display for each in judged), len(judged))
