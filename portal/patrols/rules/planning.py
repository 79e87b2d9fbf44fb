"""A year's patrols: every Restaurant reached each half-year, or how many Visits do not fit.

Each Station's half-year is planned by itself, in three steps. First everybody gets one Visit, as
many as can be: never visited ones and the riskier ones come first and early, chance decides among
equals, and the weeks are filled evenly. Then the riskier ones get their further Visits in what
room is left, some weeks apart. Last the Visits of some weeks become Patrols with a drawn team.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from portal.patrols.kinds import Grade, Way
from portal.patrols.rules.calendar import Half, Slot, Span, halves_of, slots_of
from portal.patrols.rules.drawing import Draw
from portal.patrols.rules.matching import evenly_placed
from portal.patrols.rules.risk import VISITS_A_HALF

APART = timedelta(days=28)  # between two Visits of one Restaurant, wherever there is a choice
AFTER_HIGHER = timedelta(days=92)  # 49号令 Art 39: three months after a higher level's check
ON_SITE_ONE_IN = 4  # Visits, drawn; and all where there is no Camera


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Restaurant to be planned for, by its code.

    `away` are days on which it does no business; `checked_above` is the last check by a higher
    level, which bars Visits for three months unless the grade is D; `visited` are days of this
    year on which it was visited already.
    """

    code: str
    station: str
    grade: Grade = Grade.A
    last_visit: date | None = None
    has_camera: bool = True
    away: tuple[Span, ...] = ()
    checked_above: date | None = None
    visited: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspector:
    """Somebody of a Station who makes Visits, by a key that names no person."""

    key: str
    station: str


@dataclass(frozen=True, slots=True)
class Terms:
    """How a year is planned.

    `visits_a_day` is what a team makes beside its other work; `is_paired` draws teams of two.
    """

    year: int
    starts_on: date
    weeks_a_slot: int = 2
    visits_a_day: int = 2
    most_visits: int = 8
    is_paired: bool = True
    rest_days: frozenset[date] = frozenset()


class Unplaced(StrEnum):
    """Why a Visit has no place: no room is left, or the Restaurant is never free for it."""

    NO_ROOM = "no_room"
    NEVER_FREE = "never_free"


@dataclass(frozen=True, slots=True)
class Missing:
    """A Visit that has no place; `is_coverage`: without it the Restaurant is not reached."""

    restaurant: str
    station: str
    half: Half
    why: Unplaced
    is_coverage: bool


@dataclass(frozen=True, slots=True)
class PlannedPatrol:
    """A task: who visits whom within which days, and how."""

    station: str
    first: date
    until: date
    way: Way
    team: tuple[str, ...]
    restaurants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A year's Patrols by day and Station, and the Visits that have no place.

    `required` is how many Visits were to be placed.
    """

    patrols: tuple[PlannedPatrol, ...]
    missing: tuple[Missing, ...] = ()
    required: int = 0

    @property
    def visits(self) -> int:
        """How many Visits are planned."""
        return sum(len(each.restaurants) for each in self.patrols)

    @property
    def short_by(self) -> int:
        """By how many Visits the time falls short; those never free are no matter of time."""
        return sum(each.why is Unplaced.NO_ROOM for each in self.missing)


@dataclass(slots=True)
class _Year:
    """What is being planned for one Station."""

    draw: Draw
    terms: Terms
    inspectors: tuple[str, ...]
    days: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    duties: Counter[str] = field(default_factory=Counter)
    missing: list[Missing] = field(default_factory=list)
    required: int = 0

    @property
    def teams(self) -> int:
        """How many teams can be under way at once."""
        count = len(self.inspectors)
        return max(count // 2, min(count, 1)) if self.terms.is_paired else count


@dataclass(slots=True)
class _Half:
    """What is being planned for one half of it; `taken` are the codes by the slot's place."""

    half: Half
    year: _Year
    slots: tuple[Slot, ...]
    taken: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def rooms(self) -> list[int]:
        """How many Visits still fit into each slot."""
        each_day = self.year.terms.visits_a_day * self.year.teams
        return [
            len(slot.days) * each_day - len(self.taken[number])
            for number, slot in enumerate(self.slots)
        ]


def plan_year(
    candidates: Iterable[Candidate],
    inspectors: Iterable[Inspector],
    *,
    terms: Terms,
    draw: Draw,
) -> Plan:
    """The year of `terms`, the same for the same values in whatever order they come.

    No choice of days would reach more Restaurants in any half-year; whoever is not reached is
    among the missing.
    """
    by_station: dict[str, list[Candidate]] = defaultdict(list)
    for each in sorted(candidates, key=lambda each: each.code):
        by_station[each.station].append(each)
    people = sorted(inspectors, key=lambda each: each.key)
    patrols: list[PlannedPatrol] = []
    missing: list[Missing] = []
    required = 0
    for station in sorted(by_station):
        team = tuple(each.key for each in people if each.station == station)
        year = _Year(draw, terms, team)
        for half in halves_of(terms.year):
            patrols.extend(_half(by_station[station], half, year))
        missing.extend(year.missing)
        required += year.required
    patrols.sort(key=lambda each: (each.first, each.station, each.way, each.restaurants))
    return Plan(tuple(patrols), tuple(missing), required)


