"""Writes down Contracts: their fees, clauses by versions, and the reports they ask for."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.contracts.models import Contract, ContractClause, ContractFee, OwedReport, Statement
from portal.contracts.queries import contract_by_code
from portal.contracts.rules.clauses import Asked, clause_of, fen_of
from portal.contracts.rules.contracts import ContractUnfit, check_days, day_of, terms_of
from portal.contracts.rules.permissions import Act, check
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class ContractAsked:
    """A Contract as somebody typed it."""

    code: str
    name: str
    vendor: str
    starts_on: str
    until: str
    source: str


@dataclass(frozen=True, slots=True)
class Came:
    """The day on which a report came, as typed, and its file number."""

    day: str
    proof: str


def add_contract(
    session: Session, asked: ContractAsked, *, actor: Actor, now: datetime
) -> Contract:  # fmt: skip
    """Write down a Contract. Raises NotAllowed or ContractUnfit."""
    check(actor, Act.WRITE)
    terms = terms_of(**asdict(asked))
    if session.scalar(select(Contract.id).where(Contract.code == terms.code)) is not None:
        raise ContractUnfit("code")
    found = Contract(**asdict(terms))
    session.add(found)
    session.flush()
    record(session, actor, "contract.added", f"contract {found.code}", at=now)
    return found


def set_fee(
    session: Session, code: str, *, year: str, yuan: str, actor: Actor, now: datetime
) -> ContractFee:  # fmt: skip
    """Say what a year of a Contract costs.

    Raises NotAllowed, NotFound, ContractUnfit, DaysFixed.
    """
    check(actor, Act.WRITE)
    contract, fen = contract_by_code(session, code), fen_of(yuan)
    if not year.isdecimal() or not contract.starts_on.year <= int(year) <= contract.until.year:
        raise ContractUnfit("year")
    if not fen:
        raise ContractUnfit("fen")
    number = int(year)
    check_days(contract.starts_on.replace(year=number, month=1, day=1), _issued(session, contract))
    fee = next((each for each in contract.fees if each.year == number), None)
    if fee is None:
        fee = ContractFee(contract=contract, year=number, fen=fen)
        session.add(fee)
    fee.fen = fen
    session.flush()
    record(session, actor, "contract.fee_set", f"contract {code}", at=now,
           facts={"year": number, "fen": fen})  # fmt: skip
    return fee


def set_clause(
    session: Session, code: str, asked: Asked, *, actor: Actor, now: datetime
) -> ContractClause:  # fmt: skip
    """Write down a clause, or its next version, which ends the former on the day it begins.

    Raises NotAllowed, NotFound, ClauseVague, DaysFixed, and ContractUnfit for a day before the
    former version or outside the Contract.
    """
    check(actor, Act.WRITE)
    contract = contract_by_code(session, code)
    former = [each for each in contract.clauses if each.key == asked.key.strip()]
    clause = clause_of(asked, version=len(former) + 1)
    if not contract.starts_on <= clause.starts_on < contract.until:
        raise ContractUnfit("starts_on")
    check_days(clause.starts_on, _issued(session, contract))
    if former:
        if clause.starts_on <= former[-1].starts_on:
            raise ContractUnfit("starts_on")
        former[-1].until = clause.starts_on
    row = ContractClause(
        contract=contract, key=clause.key, version=clause.version, kind=clause.kind,
        starts_on=clause.starts_on, until=None, wording=clause.wording,
        threshold=str(clause.threshold), codes=sorted(clause.codes), fen_each=clause.fen_each,
        most_fen=clause.most_fen, source=clause.source,
    )  # fmt: skip
    session.add(row)
    session.flush()
    facts = {"clause": clause.name, "threshold": row.threshold, "fen": row.fen_each}
    record(session, actor, "contract.clause_set", f"contract {code}", at=now, facts=facts)
    return row


def owe_report(
    session: Session, code: str, *, name: str, due_on: str, actor: Actor, now: datetime
) -> OwedReport:  # fmt: skip
    """Write down a report that is owed. Raises NotAllowed, NotFound, ContractUnfit, DaysFixed."""
    check(actor, Act.WRITE)
    contract, day = contract_by_code(session, code), day_of("due_on", due_on)
    if not name.strip():
        raise ContractUnfit("name")
    if not contract.starts_on <= day < contract.until:
        raise ContractUnfit("due_on")
    check_days(day, _issued(session, contract))
    row = OwedReport(contract=contract, name=name.strip(), due_on=day)
    session.add(row)
    session.flush()
    record(session, actor, "contract.report_owed", f"contract {code}", at=now,
           facts={"name": row.name, "day": day.isoformat()})  # fmt: skip
    return row


def note_delivered(
    session: Session, code: str, number: int, *, came: Came, actor: Actor, now: datetime
) -> OwedReport:  # fmt: skip
    """Note the day on which a report came, and its file number.

    Raises NotAllowed, NotFound, ContractUnfit, and DaysFixed once its Statement is issued.
    """
    check(actor, Act.WRITE)
    contract = contract_by_code(session, code)
    row = next((each for each in contract.deliveries if each.id == number), None)
    if row is None:
        raise NotFound("report", str(number))
    day = day_of("delivered_on", came.day)
    if not came.proof.strip():
        raise ContractUnfit("proof")
    check_days(row.due_on, _issued(session, contract))
    row.delivered_on, row.proof = day, came.proof.strip()
    session.flush()
    record(session, actor, "contract.report_delivered", f"contract {code}", at=now,
           facts={"name": row.name, "day": day.isoformat()})  # fmt: skip
    return row


def _issued(session: Session, contract: Contract) -> Sequence[str]:
    """The Periods of which a Statement was issued."""
    return session.scalars(
        select(Statement.period).where(Statement.contract_id == contract.id)
    ).all()
