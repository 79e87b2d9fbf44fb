"""How Faults were repaired, and how fast; source: docs/ref/indicators.md, Q6 and T1."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median

from portal.rounds.kinds import FaultCode, FaultEnd
from portal.rounds.rules.period import Period
from portal.shell.rules import Ratio

HOUR = timedelta(hours=1)
SPREAD_HOURS = (2, 8, 24, 48, 72)  # the classes in which times to repair are shown
CONNECTED_WITHIN_DAYS = 15  # a suggestion, not law; source: docs/ref/indicators.md, T1


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """One Fault as the figures see it; it belongs to the Period in which it was opened."""

    number: str
    restaurant_id: int
    code: FaultCode
    opened_at: datetime
    repair_due_at: datetime
    ended_at: datetime | None = None
    ended: FaultEnd | None = None

    @property
    def is_repaired(self) -> bool:
        """Whether a good picture proved the repair."""
        return self.ended is FaultEnd.REPAIRED

    @property
    def hours(self) -> Fraction | None:
        """From opening to proof, on the clock; None while it lasts."""
        if self.ended_at is None:
            return None
        return Fraction((self.ended_at - self.opened_at) // timedelta(seconds=1), 3600)


@dataclass(frozen=True, slots=True)
class RepairAccount:
    """The Faults opened in a Period, in their present state."""

    records: tuple[FaultRecord, ...] = ()

    @property
    def counted(self) -> tuple[FaultRecord, ...]:
        """All but those whose device left the register, which nobody could repair any more."""
        return tuple(each for each in self.records if each.ended is not FaultEnd.WITHDRAWN)

    @property
    def withdrawn(self) -> tuple[FaultRecord, ...]:
        """The others."""
        return tuple(each for each in self.records if each.ended is FaultEnd.WITHDRAWN)

    @property
    def open(self) -> tuple[FaultRecord, ...]:
        """Those that last."""
        return tuple(each for each in self.counted if each.ended is None)

    @property
    def repaired(self) -> Ratio:
        """Repaired over opened; Q6."""
        return Ratio(sum(each.is_repaired for each in self.counted), len(self.counted))

    @property
    def on_time(self) -> Ratio:
        """Repaired within the contract's hours over opened."""
        part = sum(
            each.ended_at is not None and each.ended_at <= each.repair_due_at
            for each in self.counted
        )
        return Ratio(part, len(self.counted))

    @property
    def median_hours(self) -> Fraction | None:
        """The median time to repair; None when nothing was repaired."""
        hours = self._hours()
        return median(hours) if hours else None

    @property
    def p90_hours(self) -> Fraction | None:
        """The shortest time within which nine of ten repairs were done; None likewise."""
        hours = self._hours()
        return hours[-(-9 * len(hours) // 10) - 1] if hours else None

    @property
    def spread(self) -> tuple[int, ...]:
        """How many ended within each of SPREAD_HOURS but no sooner; last those after them all."""
        counts = [0] * (len(SPREAD_HOURS) + 1)
        for hours in self._hours():
            counts[bisect_left(SPREAD_HOURS, hours)] += 1
        return tuple(counts)

    def _hours(self) -> list[Fraction]:
        return sorted(each.hours for each in self.counted if each.hours is not None)


@dataclass(frozen=True, slots=True)
class ConnectionTimes:
    """Days from a Restaurant's entry in the register to its first good picture, sorted."""

    days: tuple[int, ...] = ()

    @property
    def within(self) -> Ratio:
        """Those connected within 15 days over all that were connected in the Period."""
        return Ratio(sum(each <= CONNECTED_WITHIN_DAYS for each in self.days), len(self.days))

    @property
    def median_days(self) -> Fraction | None:
        """The median; None when none was connected."""
        return Fraction(median(map(Fraction, self.days))) if self.days else None


def connection_times(
    restaurants: Iterable[tuple[date | None, date | None]], elapsed: Period
) -> ConnectionTimes:
    """The times of those first connected within `elapsed`; each is (entered on, connected on).

    One that was connected before it was entered took no day.
    """
    found = (
        max(0, (connected - entered).days)
        for entered, connected in restaurants
        if entered is not None
        and connected is not None
        and elapsed.first <= connected < elapsed.until
    )
    return ConnectionTimes(tuple(sorted(found)))
