"""Enters holidays."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.models import CalendarDay
from portal.registry.rules.working_days import Calendar, SpecialDay
from portal.registry.signals import calendar_changed


def enter_holidays(
    session: Session, days: Sequence[SpecialDay], *, actor: Actor, now: datetime
) -> frozenset[int]:
    """Take `days` into the calendar; returns the years that they make known.

    Such a year replaces all that was entered or shipped of it; single days of other years
    replace the same day. Sends `calendar_changed`.
    """
    years = Calendar.of(days).years
    spans = [(date(year, 1, 1), date(year, 12, 31)) for year in sorted(years)]
    session.execute(
        delete(CalendarDay).where(
            or_(
                CalendarDay.day.in_([each.day for each in days]),
                *(CalendarDay.day.between(first, last) for first, last in spans),
            )
        ),
        execution_options={"synchronize_session": False},
    )
    session.add_all(
        CalendarDay(day=each.day, kind=each.kind, source=each.source, is_verified=each.is_verified)
        for each in days
    )
    session.flush()
    calendar_changed.send(session, years=years)
    facts = {"years": sorted(years), "days": len(days), "source": days[0].source}
    record(session, actor, "calendar.entered", "calendar", at=now, facts=facts)
    return years
