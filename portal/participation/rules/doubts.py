"""Which answers of a Restaurant's day do not count, and why.

Every rule looks at how answers came, none at what they say: praise that was ordered and blame
that was ordered leave the same marks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.participation.kinds import Doubt, Rating, Tier
from portal.participation.rules.limits import LEAST_SECONDS

BURST_WITHIN = timedelta(minutes=10)
BURST_LEAST = 6  # a table may answer at once; a code lives for two windows, so for twelve
BURST_TIMES_USUAL = 5.0
NETWORK_LEAST = 6  # guests share the house's WLAN and carriers share addresses
NETWORK_SHARE = 0.5
SAME_LEAST = 8
SAME_SHARE = 0.6
SAME_ITEMS = 4  # three alike are an honest habit
EVEN_LEAST = 6
EVEN_WITHIN_SECONDS = 2
EVEN_SHARE = 0.6
DAY_LEAST = 20  # what any house may have in a day, whatever is usual there
DAY_TIMES_USUAL = 8.0
SCANS_SPARE = 3  # pages opened by a link that is no scan


@dataclass(frozen=True, slots=True)
class Mark:
    """How one answer came: when, how long it took, from which network (hashed), and its words.

    `said` are the answers of a complete form in the order of the questions; empty if abandoned.
    """

    answer_id: int
    at: datetime
    seconds: int
    network: str
    tier: Tier
    is_open: bool
    satisfaction: Rating | None = None
    said: tuple[str, ...] = ()


ONE_HAND = (Doubt.ONE_NETWORK, Doubt.STAFF_NETWORK, Doubt.SAME_THROUGHOUT, Doubt.EVEN_TIMING)
"""The reasons that speak of one person or device behind many answers."""


@dataclass(frozen=True, slots=True)
class SetAsideGroup:
    """So many answers of a Restaurant's day that were set aside for one reason."""

    restaurant_id: int
    day: date
    reason: Doubt
    number: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is usual at the Restaurant: answers in ten busy minutes and in a day, scans, networks.

    `scans` is None where nobody counted; `staff` are hashes of networks its people work from.
    """

    usual_in_window: float = 0.0
    usual_in_day: float = 0.0
    scans: int | None = None
    staff: frozenset[str] = field(default_factory=frozenset)


def doubts(marks: Sequence[Mark], around: Surroundings) -> dict[int, Doubt]:
    """Why each doubtful answer is set aside, by its id; the first reason that fits counts.

    `marks` are one Restaurant's of one day. Those of slips are one-time by themselves, so
    bursts, networks and scans say nothing about them.
    """
    found: dict[int, Doubt] = {}
    for reason, rule in _RULES.items():
        for mark in rule(marks, around):
            found.setdefault(mark.answer_id, reason)
    return found


def _too_fast(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    return [mark for mark in marks if mark.said and mark.seconds < LEAST_SECONDS]


def _closed_hours(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    return [mark for mark in marks if not mark.is_open]


def _staff_network(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    return [mark for mark in marks if mark.network in around.staff]


def _one_network(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    loose = _loose(marks)
    numbers = Counter(mark.network for mark in loose)
    return [
        mark
        for mark in loose
        if numbers[mark.network] >= NETWORK_LEAST
        and numbers[mark.network] > NETWORK_SHARE * len(loose)
    ]


def _burst(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    loose = sorted(_loose(marks), key=lambda mark: mark.at)
    most = max(BURST_LEAST, BURST_TIMES_USUAL * around.usual_in_window)
    caught: dict[int, Mark] = {}
    first = 0
    for last, mark in enumerate(loose):
        while mark.at - loose[first].at > BURST_WITHIN:
            first += 1
        if last - first + 1 > most:
            caught |= {each.answer_id: each for each in loose[first : last + 1]}
    return caught.values()


def _same_throughout(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    whole = [mark for mark in marks if len(mark.said) >= SAME_ITEMS]
    numbers = Counter(mark.said for mark in whole)
    return [
        mark
        for mark in whole
        if numbers[mark.said] >= SAME_LEAST and numbers[mark.said] > SAME_SHARE * len(whole)
    ]


def _even_timing(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    whole = [mark for mark in marks if mark.said]
    if len(whole) < EVEN_LEAST:
        return []
    near = {
        seconds: [mark for mark in whole if abs(mark.seconds - seconds) <= EVEN_WITHIN_SECONDS]
        for seconds in {mark.seconds for mark in whole}
    }
    largest = max(near.values(), key=len)
    is_even = len(largest) >= EVEN_LEAST and len(largest) > EVEN_SHARE * len(whole)
    return largest if is_even else []


def _more_than_scans(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    if around.scans is None:
        return []
    loose = sorted(_loose(marks), key=lambda mark: mark.at)
    return loose[around.scans + SCANS_SPARE :]


def _more_than_usual(marks: Sequence[Mark], around: Surroundings) -> Iterable[Mark]:
    """Those behind the most that such a house has: whoever pays a crowd that scans gets no more."""
    most = int(max(DAY_LEAST, DAY_TIMES_USUAL * around.usual_in_day))
    return sorted(_loose(marks), key=lambda mark: mark.at)[most:]


def _loose(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.tier is not Tier.SLIP]


_RULES = {
    Doubt.TOO_FAST: _too_fast,
    Doubt.CLOSED_HOURS: _closed_hours,
    Doubt.STAFF_NETWORK: _staff_network,
    Doubt.ONE_NETWORK: _one_network,
    Doubt.BURST: _burst,
    Doubt.EVEN_TIMING: _even_timing,
    Doubt.SAME_THROUGHOUT: _same_throughout,
    Doubt.MORE_THAN_SCANS: _more_than_scans,
    Doubt.MORE_THAN_USUAL: _more_than_usual,
}


def by_reason(found: Mapping[int, Doubt]) -> dict[Doubt, list[int]]:
    """The answers set aside for each reason, reasons in the order in which they are tried."""
    groups: dict[Doubt, list[int]] = {}
    for answer_id, reason in sorted(found.items()):
        groups.setdefault(reason, []).append(answer_id)
    return {reason: groups[reason] for reason in _RULES if reason in groups}
