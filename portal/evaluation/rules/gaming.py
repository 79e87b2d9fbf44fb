"""Patterns by which figures could be made to look better than they are; none of them is proof.

Each rule is a threshold over rows of one quarter, and hands back the rows that crossed it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.participation.rules.doubts import SetAsideGroup
from portal.rounds.rules.period import Period
from portal.rounds.rules.suspicion import CameraFault

END_DAYS = 14  # before a quarter's end in which a Suspension is looked at
FEWEST_SUSPENSIONS = 3
TIMES_EVEN = 2  # as many as even spreading would bring
ACCEPT_DAYS = 7  # after a move in which its new aim was accepted
FEWEST_MOVES = 2  # of one Camera
OFTEN = 3  # Visits of one Restaurant in a quarter
FEWEST_ANSWERS = 5  # of one group that was set aside


class Pattern(StrEnum):
    """What is looked for."""

    SUSPENSIONS = "suspensions"
    REAIMED = "reaimed"
    LOOPED = "looped"
    SAME_PLACES = "same_places"
    ONE_DEVICE = "one_device"


@dataclass(frozen=True, slots=True)
class Where:
    """A Restaurant as the rows of a pattern name it."""

    code: str
    name: str
    station: str


@dataclass(frozen=True, slots=True)
class Suspended:
    """A Suspension begun in the quarter; `last` None: it has no end yet."""

    where: Where
    first: date
    last: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A row that crossed a threshold: where, when, how often, and what it is called."""

    where: Where
    day: date | None
    number: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a rule found: `signs` of `looked_at` rows; raised where its threshold is crossed."""

    pattern: Pattern
    is_raised: bool
    signs: tuple[Sign, ...]
    looked_at: int


@dataclass(frozen=True, slots=True)
class Traces:
    """The rows of one quarter that all rules look at.

    `visits` are Restaurants' ids, one a Visit; `supervised` the ids of all that could have been
    visited, by Station; `places` every Restaurant by its id.
    """

    quarter: Period
    suspended: Sequence[Suspended]
    faults: Sequence[CameraFault]
    visits: Sequence[int]
    supervised: Mapping[str, Iterable[int]]
    answers: Sequence[SetAsideGroup]
    places: Mapping[int, Where]


def suspicions(traces: Traces) -> tuple[Suspicion, ...]:
    """What every rule finds, in the order of Pattern."""
    return (
        late_suspensions(traces.suspended, traces.quarter),
        reaimed(traces.faults, traces.places),
        looped(traces.faults, traces.places),
        same_places(traces.visits, traces.supervised, traces.places),
        one_device(traces.answers, traces.places),
    )


def late_suspensions(suspended: Sequence[Suspended], quarter: Period) -> Suspicion:
    """Suspensions begun in the last days of a quarter, which take bad days out of its rate.

    Raised by three that are also twice as many as if they were spread evenly.
    """
    start = quarter.until - timedelta(days=END_DAYS)
    late = [each for each in suspended if each.first >= start]
    even = len(suspended) * END_DAYS / quarter.length
    return Suspicion(
        Pattern.SUSPENSIONS,
        len(late) >= FEWEST_SUSPENSIONS and len(late) >= TIMES_EVEN * even,
        tuple(
            Sign(each.where, each.first, 1, each.last.isoformat() if each.last else "")
            for each in late
        ),
        len(suspended),
    )


def reaimed(faults: Sequence[CameraFault], places: Mapping[int, Where]) -> Suspicion:
    """Cameras that moved twice, or whose new aim was accepted soon after they had moved."""
    moves = [each for each in faults if each.is_move]
    often = Counter(each.camera for each in moves)
    found = [
        each
        for each in moves
        if often[each.camera] >= FEWEST_MOVES or _is_accepted_soon(each)
    ]  # fmt: skip
    return Suspicion(Pattern.REAIMED, bool(found), _signs(found, often, places), len(moves))


def looped(faults: Sequence[CameraFault], places: Mapping[int, Where]) -> Suspicion:
    """Every Camera that showed the same minutes again."""
    found = [each for each in faults if each.is_loop]
    often = Counter(each.camera for each in found)
    return Suspicion(Pattern.LOOPED, bool(found), _signs(found, often, places), len(faults))


def same_places(
    visits: Sequence[int], supervised: Mapping[str, Iterable[int]], places: Mapping[int, Where]
) -> Suspicion:
    """Restaurants visited again and again by a Station that left half of its own unseen.

    A Station is raised where those take half of its Visits.
    """
    often = Counter(visits)
    signs: list[Sign] = []
    for numbers in supervised.values():
        own = set(numbers)
        known = {number: often[number] for number in own if often[number]}
        again = {number: times for number, times in known.items() if times >= OFTEN}
        is_half_unseen = 2 * len(known) <= len(own)
        if again and is_half_unseen and 2 * sum(again.values()) >= sum(known.values()):
            signs += [Sign(places[number], None, times) for number, times in again.items()]
    ordered = sorted(signs, key=lambda each: (each.where.station, -each.number, each.where.code))
    return Suspicion(Pattern.SAME_PLACES, bool(signs), tuple(ordered), len(visits))


def one_device(answers: Sequence[SetAsideGroup], places: Mapping[int, Where]) -> Suspicion:
    """Groups of answers from one network, or in one burst, that were set aside and not released."""
    found = [each for each in answers if each.number >= FEWEST_ANSWERS]
    signs = tuple(
        Sign(places[each.restaurant_id], each.day, each.number, each.reason.value)
        for each in found
        if each.restaurant_id in places
    )
    return Suspicion(Pattern.ONE_DEVICE, bool(signs), signs, sum(each.number for each in answers))


def _is_accepted_soon(fault: CameraFault) -> bool:
    if fault.accepted_on is None:
        return False
    return timedelta(0) <= fault.accepted_on - fault.opened_on <= timedelta(days=ACCEPT_DAYS)


def _signs(
    faults: Sequence[CameraFault], often: Mapping[str, int], places: Mapping[int, Where]
) -> tuple[Sign, ...]:
    return tuple(
        Sign(places[each.restaurant_id], each.opened_on, often[each.camera],
             f"{each.number} {each.camera}")
        for each in faults
        if each.restaurant_id in places
    )  # fmt: skip
