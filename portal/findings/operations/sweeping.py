"""What the portal does by itself when a Restaurant's time passes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.findings.kinds import FindingState
from portal.findings.models import Finding
from portal.findings.operations.acting import held
from portal.findings.operations.checking import escalate
from portal.findings.operations.telling import remind_restaurant, tell_late
from portal.findings.rules.clocks import (
    ESCALATE,
    ESCALATED_BY_ITSELF,
    LATE,
    REMIND,
    looks,
    next_look,
)
from portal.findings.rules.opening import Sent
from portal.findings.rules.workflow import RUNNING_STATES

PORTAL = Actor.system("findings")


def look_at_clock(session: Session, finding_id: int, *, now: datetime) -> None:
    """Remind, tell who is late, or escalate, as far as the Finding's time has passed.

    May be done again: nobody is told the same twice.
    """
    number = session.scalars(select(Finding.number).where(Finding.id == finding_id)).one()
    finding = held(session, number, actor=PORTAL)
    if finding.state not in RUNNING_STATES | {FindingState.RECTIFIED}:
        finding.next_at = None
        return
    moments = looks(finding.severity, finding.opened_at, finding.due_at)
    passed = {percent for percent, moment in moments.items() if moment <= now}
    finding.next_at = next_look(finding.severity, finding.opened_at, finding.due_at, now=now)
    session.flush()
    if finding.state not in RUNNING_STATES:
        return  # its proof waits for an officer, which is not the Restaurant's delay
    if ESCALATE in passed:
        escalate(session, number, sent=Sent(text=ESCALATED_BY_ITSELF), actor=PORTAL, now=now)
    elif LATE in passed:
        tell_late(session, finding, now=now)
    elif REMIND in passed:
        remind_restaurant(session, finding, now=now)
