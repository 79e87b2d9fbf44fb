"""Tables of contracts: fees, dated clauses, reports owed, statements and objections to them."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contracts.kinds import ClauseKind, ObjectionState
from portal.extensions import Model
from portal.registry.models import LAZY
from portal.shell.models import UtcDateTime, word_of

LONGEST_NAME, LONGEST_TEXT = 200, 1000


class Contract(Model):
    """What the Vendor owes the Bureau, and for how long."""

    __tablename__ = "service_contract"
    __table_args__ = (CheckConstraint("until > starts_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True, comment="as it is filed")
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    vendor: Mapped[str] = mapped_column(String(LONGEST_NAME))
    starts_on: Mapped[date] = mapped_column(comment="first district day")
    until: Mapped[date] = mapped_column(comment="first district day after it")
    source: Mapped[str] = mapped_column(String(LONGEST_NAME), comment="where it is written")

    fees: Mapped[list["ContractFee"]] = relationship(
        back_populates="contract", order_by="ContractFee.year", lazy=LAZY
    )
    clauses: Mapped[list["ContractClause"]] = relationship(
        back_populates="contract", order_by="ContractClause.key, ContractClause.version", lazy=LAZY
    )
    deliveries: Mapped[list["OwedReport"]] = relationship(
        back_populates="contract", order_by="OwedReport.due_on, OwedReport.id", lazy=LAZY
    )
    statements: Mapped[list["Statement"]] = relationship(
        back_populates="contract", order_by="Statement.period", lazy=LAZY
    )


class ContractFee(Model):
    """What a year of a Contract costs."""

    __tablename__ = "contract_fee"
    __table_args__ = (
        UniqueConstraint("contract_id", "year"),
        CheckConstraint("fen > 0", name="fen_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"))
    year: Mapped[int] = mapped_column()
    fen: Mapped[int] = mapped_column(BigInteger, comment="fen")

    contract: Mapped[Contract] = relationship(back_populates="fees", lazy=LAZY)


class ContractClause(Model):
    """One version of a clause; never changed but for the day on which the next one begins."""

    __tablename__ = "contract_clause"
    __table_args__ = (
        UniqueConstraint("contract_id", "key", "version"),
        CheckConstraint("until > starts_on", name="days_in_order"),
        CheckConstraint("fen_each >= 0 AND most_fen >= 0", name="fen_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"))
    key: Mapped[str] = mapped_column(String(40), comment="the same for all its versions")
    version: Mapped[int] = mapped_column(comment="from 1")
    kind: Mapped[ClauseKind] = mapped_column(word_of(ClauseKind, "kind_known"))
    starts_on: Mapped[date] = mapped_column(comment="first district day")
    until: Mapped[date | None] = mapped_column(comment="first district day after it; null: open")
    wording: Mapped[str] = mapped_column(String(LONGEST_TEXT), comment="as the contract says it")
    threshold: Mapped[str] = mapped_column(
        String(20), comment="decimal text: per cent, hours or a count, by kind"
    )
    codes: Mapped[list[str]] = mapped_column(JSON, comment="classes of faults meant; empty: all")
    fen_each: Mapped[int] = mapped_column(BigInteger, comment="fen off for each unit short")
    most_fen: Mapped[int | None] = mapped_column(
        BigInteger, comment="fen at most in one statement; null: no end"
    )
    source: Mapped[str] = mapped_column(String(LONGEST_NAME), comment="where it is written")

    contract: Mapped[Contract] = relationship(back_populates="clauses", lazy=LAZY)


class OwedReport(Model):
    """A report that the Vendor owes on a day."""

    __tablename__ = "contract_delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    due_on: Mapped[date] = mapped_column(comment="last district day on which it is in time")
    delivered_on: Mapped[date | None] = mapped_column(comment="district day; null: not yet")
    proof: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", comment="file number")

    contract: Mapped[Contract] = relationship(back_populates="deliveries", lazy=LAZY)


class Statement(Model):
    """The account of a Period as it was issued; its document is never changed."""

    __tablename__ = "service_statement"
    __table_args__ = (
        UniqueConstraint("contract_id", "period"),
        CheckConstraint("(settled_at IS NULL) = (settled_by = '')", name="settling_told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"))
    period: Mapped[str] = mapped_column(String(10), comment="such as 2021Q1")
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(String(LONGEST_NAME), comment="account")
    object_until: Mapped[date | None] = mapped_column(
        comment="last district day for objections; null: until it is settled"
    )
    fee_fen: Mapped[int] = mapped_column(BigInteger, comment="of the Period, fen")
    off_fen: Mapped[int] = mapped_column(BigInteger, comment="deducted when issued, fen")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 that the document names")
    document: Mapped[str] = mapped_column(Text, comment="canonical JSON")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null: not yet")
    settled_by: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", comment="account")

    contract: Mapped[Contract] = relationship(back_populates="statements", lazy=LAZY)
    objections: Mapped[list["Objection"]] = relationship(
        back_populates="statement", order_by="Objection.id", lazy=LAZY
    )

    def read(self) -> dict[str, Any]:
        """The document."""
        found: dict[str, Any] = json.loads(self.document)
        return found


class Objection(Model):
    """What the Vendor says against a row of a Statement, and what the Bureau decided."""

    __tablename__ = "statement_objection"
    __table_args__ = (
        UniqueConstraint("statement_id", "line", "row"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decision_told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("service_statement.id"))
    line: Mapped[str] = mapped_column(String(60), comment="clause and version, such as online/1")
    row: Mapped[str] = mapped_column(String(80), comment="id of the row")
    reason: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    author: Mapped[str] = mapped_column(String(LONGEST_NAME), comment="account")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ObjectionState] = mapped_column(word_of(ObjectionState, "state_known"))
    why: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="", comment="of the decision")
    decided_by: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", comment="account")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null: not yet")

    statement: Mapped[Statement] = relationship(back_populates="objections", lazy=LAZY)
