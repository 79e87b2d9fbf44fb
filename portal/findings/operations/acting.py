"""What every act on a Finding has in common: held, allowed, not outdated, done once, recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import WHOLE, Actor
from portal.findings.kinds import FindingAct, FindingState
from portal.findings.models import Finding, FindingStep
from portal.findings.operations.opening import add_pictures, add_step, subject_of
from portal.findings.operations.telling import tell
from portal.findings.rules.clocks import next_look
from portal.findings.rules.opening import Sent
from portal.findings.rules.workflow import (
    FINAL_STATES,
    READERS,
    RUNNING_STATES,
    ChangedMeanwhile,
    Stand,
    check_actor,
    check_text,
    next_state,
)
from portal.findings.signals import finding_closed
from portal.registry.models import Restaurant
from portal.shell.rules import NotFound

Change = Callable[[Finding, FindingState], None]


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what, when, with what they sent."""

    act: FindingAct
    sent: Sent
    actor: Actor
    now: datetime


def do(
    session: Session,
    number: str,
    doing: Doing,
    *,
    change: Change | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Finding:
    """Do an act on the Finding of this number: `change` writes what is special about it.

    `change` is given the Finding in its new state, and the former one. Sent twice, it is done
    once. Raises NotFound, NotAllowed, ChangedMeanwhile, and what the rules about states, actors
    and texts raise.
    """
    finding = held(session, number, actor=doing.actor)
    place = finding.restaurant
    check_actor(
        doing.actor, doing.act, station=place.station.code, restaurant=place.code,
        confirmed_by=finding.confirmed_by_id,
    )  # fmt: skip
    if _is_done(session, finding, doing.sent.token):
        return finding
    if doing.sent.version not in {None, finding.version}:
        raise ChangedMeanwhile(finding.changed_by, finding.changed_at)
    text = check_text(doing.act, doing.sent.text)
    former, finding.state = finding.state, next_state(stand_of(finding), doing.act)
    if change is not None:
        change(finding, former)
    _write(session, finding, doing, text=text)
    if finding.state in FINAL_STATES and former not in FINAL_STATES | {finding.state}:
        finding_closed.send(session, finding=finding)
    tell(session, finding, doing.act, actor=doing.actor, now=doing.now)
    told = {"state": finding.state.value, "version": finding.version, **(facts or {})}
    if text:
        told["text"] = text
    record(
        session, doing.actor, f"finding.{doing.act}", subject_of(finding), at=doing.now, facts=told
    )
    return finding


def held(session: Session, number: str, *, actor: Actor) -> Finding:
    """The Finding as it is now, with Restaurant and Station; nobody else changes it meanwhile.

    Raises NotFound also where `actor` may not see it.
    """
    # Written before it is read: that takes SQLite's write lock and PostgreSQL's lock of the row.
    session.execute(
        update(Finding).where(Finding.number == number).values(version=Finding.version),
        execution_options={"synchronize_session": False},
    )
    finding = session.scalar(
        select(Finding)
        .where(Finding.number == number)
        .options(
            joinedload(Finding.restaurant).joinedload(Restaurant.station),
            joinedload(Finding.camera),
            joinedload(Finding.publication),
        )
        .execution_options(populate_existing=True)
    )
    is_system = actor.person_id is None and not actor.grants
    scope = WHOLE if is_system else actor.scope(READERS)
    if finding is None or not scope.covers(
        station=finding.restaurant.station.code, restaurant=finding.restaurant.code
    ):
        raise NotFound("finding", number)
    return finding


def stand_of(finding: Finding) -> Stand:
    """How a Finding stands, as the table asks."""
    return Stand(
        state=finding.state,
        confirmed_by=finding.confirmed_by_id,
        was_appealed=finding.appealed_at is not None,
        is_extension_asked=finding.asked_until is not None,
        before_appeal=finding.before_appeal,
    )


def _is_done(session: Session, finding: Finding, token: str | None) -> bool:
    if not token:
        return False
    same = exists().where(FindingStep.token == token, FindingStep.finding_id == finding.id)
    return bool(session.scalar(select(same)))


def _write(session: Session, finding: Finding, doing: Doing, *, text: str) -> None:
    finding.version += 1
    if finding.state in FINAL_STATES:
        finding.closed_at = finding.closed_at or doing.now
        finding.asked_until = None
    finding.next_at = (
        next_look(finding.severity, finding.opened_at, finding.due_at, now=doing.now)
        if finding.state in RUNNING_STATES | {FindingState.RECTIFIED}
        else None
    )
    step = add_step(session, finding, doing.act, actor=doing.actor, now=doing.now, text=text)
    step.token, step.until = doing.sent.token or None, doing.sent.until
    add_pictures(session, finding, step, doing.sent.pictures)
    session.flush()