def _half(found: Sequence[Candidate], half: Half, year: _Year) -> Iterator[PlannedPatrol]:
    terms = year.terms
    if terms.starts_on >= half.until:
        return
    slots = slots_of(
        half, weeks=terms.weeks_a_slot, starts_on=terms.starts_on, rest_days=terms.rest_days
    )
    part = _Half(half, year, slots)
    _reach_all(found, part)
    _come_again(found, part)
    by_code = {each.code: each for each in found}
    for number in sorted(part.taken):
        if part.taken[number]:
            yield from _patrols(slots[number], part.taken[number], by_code, year)


def _reach_all(found: Sequence[Candidate], part: _Half) -> None:
    """Give everybody who has had none in this half a first Visit."""
    first = [each for each in found if not _times(each, part.half)]
    first.sort(key=lambda each: _importance(each, part))
    wishes = [_wishes(each, part) for each in first]
    _place(first, wishes, part, is_coverage=True)


def _come_again(found: Sequence[Candidate], part: _Half) -> None:
    """Give the riskier ones their further Visits, in the room that is left and well apart."""
    for time in range(1, max(VISITS_A_HALF.values())):
        again = [
            each
            for each in found
            if max(_times(each, part.half), 1) <= time < VISITS_A_HALF[each.grade]
            and any(_is_free(each, slot) for slot in part.slots)
        ]
        again.sort(key=lambda each: _importance(each, part, time))
        wishes = [_wishes(each, part, is_strict=True) for each in again]
        _place(again, wishes, part, is_coverage=False)


def _place(
    wanted: Sequence[Candidate],
    wishes: Sequence[Sequence[int]],
    part: _Half,
    *,
    is_coverage: bool,
) -> None:
    year = part.year
    year.required += len(wanted)
    found = evenly_placed(wishes, part.rooms)
    for each, wish, number in zip(wanted, wishes, found, strict=True):
        if number is None:
            is_short = bool(wish) or not is_coverage
            why = Unplaced.NO_ROOM if is_short else Unplaced.NEVER_FREE
            year.missing.append(Missing(each.code, each.station, part.half, why, is_coverage))
        else:
            part.taken[number].append(each.code)
            year.days[each.code].append(part.slots[number].first)


def _times(each: Candidate, half: Half) -> int:
    """How often it was visited in this half already."""
    return sum(Half.of(day) == half for day in each.visited)


def _importance(each: Candidate, part: _Half, time: int = 0) -> tuple[bool, int, int]:
    """Never visited ones first, then the riskier, then as drawn."""
    is_known = each.last_visit is not None or bool(each.visited)
    return is_known, -ord(each.grade), part.year.draw.number(part.half.name, time, each.code)


def _wishes(each: Candidate, part: _Half, *, is_strict: bool = False) -> list[int]:
    """The slots in which `each` can be visited; those near another Visit last, or not at all."""
    free = [number for number, slot in enumerate(part.slots) if _is_free(each, slot)]
    others = [*each.visited, *part.year.days[each.code]]
    if each.last_visit is not None:
        others.append(each.last_visit)
    apart = [number for number in free if _is_apart(part.slots[number], others)]
    return apart if is_strict else sorted(free, key=lambda number: number not in apart)


def _is_free(each: Candidate, slot: Slot) -> bool:
    """Whether it does business on a day of work of `slot` and may be visited then."""
    barred_until = (
        each.checked_above + AFTER_HIGHER
        if each.checked_above is not None and each.grade is not Grade.D
        else None
    )
    return any(
        (barred_until is None or day >= barred_until)
        and not any(span.holds(day) for span in each.away)
        for day in slot.days
    )


def _is_apart(slot: Slot, others: Iterable[date]) -> bool:
    return all(abs(slot.first - day) >= APART for day in others)


def _patrols(
    slot: Slot, codes: Iterable[str], found: Mapping[str, Candidate], year: _Year
) -> Iterator[PlannedPatrol]:
    """The Visits of one slot as Patrols of at most so many, each with its team."""
    ways: dict[Way, list[str]] = defaultdict(list)
    for code in year.draw.order(codes, "order", slot.first):
        ways[_way(found[code], slot, year.draw)].append(code)
    for way in sorted(ways):
        station = found[ways[way][0]].station
        for part, some in enumerate(_parted(ways[way], year.terms.most_visits)):
            team = _team(year, station, slot, way, part)
            yield PlannedPatrol(station, slot.first, slot.until, way, team, tuple(sorted(some)))


def _way(each: Candidate, slot: Slot, draw: Draw) -> Way:
    is_drawn = draw.number("way", slot.first, each.code) % ON_SITE_ONE_IN == 0
    return Way.ON_SITE if is_drawn or not each.has_camera else Way.ONLINE


def _parted(codes: Sequence[str], most: int) -> list[Sequence[str]]:
    """`codes` in parts of at most `most`, as alike in size as can be."""
    parts = -(-len(codes) // most)
    return [codes[number::parts] for number in range(parts)]


def _team(year: _Year, station: str, slot: Slot, way: Way, part: int) -> tuple[str, ...]:
    """Who goes: those with the fewest duties so far, chance deciding among equals."""
    words = ("team", station, slot.first, way, part)
    drawn = sorted(
        year.inspectors, key=lambda key: (year.duties[key], year.draw.number(*words, key))
    )
    team = tuple(drawn[: 2 if year.terms.is_paired else 1])
    year.duties.update(team)
    return team
