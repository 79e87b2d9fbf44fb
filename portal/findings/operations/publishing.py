"""Decides what becomes public of a Finding, and takes back what may be public no more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.rules import Actor
from portal.findings.kinds import FindingAct, FindingState, PublicationKind
from portal.findings.models import Finding, Publication
from portal.findings.operations.acting import Doing, do
from portal.findings.rules.opening import Sent
from portal.findings.rules.publication import (
    LONGEST_WORDS,
    STEP,
    WITHDRAWN_WITHIN,
    DecidedAlready,
    NotPublic,
    expires_on,
    public_words,
)
from portal.findings.rules.workflow import VOID_STATES
from portal.findings.signals import finding_published
from portal.registry.queries import calendar, deadline_of
from portal.registry.rules.working_days import add_working_days
from portal.shell.rules import day_bounds, local_day

PORTAL = Actor.system("findings")


@dataclass(frozen=True, slots=True)
class Record:
    """What is to be public: the kind, the decision in words, and the Restaurant's beside it."""

    kind: PublicationKind
    decision: str
    reply: str = ""


def publish(
    session: Session, number: str, *, public: Record, sent: Sent, actor: Actor, now: datetime
) -> Finding:
    """Make class, date, state and decision of a Finding public until its time is over.

    Raises WordsMissing, DecidedAlready, and as `do` does.
    """
    decision = public_words(public.decision)

    def change(finding: Finding, _former: FindingState) -> None:
        row = _undecided(finding)
        row.is_public, row.kind = True, public.kind
        row.decision, row.reply = decision, public.reply.strip()[:LONGEST_WORDS]
        row.expires_on = expires_on(public.kind, local_day(now))
        _decide(session, finding, row, actor=actor, now=now)

    doing = Doing(FindingAct.PUBLISH, sent, actor, now)
    facts = {"kind": public.kind.value, "decision": decision}
    return do(session, number, doing, change=change, facts=facts)


def keep_private(
    session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime
) -> Finding:
    """Decide, with a reason, that a Finding does not become public. Raises as `publish` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        row = _undecided(finding)
        row.is_public, row.kind, row.expires_on = False, None, None
        row.decision = sent.text.strip()[:LONGEST_WORDS]
        _decide(session, finding, row, actor=actor, now=now)

    return do(session, number, Doing(FindingAct.KEEP_PRIVATE, sent, actor, now), change=change)


def unpublish(session: Session, number: str, *, sent: Sent, actor: Actor, now: datetime) -> Finding:
    """Take a public record back, with a reason. Raises NotPublic, and as `do` does."""

    def change(finding: Finding, _former: FindingState) -> None:
        row = finding.publication
        if row is None or not row.is_public or row.withdrawn_at is not None:
            raise NotPublic
        row.withdrawn_at, row.withdrawn_why = now, sent.text.strip()[:LONGEST_WORDS]

    return do(session, number, Doing(FindingAct.UNPUBLISH, sent, actor, now), change=change)


def take_back_void(session: Session, finding: Finding, *, why: str, now: datetime) -> None:
    """Take back what is public of a Finding that stands no more: at once, not in three days."""
    row = finding.publication
    if row is None or not row.is_public or row.withdrawn_at is not None:
        return
    row.withdraw_due_at = _latest_withdrawal(session, now)
    row.withdrawn_at = now
    row.withdrawn_why = why.strip()[:LONGEST_WORDS]
    session.flush()


def withdraw_void_records(session: Session, *, now: datetime) -> int:
    """Take back every public record whose Finding was annulled or withdrawn; returns how many.

    Each act does so itself: this finds what was written beside them, such as by an import.
    """
    rows = session.scalars(
        select(Publication)
        .join(Publication.finding)
        .where(
            Finding.state.in_(VOID_STATES),
            Publication.is_public,
            Publication.withdrawn_at.is_(None),
        )
        .options(joinedload(Publication.finding))
        .order_by(Publication.id)
    ).all()
    for row in rows:
        sent = Sent(text=f"{row.finding.state}")
        unpublish(session, row.finding.number, sent=sent, actor=PORTAL, now=now)
    return len(rows)


def count_publication_anew(session: Session) -> None:
    """Count again by when it is to be decided about publishing, as the calendar is known now."""
    rows = session.scalars(
        select(Finding)
        .outerjoin(Finding.publication)
        .where(Publication.id.is_(None), Finding.state.not_in(VOID_STATES))
        .order_by(Finding.id)
    )
    for row in rows:
        row.publish_due_at = deadline_of(session, STEP, started_at=row.opened_at).due_at
    session.flush()


def _latest_withdrawal(session: Session, now: datetime) -> datetime:
    last = add_working_days(local_day(now), WITHDRAWN_WITHIN, calendar(session)).day
    return day_bounds(last)[1]


def _undecided(finding: Finding) -> Publication:
    """The row to write the decision into; one that was taken back is decided about anew."""
    row = finding.publication
    if row is not None and row.withdrawn_at is None and row.is_public:
        raise DecidedAlready
    return row or Publication(finding=finding)


def _decide(
    session: Session, finding: Finding, row: Publication, *, actor: Actor, now: datetime
) -> None:
    row.decided_at, row.decided_by = now, actor.name
    row.withdrawn_at, row.withdraw_due_at, row.withdrawn_why = None, None, ""
    session.add(row)
    session.flush()
    finding_published.send(session, publication=row)
