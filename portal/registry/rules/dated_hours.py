"""Business hours with their days: those of the present, and the former ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from portal.registry.rules.equipment import DayUnfit
from portal.registry.rules.hours import Hours
from portal.shell.rules import MingchuError


class HoursUnreasoned(MingchuError):
    """Hours would be put right for days gone by, and nobody says why."""

    code = "hours_unreasoned"

    def __init__(self) -> None:
        super().__init__("an earlier day changes past online rates; write why, or give today")


@dataclass(frozen=True, slots=True)
class HoursChange:
    """Hours to hold from the district's day `since` on, and why, where that day is over."""

    hours: Hours
    since: date
    reason: str = ""

    def may_be_made(self, *, today: date) -> bool:
        """Whether it puts right what was never so; False for a change of today.

        Raises DayUnfit for a day to come: the register knows no planned hours. Raises
        HoursUnreasoned for a day that is over where no reason is given.
        """
        if self.since > today:
            raise DayUnfit
        is_retroactive = self.since < today
        if is_retroactive and not self.reason.strip():
            raise HoursUnreasoned
        return is_retroactive


class FormerRow(Protocol):
    """Former hours as they are stored."""

    @property
    def until(self) -> date:
        """The first district's day on which they no longer hold."""

    @property
    def hours(self) -> str:
        """Their text."""


@dataclass(frozen=True, slots=True)
class FormerHours:
    """Hours that held up to, not including, the district's day `until`."""

    until: date
    hours: Hours


@dataclass(frozen=True, slots=True)
class DatedHours:
    """The hours of each day: the `present` ones, and the `former` ones by their days.

    Former hours hold from the end of those before them, the first from the beginning of all
    time. No two neighbours are equal, so that equal histories compare equal.
    """

    present: Hours
    former: tuple[FormerHours, ...] = ()

    @classmethod
    def told(cls, present: str, former: Iterable[FormerRow]) -> "DatedHours":
        """The hours that the register's texts tell; the rows may come in any order.

        Raises HoursInvalid.
        """
        rows = sorted(former, key=lambda row: row.until)
        return cls(
            Hours.parse(present),
            tuple(FormerHours(row.until, Hours.parse(row.hours)) for row in rows),
        )

    @property
    def since(self) -> date | None:
        """The day from which the present hours hold; None: they always did."""
        return self.former[-1].until if self.former else None

    def on(self, day: date) -> Hours:
        """The hours of the district's `day`: all of it, the end of the night before included."""
        if not self.former or day >= self.former[-1].until:  # most days of most Restaurants
            return self.present
        return next(each.hours for each in self.former if day < each.until)

    def changed(self, hours: Hours, *, since: date) -> "DatedHours":
        """The same with `hours` on `since` and all days after it, whatever held there before."""
        kept = [each for each in self.former if each.until < since]
        before = next((each.hours for each in self.former if each.until >= since), self.present)
        if before != hours:
            kept.append(FormerHours(since, before))
        return DatedHours(hours, tuple(kept))
