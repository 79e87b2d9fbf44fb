"""Reads Contracts with their clauses, and the Statements that were issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from portal.contracts.models import Contract, Statement
from portal.contracts.rules.clauses import Clause
from portal.contracts.rules.statements import Account, Objected, account_in, quarters, settled
from portal.rounds.rules.period import Period
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class Stage:
    """A quarter of a Contract, and its Statement without the document, if there is one."""

    period: Period
    statement: Statement | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An issued Statement: what it came to, and after what was decided; `is_whole` as computed."""

    statement: Statement
    issued: Account
    now: Account


def contracts(session: Session) -> Sequence[Contract]:
    """All Contracts with their fees, the newest first."""
    return session.scalars(
        select(Contract)
        .options(selectinload(Contract.fees))
        .order_by(Contract.starts_on.desc(), Contract.code)
    ).all()


def contract_by_code(session: Session, code: str) -> Contract:
    """The Contract filed under `code`, with fees, clauses and reports owed. Raises NotFound."""
    found = session.scalar(
        select(Contract)
        .where(Contract.code == code)
        .options(
            selectinload(Contract.fees),
            selectinload(Contract.clauses),
            selectinload(Contract.deliveries),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("contract", code)
    return found


def clauses_of(contract: Contract) -> list[Clause]:
    """The clauses as the rules take them, all versions."""
    return [
        Clause(
            key=each.key, version=each.version, kind=each.kind, starts_on=each.starts_on,
            until=each.until, wording=each.wording, threshold=Decimal(each.threshold),
            codes=frozenset(each.codes), fen_each=each.fen_each, most_fen=each.most_fen,
            source=each.source,
        )
        for each in contract.clauses
    ]  # fmt: skip


def statements(session: Session, contract: Contract, *, today: date) -> list[Stage]:
    """The quarters that have begun, newest first, each with its Statement."""
    issued = {
        each.period: each
        for each in session.scalars(
            select(Statement)
            .where(Statement.contract_id == contract.id)
            .options(defer(Statement.document), selectinload(Statement.objections))
        )
    }
    begun = [
        period for period in quarters(contract.starts_on, contract.until) if period.first <= today
    ]
    return [
        Stage(period, issued.get(period.name), period.until <= today) for period in reversed(begun)
    ]


def statement_of(session: Session, code: str, period: str) -> Statement | None:
    """The Statement of a Period with its objections; None where none was issued."""
    return session.scalar(
        select(Statement)
        .join(Statement.contract)
        .where(Contract.code == code, Statement.period == period)
        .options(joinedload(Statement.contract), selectinload(Statement.objections))
        .execution_options(populate_existing=True)
    )


def objected(statement: Statement) -> list[Objected]:
    """The objections to a Statement as the rules take them."""
    return [Objected(each.line, each.row, each.state) for each in statement.objections]


def shown_of(statement: Statement) -> Shown:
    """An issued Statement, computed anew from its own rows."""
    issued = account_in(statement.read())
    return Shown(statement, issued, settled(issued, objected(statement)))
