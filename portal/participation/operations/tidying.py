"""Forgets what was only needed for a while."""

from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.participation.models import Answer, Case, PictureReport
from portal.participation.rules.intake import KEY_HOLDS
from portal.participation.rules.retention import REMARKS_AFTER, REPORTS_AFTER


def forget_keys(session: Session, *, now: datetime) -> None:
    """Forget the keys of forms that nobody sends again."""
    session.execute(
        update(Case)
        .where(Case.key_hash.is_not(None), Case.received_at < now - KEY_HOLDS)
        .values(key_hash=None),
        execution_options={"synchronize_session": False},
    )


def forget_reports(session: Session, *, today: date) -> None:
    """Delete old counts of taps on pictures."""
    session.execute(delete(PictureReport).where(PictureReport.day < today - REPORTS_AFTER))


def forget_remarks(session: Session, *, today: date) -> None:
    """Delete the own words of those who answered; what was chosen beside them stays."""
    session.execute(
        update(Answer)
        .where(Answer.remark != "", Answer.day < today - REMARKS_AFTER)
        .values(remark=""),
        execution_options={"synchronize_session": False},
    )
