"""The patrols of Pingshan's year 2021: published counts, everything else synthetic.

Published: 75 patrols, 540 visits, 2,742 snapshots, 145 visits with violations, 170 problems. The
report blames incomplete coverage over the six Stations without a figure for it: who was never
visited is invented, as are all dates, Zones and classes.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.patrols.kinds import SnapshotSource, Way
from portal.registry.rules import Status, Zone, status_at
from portal.rounds.rules.duty import DatedStatus
from portal.seed.pingshan import CLOSED, MOVED, RESTAURANTS, ZONES, SeedRestaurant, draw
from portal.shell.rules import DISTRICT_ZONE

PATROLS, VISITS, SNAPSHOTS, VIOLATING, FINDINGS = 75, 540, 2_742, 145, 170
PATROLS_OF = (15, 14, 13, 12, 11, 10)  # by Station
REACHED_PERCENT = (92, 84, 76, 70, 64, 56)  # of a Station's Restaurants, in the whole year
WEEKS = timedelta(days=14)
FIRST_MONDAY = date(2021, 1, 4)


@dataclass(frozen=True, slots=True)
class SeedSnapshot:
    """A Snapshot of the Camera with this number; `is_finding`: it became one."""

    camera: int
    source: SnapshotSource
    is_finding: bool

    @property
    def zone(self) -> Zone:
        """What the Camera shows."""
        return ZONES[self.camera - 1]


@dataclass(frozen=True, slots=True)
class SeedVisit:
    """A Visit that was made at `done_at`, in the district's time."""

    restaurant: SeedRestaurant
    done_at: datetime
    way: Way
    snapshots: tuple[SeedSnapshot, ...]


@dataclass(frozen=True, slots=True)
class SeedPatrol:
    """A Patrol of the Station with this place in the list."""

    number: int
    station: int
    starts_on: date
    visits: tuple[SeedVisit, ...]

    @property
    def until(self) -> date:
        """The first day after its weeks, within the year."""
        return min(self.starts_on + WEEKS, date(2022, 1, 1))


@dataclass(frozen=True, slots=True)
class Place:
    """A Restaurant with its dated Status."""

    seed: SeedRestaurant
    spans: tuple[DatedStatus, ...]

    def is_open(self, moment: datetime) -> bool:
        """Whether it does business at `moment`."""
        return status_at(self.spans, moment) is Status.OPEN


def patrols(places: Sequence[Place]) -> tuple[SeedPatrol, ...]:
    """All Patrols of the year in the order of their first days."""
    rows = [row for station in range(len(PATROLS_OF)) for row in _station(station, places)]
    rows.sort(key=lambda row: (row[1], row[0]))
    counts = _shares(VISITS, len(rows), "visits")
    queues = {station: deque(_pool(station, places)) for station in range(len(PATROLS_OF))}
    drafts = [
        (number, station, starts_on, _chosen(queues[station], count, starts_on))
        for number, ((station, starts_on), count) in enumerate(
            zip(rows, counts, strict=True), start=1
        )
    ]
    snapshots = _shares(SNAPSHOTS, VISITS, "snapshots")
    findings = _findings()
    made = iter(zip(snapshots, findings, strict=True))
    return tuple(
        SeedPatrol(
            number, station, starts_on,
            tuple(_visit(place, starts_on, order, *next(made)) for order, place in enumerate(some)),
        )
        for number, station, starts_on, some in drafts
    )  # fmt: skip


def _station(station: int, places: Sequence[Place]) -> Iterator[tuple[int, date]]:
    """The Patrols of a Station as (Station, first day), spread over the year."""
    count = PATROLS_OF[station]
    for number in range(count):
        week = (50 * number + station * 5) // count
        yield station, FIRST_MONDAY + timedelta(weeks=min(week, 50))


def _pool(station: int, places: Sequence[Place]) -> list[Place]:
    """The Restaurants that this Station ever visits, in drawn order."""
    own = [
        each
        for each in places
        if each.seed.station == station
        and each.seed.number not in {MOVED, CLOSED}
        and each.seed.number <= RESTAURANTS
    ]
    own.sort(key=lambda each: draw("patrolled", each.seed.number, below=1 << 40))
    return own[: len(own) * REACHED_PERCENT[station] // 100]


def _chosen(queue: deque[Place], count: int, starts_on: date) -> list[Place]:
    """The next `count` of a Station's queue that do business then; they go to its end."""
    noon = datetime(starts_on.year, starts_on.month, starts_on.day, 12, tzinfo=DISTRICT_ZONE)
    found = [
        each for each in queue if each.is_open(noon) and each.is_open(noon + timedelta(days=11))
    ][:count]
    for each in found:
        queue.remove(each)
    queue.extend(found)
    return found


def _visit(place: Place, starts_on: date, order: int, snapshots: int, findings: int) -> SeedVisit:
    number = place.seed.number
    day = starts_on + timedelta(days=order + 2 * (order // 5))  # five a week, none at weekends
    minute = draw("minute", number, starts_on, below=7 * 60)
    done_at = datetime(day.year, day.month, day.day, 9, tzinfo=DISTRICT_ZONE)
    is_on_site = draw("way", number, starts_on, below=6) == 0
    return SeedVisit(
        place.seed,
        done_at + timedelta(minutes=minute),
        Way.ON_SITE if is_on_site else Way.ONLINE,
        tuple(
            SeedSnapshot(
                camera=1 + turn % place.seed.cameras,
                source=SnapshotSource.AI
                if draw("ai", number, starts_on, turn, below=5) == 0
                else SnapshotSource.MANUAL,
                is_finding=turn < findings,
            )
            for turn in range(snapshots)
        ),
    )


def _shares(total: int, parts: int, word: str) -> list[int]:
    """`total` in `parts` as alike as can be, the greater ones at drawn places."""
    least, more = divmod(total, parts)
    order = sorted(range(parts), key=lambda place: draw(word, place, below=1 << 40))
    greater = set(order[:more])
    return [least + (place in greater) for place in range(parts)]


def _findings() -> list[int]:
    """How many Findings each Visit came to: 145 to one at least, 170 in all."""
    order = sorted(range(VISITS), key=lambda place: draw("violating", place, below=1 << 40))
    violating, twice = set(order[:VIOLATING]), set(order[: FINDINGS - VIOLATING])
    return [(place in violating) + (place in twice) for place in range(VISITS)]
