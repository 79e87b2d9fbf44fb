"""Counts what waits, for those who watch over the portal."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.participation.models import Case
from portal.participation.rules.cases import OPEN_STATES


def counted_cases(session: Session, *, now: datetime) -> tuple[int, int]:
    """How many Cases are open: within their time, and beyond it; one statement."""
    found = session.execute(
        select(func.count(), func.count().filter(Case.due_at < now))
        .select_from(Case)
        .where(Case.state.in_(OPEN_STATES))
    ).one()
    return found[0] - found[1], found[1]
