"""The Periods that can be evaluated: years, half-years and quarters, and what lies within each."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from portal.rounds.rules.period import Period, PeriodUnreadable

_QUARTERS_OF_HALF: Mapping[str, tuple[int, ...]] = MappingProxyType({"1": (1, 2), "2": (3, 4)})


def evaluated(text: str) -> Period:
    """The year, half-year or quarter that `text` names; a month is too short to judge.

    Raises PeriodUnreadable.
    """
    period = Period.parse(text)
    if "-" in period.name:
        raise PeriodUnreadable(text)
    return period


def year_of(name: str) -> int:
    """The year in which a Period lies, whose plan it is judged by."""
    return int(name[:4])


def quarters_in(name: str) -> tuple[str, ...]:
    """The quarters of a Period, itself where it is one."""
    year, kind, number = name[:4], name[4:5], name[5:]
    if kind == "Q":
        return (name,)
    numbers = _QUARTERS_OF_HALF[number] if kind == "H" else (1, 2, 3, 4)
    return tuple(f"{year}Q{each}" for each in numbers)


def halves_in(name: str) -> tuple[str, ...]:
    """The half-years that lie wholly in a Period, itself where it is one."""
    if name[4:5] == "Q":
        return ()
    return (name,) if name[4:5] == "H" else (f"{name}H1", f"{name}H2")


def share_of_year(name: str) -> Fraction:
    """The part of its year's days that a Period has: 1 for the year itself."""
    period = Period.parse(name)
    return Fraction(period.length, Period.parse(name[:4]).length)


def same_spans(name: str, *, back: int) -> tuple[str, ...]:
    """A Period and those of its kind before it, the oldest first; `back` of them besides."""
    year, kind = year_of(name), name[4:5]
    if not kind:
        return tuple(str(year - each) for each in range(back, -1, -1))
    a_year = 4 if kind == "Q" else 2
    place = year * a_year + int(name[5:]) - 1
    return tuple(
        f"{each // a_year}{kind}{each % a_year + 1}" for each in range(place - back, place + 1)
    )
