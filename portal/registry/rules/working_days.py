"""Which days are working days: weekends, public holidays and the make-up days moved for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from portal.registry.kinds import DayKind
from portal.shell.rules import MingchuError

SATURDAY = 5
MOST_DAYS = 3660  # what counts days gives up after ten years
_DAY = timedelta(days=1)


class CalendarFault(StrEnum):
    """Why a file of holidays cannot be read."""

    COLUMNS = "columns"
    DAY = "day"
    KIND = "kind"
    TWICE = "twice"
    WEEKDAY = "weekday"
    SOURCE = "source"
    EMPTY = "empty"


class CalendarRefused(MingchuError):
    """A file of holidays is not as it should be in `line`; `fault` says why, `text` what it has."""

    status = 422
    code = "calendar_refused"

    def __init__(self, fault: CalendarFault, *, line: int, text: str) -> None:
        super().__init__(f"line {line}: {fault.value} {text!r}; correct the file and try again")
        self.fault = fault
        self.line = line
        self.text = text


class ClockEndless(MingchuError):
    """No working day was found within ten years, or more of them were asked for."""

    status = 500
    code = "clock_endless"

    def __init__(self) -> None:
        super().__init__("no end of the time within ten years; look at the calendar's holidays")


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says, as an authority announced it."""

    day: date
    kind: DayKind
    source: str
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Special days by date, and the years of which all are known.

    A year outside `years` is counted by weekends alone: an officer must be able to act in
    December although next year's holidays are not announced. Whoever counts is told so by
    `is_certain`, keeps that, and counts again when the year has come in.
    """

    days: Mapping[date, DayKind] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    @classmethod
    def of(cls, days: Iterable[SpecialDay]) -> "Calendar":
        """The calendar of `days`; it knows the years of which they reach October.

        New Year's days are often announced with the year before, and make no year known.
        """
        kinds = {each.day: each.kind for each in days}
        years = {day.year for day in kinds}
        return cls(kinds, frozenset(year for year in years if _is_whole(year, kinds)))

    def is_certain(self, first: date, last: date) -> bool:
        """Whether the holidays of all years from `first` to `last` are known."""
        return all(year in self.years for year in range(first.year, last.year + 1))


@dataclass(frozen=True, slots=True)
class Counted:
    """A day that was counted to; not certain where it lies in a year without announcement."""

    day: date
    is_certain: bool


def merged(shipped: Iterable[SpecialDay], entered: Iterable[SpecialDay]) -> list[SpecialDay]:
    """All special days; what was entered of a whole year, or of a day, replaces what is shipped."""
    entered = list(entered)
    years = Calendar.of(entered).years
    days = {each.day for each in entered}
    kept = [each for each in shipped if each.day.year not in years and each.day not in days]
    return kept + entered


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether people work on `day`: make-up days, and weekdays that are no holiday."""
    kind = calendar.days.get(day)
    return day.weekday() < SATURDAY if kind is None else kind is DayKind.MAKE_UP


def working_days_after(day: date, calendar: Calendar) -> Iterator[date]:
    """The working days after `day`, in order. Raises ClockEndless after ten years."""
    for number in range(1, MOST_DAYS + 1):
        next_day = day + number * _DAY
        if is_working_day(next_day, calendar):
            yield next_day
    raise ClockEndless


def add_working_days(start: date, count: int, calendar: Calendar) -> Counted:
    """The `count`th working day after `start`, which itself never counts; 0 gives `start`.

    Raises ValueError for a negative count, ClockEndless beyond ten years.
    """
    if count < 0:
        raise ValueError("working days are counted forward")
    last = start
    days = working_days_after(start, calendar)
    for _number in range(count):
        last = next(days)
    return Counted(last, calendar.is_certain(start, last))


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and with `end`; negative where `end` comes first."""
    if end < start:
        return -working_days_between(end, start, calendar)
    days = (start + number * _DAY for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day, calendar) for day in days)


def working_day_from(day: date, calendar: Calendar) -> date:
    """`day` itself if people work then, else the next day on which they do."""
    return next(working_days_after(day - _DAY, calendar))


def rest_days(year: int, calendar: Calendar) -> frozenset[date]:
    """The Mondays to Fridays of `year` that are holidays."""
    return frozenset(
        day
        for day, kind in calendar.days.items()
        if day.year == year and day.weekday() < SATURDAY and kind is DayKind.HOLIDAY
    )


def year_missing(calendar: Calendar, *, today: date) -> int | None:
    """The year whose holidays should be known by `today` and are not; None: all is well.

    They are announced in October or November as a rule, so that December asks for the next year.
    """
    if today.year not in calendar.years:
        return today.year
    next_year = today.year + 1
    return next_year if today.month == 12 and next_year not in calendar.years else None


def _is_whole(year: int, kinds: Mapping[date, DayKind]) -> bool:
    """Whether what is known of `year` reaches October, whose holiday is the last announced."""
    return any(day.year == year and day.month == 10 for day in kinds)
