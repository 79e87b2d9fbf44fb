"""What every act on a Case has in common: held, allowed, not outdated, done once, written down."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.participation.case_kinds import CaseAct, CaseState
from portal.participation.models import Case, CaseStep
from portal.participation.operations.case_clocks import (
    end_pause,
    running_clock,
    set_clock,
    times_of,
)
from portal.participation.operations.case_steps import Doing, add_step, subject_of
from portal.participation.operations.case_texts import text_step
from portal.participation.rules.cases import (
    FINAL_STATES,
    CaseChanged,
    CaseStand,
    check_actor,
    check_text,
    may_read,
    next_state,
)
from portal.participation.rules.clocks import Clock, clock_after
from portal.participation.rules.personal import masked
from portal.participation.rules.retention import erase_on
from portal.registry.models import Restaurant
from portal.shell.rules import NotFound

Change = Callable[[Case, CaseState], None]


def held_for_staff(session: Session, number: str, *, actor: Actor) -> Case:
    """The Case as it is now, with Restaurant and Station; nobody else changes it meanwhile.

    Raises NotFound also where `actor` may not see it.
    """
    case = held(session, Case.number == number, name=number)
    if not may_read(actor, stand_of(case)):
        raise NotFound("case", number)
    return case


def held(session: Session, is_it: ColumnElement[bool], *, name: str) -> Case:
    """The Case that a condition names, held until the transaction ends. Raises NotFound."""
    # Written before it is read: that takes SQLite's write lock and PostgreSQL's lock of the row.
    session.execute(
        update(Case).where(is_it).values(version=Case.version),
        execution_options={"synchronize_session": False},
    )
    case = session.scalar(
        select(Case)
        .where(is_it)
        .options(joinedload(Case.restaurant).joinedload(Restaurant.station))
        .execution_options(populate_existing=True)
    )
    if case is None:
        raise NotFound("case", name)
    return case


def stand_of(case: Case) -> CaseStand:
    """How a Case stands, as the table asks; Restaurant and Station are loaded."""
    return CaseStand(
        kind=case.kind,
        channel=case.channel,
        state=case.state,
        station=case.restaurant.station.code,
        restaurant=case.restaurant.code,
        received_at=case.received_at,
        before_pause=case.before_pause,
        reopened_at=case.reopened_at,
        deletion_asked_by=case.deletion_asked_by_id,
        is_deletion_asked=case.deletion_asked_by != "",
    )


def do_as_staff(
    session: Session, number: str, doing: Doing, *, change: Change | None = None
) -> Case:
    """Do an act on a Case as officer, moderator or Restaurant, and record it.

    `change` writes what is special about the act; it is given the Case in its new state and the
    former one. Sent twice, it is done once. Raises NotFound, NotAllowed, CaseChanged, and what
    the rules about states, actors and texts raise.
    """
    case = held_for_staff(session, number, actor=doing.actor)
    check_actor(doing.actor, doing.act, stand_of(case))
    if _is_done(session, case, doing.token):
        return case
    if doing.version not in {None, case.version}:
        raise CaseChanged
    step = carry_out(session, case, doing, change=change)
    facts = {"state": case.state.value, "step": step.number, **doing.facts}
    record(session, doing.actor, f"case.{doing.act}", subject_of(case), at=doing.now, facts=facts)
    return case


def carry_out(
    session: Session, case: Case, doing: Doing, *, change: Change | None = None
) -> CaseStep:
    """Bring a held Case into its next state, with clock and step; checks the table alone."""
    text = masked(check_text(doing.act, doing.text))
    former, case.state = case.state, next_state(stand_of(case), doing.act)
    case.version += 1
    if former is CaseState.NEED_INFO and case.state is not former:
        end_pause(session, case, now=doing.now)
        case.before_pause = None
    if change is not None:
        change(case, former)
    _move_clock(session, case, doing)
    _close(session, case, former, now=doing.now)
    session.flush()
    step = add_step(
        session, case,
        Doing(doing.act, doing.actor, doing.now, text, is_shown=doing.is_shown, facts=doing.facts),
    )  # fmt: skip
    step.token = doing.token or None
    session.flush()
    text_step(session, case, step, now=doing.now)
    return step


def _move_clock(session: Session, case: Case, doing: Doing) -> None:
    running = running_clock(case)
    if doing.act is CaseAct.EXTEND and running is not None:
        running = Clock(running.step, case.due_at or doing.now)
    clock = clock_after(case.kind, case.state, doing.act, times_of(case), running=running)
    set_clock(session, case, clock, now=doing.now)


def _close(session: Session, case: Case, former: CaseState, *, now: datetime) -> None:
    """Set or take back the end of a Case, and with it that of the Cases merged into it."""
    if case.state is CaseState.MERGED:
        return  # ends with the one it was merged into
    if case.state in FINAL_STATES and former not in FINAL_STATES:
        case.closed_at, case.erase_on = now, erase_on(now)
    elif case.state not in FINAL_STATES and former in FINAL_STATES:
        case.closed_at = case.erase_on = None
    else:
        return
    if case.supporters:
        session.execute(
            update(Case)
            .where(Case.merged_into_id == case.id)
            .values(closed_at=case.closed_at, erase_on=case.erase_on),
            execution_options={"synchronize_session": False},
        )


def _is_done(session: Session, case: Case, token: str | None) -> bool:
    if not token:
        return False
    same = exists().where(CaseStep.token == token, CaseStep.case_id == case.id)
    return bool(session.scalar(select(same)))
