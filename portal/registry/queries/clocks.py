"""Reads the calendar, and tells deadlines by it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.registry.clock_files import shipped_days, shipped_terms
from portal.registry.models import CalendarDay
from portal.registry.rules.clocks import Deadline, Pause, deadline, term_on
from portal.registry.rules.working_days import Calendar, SpecialDay, merged
from portal.shell.rules import local_day


def entered_days(session: Session) -> list[SpecialDay]:
    """The special days that the bureau entered, in order."""
    rows = session.scalars(select(CalendarDay).order_by(CalendarDay.day))
    return [SpecialDay(row.day, row.kind, row.source, is_verified=row.is_verified) for row in rows]


def calendar(session: Session) -> Calendar:
    """The calendar as it is known now; one statement."""
    return Calendar.of(merged(shipped_days(), entered_days(session)))


def deadline_of(
    session: Session, step: str, *, started_at: datetime, pauses: Sequence[Pause] = ()
) -> Deadline:
    """Until when `step` is to be done that began at `started_at`, by the term of that day.

    Where it is not certain, next year's holidays are not known: keep that, and ask again when
    registry.signals.calendar_changed tells. Raises TermUnknown for a step without a term.
    """
    term = term_on(shipped_terms(), step, local_day(started_at))
    return deadline(term, started_at=started_at, calendar=calendar(session), pauses=pauses)
