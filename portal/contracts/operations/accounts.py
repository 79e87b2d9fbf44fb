"""Issues Statements, takes objections to them, decides those, and settles."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.contracts.kinds import ObjectionState
from portal.contracts.models import Objection, Statement
from portal.contracts.operations.telling import tell_issued
from portal.contracts.queries import account_now, contract_by_code, objected, statement_of
from portal.contracts.rules.permissions import Act, check
from portal.contracts.rules.statements import (
    OBJECTION_WORKING_DAYS,
    ObjectionUnfit,
    StatementIssued,
    StatementSettled,
    account_in,
    check_in_time,
    check_issuing,
    check_objection,
    check_settling,
    check_time_over,
    document_of,
)
from portal.patrols.rules.document import canonical
from portal.registry.queries import calendar
from portal.registry.rules.working_days import add_working_days
from portal.rounds.rules.period import Period
from portal.shell.rules import NotFound, local_day


@dataclass(frozen=True, slots=True)
class Where:
    """A Statement by its Contract and Period."""

    code: str
    period: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the Vendor says against a row of a line."""

    line: str
    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether an objection is granted, and why or why not."""

    grants: bool
    why: str


def issue_statement(
    session: Session, code: str, period: Period, *, actor: Actor, now: datetime
) -> Statement:  # fmt: skip
    """Freeze the account of a Period that is over, with its rows and clauses; tell the Vendor.

    Objections are possible for some working days.

    Raises NotAllowed, NotFound, StatementRunning or StatementIssued.
    """
    check(actor, Act.DECIDE)
    contract = contract_by_code(session, code)
    check_issuing(period, starts_on=contract.starts_on, until=contract.until, today=local_day(now))
    if statement_of(session, code, period.name) is not None:
        raise StatementIssued(period.name)
    found = account_now(session, contract, period, now=now)
    document = document_of(found)
    row = Statement(
        contract_id=contract.id, period=period.name, issued_at=now, issued_by=actor.name,
        object_until=add_working_days(
            local_day(now), OBJECTION_WORKING_DAYS, calendar(session)
        ).day,
        fee_fen=found.fee_fen, off_fen=found.off_fen, digest=document["digest"],
        document=canonical(document).decode(), objections=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    tell_issued(session, contract, row, now=now)
    record(session, actor, "contract.statement_issued", f"contract {code}", at=now,
           facts={"period": period.name, "fen": found.off_fen, "digest": row.digest})  # fmt: skip
    return row


def object_to(
    session: Session, where: Where, said: Said, *, actor: Actor, now: datetime
) -> Objection:  # fmt: skip
    """Object to a row of a deduction on behalf of the Vendor.

    Raises NotAllowed, NotFound, StatementSettled, ObjectionLate or ObjectionUnfit.
    """
    check(actor, Act.OBJECT)
    statement = _unsettled(session, where)
    check_in_time(statement.object_until, today=local_day(now))
    check_objection(
        account_in(statement.read()), said.line, said.row, reason=said.reason,
        former=objected(statement),
    )  # fmt: skip
    found = Objection(
        statement=statement, line=said.line, row=said.row, reason=said.reason.strip(),
        author=actor.name, written_at=now, state=ObjectionState.OPEN,
    )  # fmt: skip
    session.add(found)
    session.flush()
    facts = {"period": where.period, "clause": said.line, "row": said.row}
    record(session, actor, "contract.objected", f"contract {where.code}", at=now, facts=facts)
    return found


def decide_objection(
    session: Session, where: Where, number: int, decided: Decided, *, actor: Actor, now: datetime
) -> Objection:
    """Grant an objection, which takes its row out of the account, or refuse it; `why` is told.

    Raises NotAllowed, NotFound, StatementSettled, and ObjectionUnfit without a reason or for one
    that was decided.
    """
    check(actor, Act.DECIDE)
    statement = _unsettled(session, where)
    found = next((each for each in statement.objections if each.id == number), None)
    if found is None:
        raise NotFound("objection", str(number))
    if found.state is not ObjectionState.OPEN or not decided.why.strip():
        raise ObjectionUnfit
    found.state = ObjectionState.GRANTED if decided.grants else ObjectionState.REFUSED
    found.why, found.decided_by, found.decided_at = decided.why.strip(), actor.name, now
    session.flush()
    act = "contract.objection_granted" if decided.grants else "contract.objection_refused"
    facts = {"period": where.period, "clause": found.line, "row": found.row, "why": found.why}
    record(session, actor, act, f"contract {where.code}", at=now, facts=facts)
    return found


def settle_statement(session: Session, where: Where, *, actor: Actor, now: datetime) -> Statement:
    """Close an account for good, once the Vendor had time to object.

    Raises NotAllowed, NotFound, StatementSettled, ObjectionTimeRuns, ObjectionsOpen.
    """
    check(actor, Act.DECIDE)
    statement = _unsettled(session, where)
    check_time_over(statement.object_until, off_fen=statement.off_fen, today=local_day(now))
    check_settling(objected(statement))
    statement.settled_at, statement.settled_by = now, actor.name
    session.flush()
    record(session, actor, "contract.statement_settled", f"contract {where.code}", at=now,
           facts={"period": where.period})  # fmt: skip
    return statement


def _unsettled(session: Session, where: Where) -> Statement:
    statement = statement_of(session, where.code, where.period)
    if statement is None:
        raise NotFound("statement", where.period)
    if statement.settled_at is not None:
        raise StatementSettled(where.period)
    return statement
