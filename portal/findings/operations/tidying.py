"""Deletes pictures after their time; what was decided stays."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.findings.models import Finding, FindingPicture
from portal.findings.pictures import FindingPictures
from portal.findings.rules.clocks import KEPT_AFTER_CLOSING
from portal.findings.rules.workflow import FINAL_STATES

MOST = 1000  # at once


def forget_pictures(session: Session, *, store: FindingPictures, now: datetime) -> int:
    """Delete the pictures of Findings that ended long enough ago; returns how many.

    The rows stay, with hash and day: what was there can still be proved.
    """
    rows = session.scalars(
        select(FindingPicture)
        .join(FindingPicture.finding)
        .where(
            FindingPicture.removed_at.is_(None),
            Finding.state.in_(FINAL_STATES),
            Finding.closed_at < now - KEPT_AFTER_CLOSING,
        )
        .order_by(FindingPicture.id)
        .limit(MOST)
    ).all()
    for row in rows:
        store.remove(row.code)
        row.removed_at = now
    session.flush()
    return len(rows)
