"""Reads files of holidays and of terms, those that are shipped and those the bureau brings."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from portal.registry.kinds import DayKind
from portal.registry.rules.clocks import Term, Unit
from portal.registry.rules.working_days import (
    SATURDAY,
    CalendarFault,
    CalendarRefused,
    SpecialDay,
)

HOLIDAYS = Path(__file__).with_name("holidays.csv")
TERMS = Path(__file__).with_name("terms.csv")
COLUMNS = ("first", "last", "kind", "source", "verified")
LONGEST_SPAN_DAYS = 15
LONGEST_SOURCE = 200
LONGEST_FILE = 200_000
_KINDS = {
    "holiday": DayKind.HOLIDAY, "make_up": DayKind.MAKE_UP, "放假": DayKind.HOLIDAY,
    "上班": DayKind.MAKE_UP,
}  # fmt: skip
_YES = {"true": True, "false": False, "是": True, "否": False}


@cache
def shipped_days() -> tuple[SpecialDay, ...]:
    """The special days that come with the portal."""
    return tuple(read_days(HOLIDAYS.read_text(encoding="utf-8")))


@cache
def shipped_terms() -> tuple[Term, ...]:
    """The dated terms that come with the portal."""
    rows = csv.DictReader(io.StringIO(TERMS.read_text(encoding="utf-8")))
    return tuple(
        Term(
            step=row["step"],
            value=int(row["value"]),
            unit=Unit(row["unit"]),
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            source=row["source"],
            is_verified=_YES[row["verified"]],
        )
        for row in rows
    )


def read_days(text: str) -> list[SpecialDay]:
    """The special days that a CSV tells, one span a line, in its order.

    Raises CalendarRefused at the first line that cannot be so.
    """
    if len(text) > LONGEST_FILE or "\0" in text:
        raise CalendarRefused(CalendarFault.COLUMNS, line=1, text="")
    seen: dict[date, int] = {}
    days: list[SpecialDay] = []
    for line, row in _rows(text):
        for special in _span(row, line):
            if special.day in seen:
                raise CalendarRefused(CalendarFault.TWICE, line=line, text=str(special.day))
            seen[special.day] = line
            days.append(special)
    if not days:
        raise CalendarRefused(CalendarFault.EMPTY, line=1, text="")
    return days


def _rows(text: str) -> list[tuple[int, dict[str, str | None]]]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        columns = tuple(rows.fieldnames or ())
        found: list[tuple[int, dict[str, str | None]]] = [(rows.line_num, row) for row in rows]
    except csv.Error:
        raise CalendarRefused(CalendarFault.COLUMNS, line=1, text="") from None
    if columns != COLUMNS:
        raise CalendarRefused(CalendarFault.COLUMNS, line=1, text=",".join(columns))
    return found


def _span(row: dict[str, str | None], line: int) -> Iterator[SpecialDay]:
    """The days of one line."""
    told = {name: (row.get(name) or "").strip() for name in COLUMNS}
    first, last = _day(told["first"], line), _day(told["last"] or told["first"], line)
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST_SPAN_DAYS:
        raise CalendarRefused(CalendarFault.DAY, line=line, text=told["last"])
    kind = _KINDS.get(told["kind"])
    if kind is None:
        raise CalendarRefused(CalendarFault.KIND, line=line, text=told["kind"])
    source = told["source"]
    if not source or len(source) > LONGEST_SOURCE or told["verified"] not in _YES:
        raise CalendarRefused(CalendarFault.SOURCE, line=line, text=source or told["verified"])
    for number in range(length):
        day = first + timedelta(days=number)
        if kind is DayKind.MAKE_UP and day.weekday() < SATURDAY:
            raise CalendarRefused(CalendarFault.WEEKDAY, line=line, text=str(day))
        yield SpecialDay(day, kind, source, is_verified=_YES[told["verified"]])


def _day(text: str, line: int) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CalendarRefused(CalendarFault.DAY, line=line, text=text) from None
    if not 2000 <= day.year <= 2100:
        raise CalendarRefused(CalendarFault.DAY, line=line, text=text)
    return day
