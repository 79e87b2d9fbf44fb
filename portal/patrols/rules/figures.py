"""Figures of patrols: N1 counts, N2 coverage, N3 findings; source: docs/ref/indicators.md.

Visits (家次) and distinct Restaurants have different names everywhere: `visits` counts each time,
`reached` each Restaurant once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from portal.patrols.kinds import Way
from portal.patrols.rules.calendar import Half
from portal.shell.rules import Ratio


@dataclass(frozen=True, slots=True)
class DoneVisit:
    """A Visit that was made, for counting; `findings` are those opened by it."""

    station: str
    restaurant_id: int
    half: Half
    way: Way
    manual: int = 0
    ai: int = 0
    findings: int = 0

    @property
    def is_violating(self) -> bool:
        """Whether it came to a Finding."""
        return self.findings > 0


@dataclass(frozen=True, slots=True)
class DatedVisit:
    """A Visit that was made, with the number of its Patrol and the district day."""

    patrol: str
    day: date
    visit: DoneVisit


@dataclass(frozen=True, slots=True)
class Counts:
    """N1 and N3 of some Patrols and the Visits made in them."""

    patrols: int
    visits: int
    visits_online: int
    visits_on_site: int
    snapshots_manual: int
    snapshots_ai: int
    findings: int
    violating_visits: int

    @property
    def snapshots(self) -> int:
        """All Snapshots, whoever wanted them."""
        return self.snapshots_manual + self.snapshots_ai

    @property
    def violating(self) -> Ratio:
        """Visits with a Finding over all Visits; N3. It has no target: that would be a quota."""
        return Ratio(self.violating_visits, self.visits)

    @property
    def visits_a_patrol(self) -> Decimal | None:
        """Visits a Patrol on average, None where there is none."""
        return mean(self.visits, self.patrols)

    @property
    def snapshots_a_visit(self) -> Decimal | None:
        """Snapshots a Visit on average, None where there is none."""
        return mean(self.snapshots, self.visits)


@dataclass(frozen=True, slots=True)
class Coverage:
    """N2: distinct Restaurants reached, of those under supervision, and the ids of the others."""

    reached: Ratio
    never: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """N2 of some days: of the whole, and a Station."""

    whole: Coverage
    stations: Mapping[str, Coverage]


@dataclass(frozen=True, slots=True)
class Restaurants:
    """What figures call Stations (Chinese and English name by code) and Restaurants (code and
    both names by id).
    """

    stations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    restaurants: Mapping[int, tuple[str, str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PatrolFigures:
    """N1, N2 and N3 of a Period, by Station, and N2 also by half-year."""

    period: str
    whole: Counts
    stations: Mapping[str, Counts]
    reach: Reach
    halves: Mapping[str, Reach]
    names: Restaurants


def mean(part: int, whole: int) -> Decimal | None:
    """The mean with two places, half-up; None for nothing to share among."""
    if whole == 0:
        return None
    exact = Fraction(part, whole)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal("0.01"), rounding=ROUND_HALF_UP
    )


def counts(visits: Iterable[DoneVisit], *, patrols: int) -> Counts:
    """N1 and N3 of these Visits; `patrols` is how many Patrols they belong to or were begun."""
    visits = list(visits)
    online = sum(each.way is Way.ONLINE for each in visits)
    return Counts(
        patrols=patrols,
        visits=len(visits),
        visits_online=online,
        visits_on_site=len(visits) - online,
        snapshots_manual=sum(each.manual for each in visits),
        snapshots_ai=sum(each.ai for each in visits),
        findings=sum(each.findings for each in visits),
        violating_visits=sum(each.is_violating for each in visits),
    )


def coverage(visits: Iterable[DoneVisit], supervised: Iterable[int]) -> Coverage:
    """N2 of these Visits over the Restaurants `supervised`, each counted once.

    One that was visited and has closed since leaves both sides.
    """
    whole = set(supervised)
    reached = {each.restaurant_id for each in visits} & whole
    return Coverage(Ratio(len(reached), len(whole)), tuple(sorted(whole - reached)))


def reach_of(visits: Iterable[DoneVisit], supervised: Mapping[str, Iterable[int]]) -> Reach:
    """N2 of these Visits; `supervised` are those under supervision by their Station."""
    found = list(visits)
    everybody = [number for ids in supervised.values() for number in ids]
    by_station = {station: coverage(found, ids) for station, ids in sorted(supervised.items())}
    return Reach(coverage(found, everybody), by_station)
