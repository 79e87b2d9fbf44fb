"""What may be told of answers: groups large enough that nobody is seen in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.participation.rules.satisfaction import Counts

SMALLEST_GROUP = 10
WEEK = timedelta(days=7)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The answers of one day."""

    day: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of whole weeks from `first` up to, not including, `until`; at least ten."""

    first: date
    until: date
    counts: Counts


def week_of(day: date) -> date:
    """The Monday of the week in which `day` lies."""
    return day - timedelta(days=day.weekday())


def weekly_groups(days: Iterable[DayCounts], *, today: date) -> tuple[Group, ...]:
    """Whole weeks, joined until a group has ten answers; newest first.

    Answers that do not make ten yet, and those of this week, are not told.
    """
    weeks: dict[date, Counts] = {}
    for each in days:
        monday = week_of(each.day)
        if monday + WEEK <= today:
            weeks[monday] = weeks.get(monday, Counts()) + each.counts
    return tuple(reversed(_joined(sorted(weeks.items()))))


def _joined(weeks: Sequence[tuple[date, Counts]]) -> list[Group]:
    groups: list[Group] = []
    first: date | None = None
    gathered = Counts()
    for monday, counts in weeks:
        first = first or monday
        gathered = gathered + counts
        if people(gathered) >= SMALLEST_GROUP:
            groups.append(Group(first, monday + WEEK, gathered))
            first, gathered = None, Counts()
    return groups


def people(counts: Counts) -> int:
    """How many answered, those who did not know among them."""
    return counts.valid + counts.dont_know
