"""Periods of evaluation: years, halves, quarters and months of district days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.shell.rules import MingchuError

_NAME = re.compile(r"([0-9]{4})(?:Q([1-4])|H([12])|-(0[1-9]|1[0-2]))?")
_FIRST_YEAR, _LAST_YEAR = 1992, 9998  # from 1992 on, every day in the district has 24 hours


class PeriodUnreadable(MingchuError):
    """A text names no Period."""

    code = "period_unreadable"

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no period; write 2021, 2021H1, 2021Q1 or 2021-03")


@dataclass(frozen=True, slots=True)
class Period:
    """The district days from `first`, included, to `until`, excluded."""

    name: str
    first: date
    until: date

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The year, half, quarter or month that `text` names. Raises PeriodUnreadable."""
        match = _NAME.fullmatch(text.strip().upper())
        if match is None or not _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
            raise PeriodUnreadable(text)
        year, quarter, half, month = match.groups()
        start, length = 1, 12
        if quarter:
            start, length = 3 * int(quarter) - 2, 3
        elif half:
            start, length = 6 * int(half) - 5, 6
        elif month:
            start, length = int(month), 1
        return cls(match[0], _month(int(year), start), _month(int(year), start + length))

    @classmethod
    def quarter_of(cls, day: date) -> "Period":
        """The quarter in which `day` lies."""
        return cls.parse(f"{day.year}Q{(day.month + 2) // 3}")

    def elapsed(self, today: date) -> "Period":
        """The days that are over before `today`; none of them when the Period lies ahead."""
        return Period(self.name, self.first, max(self.first, min(self.until, today)))

    def days(self) -> Iterator[date]:
        """Each day in order."""
        return (self.first + timedelta(days=number) for number in range(self.length))

    @property
    def length(self) -> int:
        """How many days there are."""
        return (self.until - self.first).days

    @property
    def last_month(self) -> date:
        """The first day of the last day's month, though not before the Period itself."""
        last = self.until - timedelta(days=1)
        return max(self.first, last.replace(day=1))


def _month(year: int, number: int) -> date:
    return date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)
