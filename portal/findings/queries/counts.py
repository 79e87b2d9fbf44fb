"""Counts what waits, for those who watch over the portal."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.findings.kinds import FindingState, Severity
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection, Finding

ENDED = (FindingState.CLOSED, FindingState.ANNULLED, FindingState.WITHDRAWN)


def counted_leads(session: Session) -> tuple[dict[Severity, int], datetime | None]:
    """How many leads wait in each severity, and since when the oldest does; one statement."""
    rows = session.execute(
        select(Detection.severity, func.count(), func.min(Detection.found_at))
        .where(Detection.state == LeadState.PENDING)
        .group_by(Detection.severity)
    ).all()
    numbers = dict.fromkeys(Severity, 0) | {row[0]: row[1] for row in rows}
    return numbers, min((row[2] for row in rows), default=None)


def counted_findings(session: Session, *, now: datetime) -> tuple[int, int]:
    """How many Findings are open: within their time, and beyond it; one statement."""
    found = session.execute(
        select(func.count(), func.count().filter(Finding.due_at < now))
        .select_from(Finding)
        .where(Finding.state.not_in(ENDED))
    ).one()
    return found[0] - found[1], found[1]
