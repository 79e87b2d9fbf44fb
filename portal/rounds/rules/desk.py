"""The Vendor's queue: what fails, what belongs together, what is asked for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.registry.rules import Zone
from portal.rounds.kinds import FaultCause, FaultCode
from portal.shell.asked import arguments_of, member

SUPERVISORS = (Role.BUREAU_OFFICER, Role.STATION_HEAD, Role.INSPECTOR)
READERS = (Role.VENDOR, *SUPERVISORS)
AT_ONCE = timedelta(minutes=10)  # one power cut, found by looks spread over some minutes
DUE_SOON = timedelta(hours=8)


class Urgency(StrEnum):
    """How a Fault stands against its contract."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Place:
    """A Restaurant as the desk calls it, with its Station."""

    restaurant_id: int
    code: str
    name: str
    name_en: str | None
    station: str
    station_name: str
    station_name_en: str | None


@dataclass(frozen=True, slots=True)
class Repair:
    """The contract's side of a Fault."""

    number: str
    opened_at: datetime
    response_due_at: datetime
    repair_due_at: datetime
    acknowledged_at: datetime | None = None
    found: FaultCause | None = None

    def urgency(self, now: datetime) -> Urgency:
        """Whether its repair is overdue, due within a working day, or later."""
        if self.repair_due_at < now:
            return Urgency.OVERDUE
        return Urgency.SOON if self.repair_due_at - now <= DUE_SOON else Urgency.LATER

    def is_unanswered(self, now: datetime) -> bool:
        """Whether the Vendor let the time for a response pass."""
        return self.acknowledged_at is None and self.response_due_at < now


@dataclass(frozen=True, slots=True)
class Failing:
    """A Camera or Display that fails now; `repair` None: not long enough to be a Fault.

    `zone` None: it is a Display, and `label` says where it hangs.
    """

    place: Place
    began_at: datetime
    code: FaultCode
    camera: str | None = None
    zone: Zone | None = None
    label: str = ""
    cause: str | None = None
    measured: Mapping[str, float] = field(default_factory=dict)
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue: one thing that fails, or all Cameras of a Restaurant at once."""

    rows: tuple[Failing, ...]
    is_whole: bool = False

    @property
    def first(self) -> Failing:
        """The most urgent of its rows."""
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the queue; None and False leave nothing out."""

    station: str | None = None
    code: FaultCode | None = None
    is_overdue: bool = False

    @classmethod
    def asked(cls, *, station: str, code: str, overdue: str) -> "Wanted":
        """What a filter's fields ask for; words that mean nothing ask for nothing."""
        return cls(station or None, member(FaultCode, code), overdue == "1")

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for the same."""
        return arguments_of(station=self.station, code=self.code, overdue=self.is_overdue)

    def takes(self, row: Failing, now: datetime) -> bool:
        """Whether `row` is asked for."""
        return (
            self.station in {None, row.place.station}
            and self.code in {None, row.code}
            and (not self.is_overdue or _is_overdue(row, now))
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """The desk's two lists: Faults by due time, and what fails but is no Fault yet."""

    faults: tuple[Line, ...]
    fresh: tuple[Line, ...]
    overdue: int  # Faults, not lines

    @property
    def number(self) -> int:
        """How many Faults there are; a line may hold several."""
        return sum(len(line.rows) for line in self.faults)

    @property
    def fresh_number(self) -> int:
        """How many fail and are no Fault yet."""
        return sum(len(line.rows) for line in self.fresh)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for fails."""
        return not self.faults and not self.fresh


def queue(
    failing: Iterable[Failing], *, cameras: Mapping[int, int], wanted: Wanted, now: datetime
) -> Queue:
    """The queue of what fails; `cameras` are how many are active, by Restaurant's id.

    What belongs together is told from all that fails, whatever is asked for.
    """
    rows = list(failing)
    whole = whole_restaurants(rows, cameras)
    asked = [row for row in rows if wanted.takes(row, now)]
    due = [(row.repair.repair_due_at, row.repair.number, row) for row in asked if row.repair]
    faults = [row for *__, row in sorted(due, key=lambda each: each[:2])]
    fresh = sorted((row for row in asked if not row.repair), key=lambda row: row.began_at)
    return Queue(
        tuple(_lines(faults, whole)),
        tuple(_lines(fresh, whole)),
        overdue=sum(_is_overdue(row, now) for row in faults),
    )


def whole_restaurants(failing: Iterable[Failing], cameras: Mapping[int, int]) -> frozenset[int]:
    """Restaurants all of whose Cameras, two or more, went off at once: one probable cause."""
    off: dict[int, list[datetime]] = defaultdict(list)
    for row in failing:
        if row.camera is not None and row.code is FaultCode.DEV_OFF:
            off[row.place.restaurant_id].append(row.began_at)
    return frozenset(
        restaurant
        for restaurant, moments in off.items()
        if len(moments) >= max(2, cameras.get(restaurant, 0))
        and max(moments) - min(moments) <= AT_ONCE
    )


def _lines(rows: Sequence[Failing], whole: frozenset[int]) -> Iterable[Line]:
    """The rows in their order, those of a whole Restaurant on the line of its first one."""
    together: dict[int, list[Failing]] = defaultdict(list)
    for row in rows:
        if _is_off(row) and row.place.restaurant_id in whole:
            together[row.place.restaurant_id].append(row)
    for row in rows:
        others = together.get(row.place.restaurant_id, []) if _is_off(row) else []
        if len(others) < 2:
            yield Line((row,))
        elif others[0] is row:
            yield Line(tuple(others), is_whole=True)


def _is_off(row: Failing) -> bool:
    return row.camera is not None and row.code is FaultCode.DEV_OFF


def _is_overdue(row: Failing, now: datetime) -> bool:
    return row.repair is not None and row.repair.urgency(now) is Urgency.OVERDUE
