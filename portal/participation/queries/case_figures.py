"""Figures of Cases, for what is printed beside other figures of the district."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.participation.models import Case
from portal.participation.queries.results import Among, Days
from portal.participation.rules.cases import FINAL_STATES, UNCOUNTED_STATES
from portal.shell.rules import Ratio, day_bounds


def answered_on_time(session: Session, days: Days, *, places: Among = None) -> Ratio | None:
    """Cases of these days whose terms were kept, over those that are over or late.

    None where there is none yet: that is not zero. Of these Restaurants, or of all; the same
    count as the evaluation makes of its frozen rows.
    """
    start, end = day_bounds(days.first)[0], day_bounds(days.until)[0]
    is_late = Case.overdue_since.is_not(None)
    asked = select(func.count(), func.count().filter(~is_late)).where(
        Case.received_at >= start,
        Case.received_at < end,
        Case.state.not_in(UNCOUNTED_STATES),
        Case.state.in_(FINAL_STATES) | is_late,
    )
    if places is not None:
        asked = asked.where(Case.restaurant_id.in_(places))
    whole, part = session.execute(asked).one()
    return Ratio(part, whole) if whole else None
