"""What officers do about a Finding beside deciding about appeals and extensions."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.findings.kinds import FindingAct, FindingState, WithdrawalReason
from portal.findings.models import Finding
from portal.findings.operations.acting import Doing, do
from portal.findings.operations.publishing import take_back_void
from portal.findings.rules.opening import Sent

AGAIN = timedelta(hours=24)  # at least, for what came back as not good enough


def recheck(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Keep what the Camera, or an officer's own look, shows now; decides nothing."""
    return do(session, number, Doing(FindingAct.RECHECK, sent, actor, now))


def verify(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Confirm that it is put right, which closes the Finding. Raises as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        finding.asked_until = None

    return do(session, number, Doing(FindingAct.VERIFY, sent, actor, now), change=change)


def send_back(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Say that the proof is not enough; a day is left at least. Raises as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        finding.rectified_at = None
        finding.due_at = max(finding.due_at, now + AGAIN)

    return do(session, number, Doing(FindingAct.RETURN, sent, actor, now), change=change)


def escalate(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Hand over to the bureau what is not put right. Raises as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        finding.escalated_at = now
        finding.asked_until = None

    return do(session, number, Doing(FindingAct.ESCALATE, sent, actor, now), change=change)


def withdraw(
    session: Session,
    number: str,
    *,
    reason: WithdrawalReason,
    sent: Sent,
    actor: Actor,
    now: datetime,
) -> Finding:
    """Take a Finding back by rule, and what is public of it. Raises as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        finding.withdrawal = reason
        take_back_void(session, finding, why=sent.text, now=now)

    doing = Doing(FindingAct.WITHDRAW, sent, actor, now)
    return do(session, number, doing, change=change, facts={"withdrawal": reason.value})


def assign(
    session: Session, number: str, *, person: tuple[int, str], sent: Sent, actor: Actor,
    now: datetime,
) -> Finding:  # fmt: skip
    """Let the inspector with this id and name look after a Finding. Raises as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        finding.assigned_to_id, finding.assigned_to = person

    doing = Doing(FindingAct.ASSIGN, sent, actor, now)
    return do(session, number, doing, change=change, facts={"person": person[1]})


def remind(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Tell the Restaurant once more what is due. Raises as `do` does."""
    return do(session, number, Doing(FindingAct.REMIND, sent, actor, now))
