"""Sets the clock of a Case, and does what is due when a part of its time has passed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.participation.case_kinds import CaseAct, CaseKind, CaseState
from portal.participation.models import Case, CasePause
from portal.participation.operations.case_steps import Doing, add_step
from portal.participation.operations.case_telling import tell_received, tell_time
from portal.participation.operations.case_texts import text_received
from portal.participation.rules.cases import OPEN_STATES
from portal.participation.rules.clocks import PUBLIC_AT, Clock, Times, clock_of
from portal.registry.queries import deadline_of
from portal.registry.rules.clocks import Deadline, next_step_at, steps_due
from portal.shell.rules import NotFound

PORTAL = Actor.system("cases")
_STEPS = (50, 80, 100, 150)


class Timed(Protocol):
    """The moments of a Case."""

    received_at: datetime
    accepted_at: datetime | None
    reopened_at: datetime | None


def times_of(case: Timed) -> Times:
    """The moments of a Case that its clock depends on."""
    return Times(case.received_at, case.accepted_at, case.reopened_at)


def running_clock(case: Case) -> Clock | None:
    """The term that runs for a Case, None where none does."""
    return Clock(case.clock_step, case.clock_from) if case.clock_step else None


def set_clock(session: Session, case: Case, clock: Clock | None, *, now: datetime) -> None:
    """Let `clock` run for a Case, None: its time is over. Pauses of it are taken into account."""
    if clock is None:
        case.clock_step, case.due_at, case.next_at, case.escalated = "", None, None, 0
        return
    if clock != running_clock(case):
        case.clock_step, case.clock_from, case.escalated = clock.step, clock.since, 0
    found = _deadline(session, case)
    case.due_at, case.is_due_certain = found.due_at, found.is_certain
    case.next_at = now if case.announced_at is None else _next_look(case, found)


def first_clock(
    session: Session, kind: CaseKind, state: CaseState, *, now: datetime
) -> dict[str, Any]:
    """The columns of the clock of a Case that comes in now: nobody has been told of it yet.

    Of one that is merged at once no time runs; the sender of a Complaint is told of it.
    """
    clock = clock_of(kind, state, Times(now))
    if clock is None:
        next_at = now if kind is CaseKind.COMPLAINT else None
        return {"clock_step": "", "clock_from": now, "due_at": None, "next_at": next_at}
    found = deadline_of(session, clock.step, started_at=clock.since)
    return {
        "clock_step": clock.step, "clock_from": clock.since, "due_at": found.due_at,
        "is_due_certain": found.is_certain, "next_at": now,
    }  # fmt: skip


def begin_pause(session: Session, case: Case, *, reason: str, now: datetime) -> None:
    """Let the clock stand still from `now` on, for a reason that the sender reads."""
    session.add(CasePause(case_id=case.id, starts_at=now, reason=reason))
    session.flush()


def end_pause(session: Session, case: Case, *, now: datetime) -> None:
    """Let the clock run again."""
    lasting = select(CasePause).where(CasePause.case_id == case.id, CasePause.ends_at.is_(None))
    for pause in session.scalars(lasting):
        pause.ends_at = now
    session.flush()


def look_at_clock(session: Session, case_id: int, *, now: datetime) -> None:
    """Tell who works on a Case that it came, or how much of its time is over.

    May be done again: nobody is told the same twice. From 150 per cent on it is marked overdue
    for everybody who may see it, and stays so.
    """
    case = session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise NotFound("case", str(case_id))
    if case.announced_at is None:
        text_received(session, case, now=now)
    if case.announced_at is None and case.state is not CaseState.MERGED:
        tell_received(session, case, now=now)
        case.announced_at = now
    if case.state not in OPEN_STATES or not case.clock_step:
        case.next_at = None
        session.flush()
        return
    found = _deadline(session, case)
    for percent in steps_due(found.steps, done=_done(case), now=now):
        _escalate(session, case, percent, now=now)
    case.due_at, case.is_due_certain = found.due_at, found.is_certain
    case.next_at = _next_look(case, found)
    session.flush()


def _escalate(session: Session, case: Case, percent: int, *, now: datetime) -> None:
    case.escalated = percent
    if percent >= PUBLIC_AT and case.overdue_since is None:
        case.overdue_since = now
    doing = Doing(
        CaseAct.ESCALATE, PORTAL, now, is_shown=percent >= PUBLIC_AT, facts={"percent": percent}
    )
    add_step(session, case, doing)
    tell_time(session, case, percent, now=now)


def _deadline(session: Session, case: Case) -> Deadline:
    is_new = case.id is None  # it never stood still
    pauses = [] if is_new else _pauses(session, case)
    return deadline_of(session, case.clock_step, started_at=case.clock_from, pauses=pauses)


def _pauses(session: Session, case: Case) -> Sequence[CasePause]:
    return session.scalars(select(CasePause).where(CasePause.case_id == case.id)).all()


def _next_look(case: Case, found: Deadline) -> datetime | None:
    return next_step_at(found.steps, done=_done(case))


def _done(case: Case) -> set[int]:
    return {percent for percent in _STEPS if percent <= case.escalated}
