"""What the Restaurant does about a Finding, and what officers decide about that."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.findings.kinds import FindingAct, FindingState, PictureMoment
from portal.findings.models import Finding
from portal.findings.operations.acting import Doing, do
from portal.findings.operations.publishing import take_back_void
from portal.findings.rules.clocks import DueUnlikely, extended, resumed
from portal.findings.rules.opening import Sent
from portal.findings.rules.workflow import PhotoMissing


def reply(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Answer with a plan, or with what speaks for the Restaurant. Raises as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        finding.replied_at = finding.replied_at or now

    return do(session, number, Doing(FindingAct.REPLY, sent, actor, now), change=change)


def prove(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Show that it was put right. Raises PhotoMissing, and as `do` does."""
    if not any(each.moment is PictureMoment.AFTER for each in sent.pictures):
        raise PhotoMissing

    def change(finding: Finding, _former: FindingState) -> None:
        finding.rectified_at = now
        finding.replied_at = finding.replied_at or now
        finding.asked_until = None

    return do(session, number, Doing(FindingAct.PROVE, sent, actor, now), change=change)


def ask_extension(
    session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime
) -> Finding:
    """Ask for more time, until `sent.until`. Raises DueUnlikely, and as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        if sent.until is None:
            raise DueUnlikely
        finding.asked_until = extended(finding.due_at, sent.until, now=now)

    return do(session, number, Doing(FindingAct.ASK_EXTENSION, sent, actor, now), change=change)


def decide_extension(
    session: Session, number: str, *, is_granted: bool, sent: Sent, actor: Actor, now: datetime
) -> Finding:
    """Grant or refuse the time that was asked for. Raises as `do` does."""
    act = FindingAct.GRANT_EXTENSION if is_granted else FindingAct.REFUSE_EXTENSION

    def change(finding: Finding, _former: FindingState) -> None:
        if is_granted and finding.asked_until is not None:
            finding.due_at = finding.asked_until
        finding.asked_until = None

    return do(session, number, Doing(act, sent, actor, now), change=change)


def appeal(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Say that the Finding is wrong: its clock stands still until a second officer decides.

    Raises AlreadyAppealed, and as `do` does.
    """

    def change(finding: Finding, former: FindingState) -> None:
        finding.before_appeal = former
        finding.appealed_at = now
        finding.asked_until = None

    return do(session, number, Doing(FindingAct.APPEAL, sent, actor, now), change=change)


def decide_appeal(
    session: Session, number: str, *, is_allowed: bool, sent: Sent, actor: Actor, now: datetime
) -> Finding:
    """Annul the Finding, or let it stand with as much time left as before the Appeal.

    Raises OwnConfirmation for who confirmed it, and as `do` does.
    """
    act = FindingAct.ALLOW_APPEAL if is_allowed else FindingAct.REJECT_APPEAL

    def change(finding: Finding, _former: FindingState) -> None:
        if is_allowed:
            take_back_void(session, finding, why=sent.text, now=now)
        elif finding.appealed_at is not None:
            finding.due_at = resumed(finding.due_at, paused_at=finding.appealed_at, now=now)

    return do(session, number, Doing(act, sent, actor, now), change=change)
