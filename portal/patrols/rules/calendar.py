"""The halves of a year and the weeks within them in which Visits can be made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """A half-year of district days, from `first`, included, to `until`, excluded."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Half":
        """The half in which `day` lies."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 6 * self.number - 5, 1)

    @property
    def until(self) -> date:
        """The first day after it."""
        return date(self.year, 7, 1) if self.number == 1 else date(self.year + 1, 1, 1)

    @property
    def name(self) -> str:
        """As a Period is called: 2021H1."""
        return f"{self.year}H{self.number}"


def halves_of(year: int) -> tuple[Half, Half]:
    """Both halves of a year."""
    return Half(year, 1), Half(year, 2)


@dataclass(frozen=True, slots=True)
class Span:
    """District days from `first`, included, to `until`, excluded; None: no end known."""

    first: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Slot:
    """Some weeks of one half that a Patrol has; `days` are those on which people work."""

    first: date
    until: date
    days: tuple[date, ...]


def slots_of(
    half: Half, *, weeks: int, starts_on: date, rest_days: frozenset[date] = frozenset()
) -> tuple[Slot, ...]:
    """The slots of `half` from `starts_on` on, `weeks` calendar weeks each, in their order.

    Weeks begin on Mondays and are cut where the half begins and ends. Saturdays, Sundays and
    `rest_days` are no days of work; a slot without any is left out.
    """
    found = []
    for first, until in _weeks(max(half.first, starts_on), half.until, weeks):
        days = tuple(day for day in _days(first, until) if _is_worked(day, rest_days))
        if days:
            found.append(Slot(first, until, days))
    return tuple(found)


def _weeks(first: date, until: date, weeks: int) -> Iterator[tuple[date, date]]:
    while first < until:
        monday = first - timedelta(days=first.weekday())
        after = min(monday + weeks * WEEK, until)
        yield first, after
        first = after


def _days(first: date, until: date) -> Iterable[date]:
    return (first + number * DAY for number in range((until - first).days))


def _is_worked(day: date, rest_days: frozenset[date]) -> bool:
    return day.weekday() < SATURDAY and day not in rest_days
