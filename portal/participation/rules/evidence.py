"""The rows behind the figures of this floor, plain enough to be kept with a closed year.

Whoever holds the rows counts the same figure again: nothing here asks a database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.participation.kinds import Instrument, Mode, Tier
from portal.participation.rules.convenience import Index, Logged, Waits, index
from portal.participation.rules.figures import Answered, Asked, Figure, figure_of
from portal.participation.rules.satisfaction import Counts
from portal.participation.rules.verdicts import Level
from portal.rounds.rules.period import Period
from portal.shell.rules import Ratio

YEAR_DAYS = 300  # a Period longer than this is judged as a year


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answers that count of one Restaurant by one tier and mode; `restaurant` is its code."""

    restaurant: str
    name: str
    station: str
    stratum: str
    tier: Tier
    mode: Mode
    counts: Counts
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AnswerRows:
    """All rows of one instrument in one place and Period.

    `population` is how many Restaurants were in business in each stratum at the Period's end,
    `silent` how many were invited and did not begin; None: nobody counted.
    """

    level: Level
    instrument: Instrument
    rows: Sequence[AnswerRow] = ()
    population: Mapping[str, float] = field(default_factory=dict)
    silent: int | None = None


@dataclass(frozen=True, slots=True)
class UseRow:
    """How one Restaurant's pages were used: openings from outside, viewings asked for and played.

    `waits` are the viewings that played, by the milliseconds until the picture moved.
    """

    restaurant: str
    name: str
    station: str
    scans: int = 0
    declined: int = 0
    viewings: int = 0
    played: int = 0


@dataclass(frozen=True, slots=True)
class UseRows:
    """All that was logged of watching in one place and Period; None: nobody knows.

    `looks` are those made over those due, `ease` the two best words over the valid answers about
    it, `on_time` Cases answered in time over those that were due.
    """

    rows: Sequence[UseRow] = ()
    waits: Waits = ()
    looks: Ratio | None = None
    ease: Ratio | None = None
    on_time: Ratio | None = None

    @property
    def scans(self) -> int:
        """Openings of pages from outside."""
        return sum(row.scans for row in self.rows)

    @property
    def plays(self) -> Ratio:
        """Viewings in which the picture came, over all that asked for one."""
        return Ratio(sum(row.played for row in self.rows), sum(row.viewings for row in self.rows))


def level_of(period: Period, *, station: bool = False, restaurant: bool = False) -> Level:
    """What a figure of `period` about such a place is, by which it is shown and judged."""
    if restaurant:
        return Level.RESTAURANT
    if station:
        return Level.STATION_QUARTER
    return Level.DISTRICT_YEAR if period.length > YEAR_DAYS else Level.DISTRICT_QUARTER


def satisfaction_of(evidence: AnswerRows, *, target: float) -> Figure:
    """The figure that these rows make, with interval and, for a Survey, the verdict on `target`."""
    numbers: dict[str, int] = {}
    answered = [
        Answered(
            numbers.setdefault(row.restaurant, len(numbers)),
            row.stratum, row.tier, row.counts, row.weight, row.mode,
        )
        for row in evidence.rows
    ]  # fmt: skip
    asked = Asked(evidence.level, evidence.instrument, silent=evidence.silent, target=target)
    return figure_of(answered, evidence.population, asked)


def logged_of(evidence: UseRows) -> Logged:
    """The same rows as the convenience index takes them."""
    plays = evidence.plays
    return Logged(
        waits=evidence.waits,
        plays=plays if plays.whole else None,
        scans=evidence.scans,
        uptime=evidence.looks,
        ease=evidence.ease,
        on_time=evidence.on_time,
    )


def convenience_of(evidence: UseRows) -> Index:
    """The convenience index that these rows make."""
    return index(logged_of(evidence))
