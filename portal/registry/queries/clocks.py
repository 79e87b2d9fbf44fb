"""Reads the calendar, and tells deadlines by it."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from portal.registry.clock_files import shipped_days, shipped_terms
from portal.registry.models import CalendarDay
from portal.registry.rules.clocks import Deadline, Pause, deadline, term_on
from portal.registry.rules.working_days import Calendar, SpecialDay, merged
from portal.shell.rules import local_day

_DAYS = cast("Table", CalendarDay.__table__)
_ENTERED = select(_DAYS.c.day, _DAYS.c.kind, _DAYS.c.source, _DAYS.c.is_verified).order_by(
    _DAYS.c.day
)


def entered_days(session: Session) -> list[SpecialDay]:
    """The special days that the bureau entered, in order."""
    return [SpecialDay(*row) for row in session.execute(_ENTERED)]


def calendar(session: Session) -> Calendar:
    """The calendar as it is known now; one statement."""
    return _calendar(tuple(entered_days(session)))


def deadline_of(
    session: Session, step: str, *, started_at: datetime, pauses: Sequence[Pause] = ()
) -> Deadline:
    """Until when `step` is to be done that began at `started_at`, by the term of that day.

    Where it is not certain, next year's holidays are not known: keep that, and ask again when
    registry.signals.calendar_changed tells. Raises TermUnknown for a step without a term.
    """
    term = term_on(shipped_terms(), step, local_day(started_at))
    return deadline(term, started_at=started_at, calendar=calendar(session), pauses=pauses)


@lru_cache(maxsize=4)
def _calendar(entered: tuple[SpecialDay, ...]) -> Calendar:
    """The calendar of these days and the shipped ones: counted once, not for every message."""
    return Calendar.of(merged(shipped_days(), entered))
