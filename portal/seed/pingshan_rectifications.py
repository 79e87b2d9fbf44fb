"""What became of Pingshan's 170 Findings of 2021: synthetic, since the report does not tell."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.findings.kinds import FindingAct, FindingState
from portal.findings.models import Finding, FindingStep
from portal.seed.pingshan import draw

RECTIFIED, LATE = 158, 11  # of 170; LATE of the rectified ones came after their time
OFFICER, RESTAURANT = "合成监管员", "合成餐饮单位"
HOUR = timedelta(hours=1)


def seed_rectifications(session: Session) -> int:
    """Let the seeded Findings be put right, or be escalated; returns how many are put right.

    The first of a drawn order come late, the last are never put right: numbers of our own, which
    every page calls synthetic.
    """
    rows = list(session.scalars(select(Finding).order_by(Finding.id)))
    rows.sort(key=lambda row: draw("rectified", row.id, below=1 << 40))
    for place, row in enumerate(rows):
        row.next_at = None  # the year is over: nobody is reminded of it today
        if place >= RECTIFIED:
            _escalate(session, row)
        else:
            _close(session, row, is_late=place < LATE)
    session.flush()
    return min(RECTIFIED, len(rows))


def _close(session: Session, row: Finding, *, is_late: bool) -> None:
    share = draw("proof", row.id, below=90)  # per cent of the time, or of a day after it
    if is_late:
        sent_at = row.due_at + timedelta(hours=24) * (share + 1) / 100
    else:
        sent_at = row.opened_at + (row.due_at - row.opened_at) * (share + 5) / 100
    row.replied_at = min(sent_at, row.opened_at + HOUR)
    row.rectified_at, row.closed_at = sent_at, sent_at + (2 + share % 20) * HOUR
    _step(session, row, FindingAct.PROVE, RESTAURANT, FindingState.RECTIFIED, sent_at)
    _step(session, row, FindingAct.VERIFY, OFFICER, FindingState.CLOSED, row.closed_at)


def _escalate(session: Session, row: Finding) -> None:
    row.escalated_at = row.opened_at + (row.due_at - row.opened_at) * 1.5
    _step(session, row, FindingAct.ESCALATE, OFFICER, FindingState.ESCALATED, row.escalated_at)


def _step(
    session: Session, row: Finding, act: FindingAct, by: str, becomes: FindingState, at: datetime
) -> None:
    row.state, row.changed_by, row.changed_at = becomes, by, at
    row.version += 1
    session.add(
        FindingStep(finding_id=row.id, act=act, at=at, author=by, becomes=becomes, text="合成记录")
    )
