"""Tables of evaluation: a year's plan with its goals, money, and years that are closed."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.evaluation.kinds import Band, Kind, Operator, Rule, Unit
from portal.extensions import Model
from portal.registry.models import LAZY
from portal.shell.models import UtcDateTime, word_of

LONGEST_NAME, LONGEST_TEXT, LONGEST_PERIOD = 200, 1000, 8


class EvaluationPlan(Model):
    """What a year is to reach."""

    __tablename__ = "evaluation_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    basis: Mapped[str] = mapped_column(
        String(LONGEST_TEXT), default="", comment="what the plan rests on, as reports print it"
    )

    goals: Mapped[list["PlanGoal"]] = relationship(
        back_populates="plan", order_by="PlanGoal.id", lazy=LAZY
    )
    judgements: Mapped[list["LineJudgement"]] = relationship(
        back_populates="plan", order_by="LineJudgement.id", lazy=LAZY
    )
    weights: Mapped[list["PlanWeight"]] = relationship(order_by="PlanWeight.id", lazy=LAZY)


class PlanGoal(Model):
    """A goal of the plan for a line of the template; one without a number cannot be judged."""

    __tablename__ = "plan_goal"
    __table_args__ = (
        UniqueConstraint("plan_id", "line"),
        CheckConstraint(
            "(number IS NULL) = (operator IS NULL) AND (number IS NULL) = (unit IS NULL)",
            name="target_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("evaluation_plan.id"))
    line: Mapped[str] = mapped_column(String(40), comment="key of the template's line")
    text: Mapped[str] = mapped_column(String(LONGEST_NAME), comment="as the plan words it")
    operator: Mapped[Operator | None] = mapped_column(
        word_of(Operator, "operator_known"), comment="null: the plan names no number"
    )
    number: Mapped[str | None] = mapped_column(
        String(20), comment="decimal text, so that no digit is lost; null likewise"
    )
    unit: Mapped[Unit | None] = mapped_column(word_of(Unit, "unit_known"), comment="null likewise")
    source: Mapped[str] = mapped_column(
        String(LONGEST_NAME), default="", comment="where the number is written"
    )
    population: Mapped[str] = mapped_column(
        String(LONGEST_NAME), default="", comment="who is asked, for satisfaction"
    )
    instrument: Mapped[str] = mapped_column(
        String(LONGEST_NAME), default="", comment="with which questions, likewise"
    )

    plan: Mapped[EvaluationPlan] = relationship(back_populates="goals", lazy=LAZY)


class LineJudgement(Model):
    """What somebody found of a line that no figure tells."""

    __tablename__ = "line_judgement"
    __table_args__ = (
        UniqueConstraint("plan_id", "line"),
        CheckConstraint("share BETWEEN 0 AND 100", name="share_percent"),
        CheckConstraint("evidence <> ''", name="evidence_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("evaluation_plan.id"))
    line: Mapped[str] = mapped_column(String(40), comment="key of the template's line")
    band: Mapped[Band] = mapped_column(word_of(Band, "band_known"))
    share: Mapped[int] = mapped_column(comment="per cent of the line's points")
    evidence: Mapped[str] = mapped_column(String(LONGEST_TEXT), comment="what it rests on")

    plan: Mapped[EvaluationPlan] = relationship(back_populates="judgements", lazy=LAZY)


class BudgetLine(Model):
    """What a year of the contract may cost."""

    __tablename__ = "budget_line"
    __table_args__ = (CheckConstraint("fen > 0", name="fen_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    fen: Mapped[int] = mapped_column(BigInteger, comment="fen")
    source: Mapped[str] = mapped_column(String(LONGEST_NAME), comment="where it is written")

    payments: Mapped[list["Payment"]] = relationship(
        back_populates="line", order_by="Payment.paid_on", lazy=LAZY
    )


class Payment(Model):
    """Money that was paid from a line of the budget."""

    __tablename__ = "payment"
    __table_args__ = (CheckConstraint("fen > 0", name="fen_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"), index=True)
    paid_on: Mapped[date] = mapped_column(comment="district day")
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), comment="what it was paid for")
    fen: Mapped[int] = mapped_column(BigInteger, comment="fen")

    line: Mapped[BudgetLine] = relationship(back_populates="payments", lazy=LAZY)


class PlanWeight(Model):
    """What a line of a year's template weighs, where it is not as shipped."""

    __tablename__ = "plan_weight"
    __table_args__ = (UniqueConstraint("plan_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("evaluation_plan.id"))
    line: Mapped[str] = mapped_column(String(40), comment="key of the template's line")
    weight: Mapped[str] = mapped_column(String(10), comment="points of 100, decimal text")
    rule: Mapped[Rule] = mapped_column(word_of(Rule, "rule_known"))
    step: Mapped[str] = mapped_column(
        String(10), comment="points of per cent that cost one point where steps deduct"
    )


class LineNote(Model):
    """Why a line missed its Target and what is done about it; the newest version holds."""

    __tablename__ = "line_note"
    __table_args__ = (UniqueConstraint("period", "line", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(LONGEST_PERIOD), comment="such as 2021H1")
    line: Mapped[str] = mapped_column(String(40), comment="key of the template's line")
    version: Mapped[int] = mapped_column(comment="from 1")
    reason: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    measure: Mapped[str] = mapped_column(String(LONGEST_TEXT), comment="with whom and until when")
    author: Mapped[str] = mapped_column(String(200), comment="account")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")


class ReportEdit(Model):
    """A version of what a person made of a point of a report; the newest one holds."""

    __tablename__ = "report_edit"
    __table_args__ = (UniqueConstraint("period", "key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(LONGEST_PERIOD), comment="such as 2021H1")
    key: Mapped[str] = mapped_column(String(100), comment="of the point, as documents name it")
    kind: Mapped[Kind] = mapped_column(word_of(Kind, "kind_known"))
    version: Mapped[int] = mapped_column(comment="from 1")
    text: Mapped[str] = mapped_column(
        String(LONGEST_TEXT), comment="empty: as the figures say it"
    )  # fmt: skip
    figure: Mapped[str] = mapped_column(String(60), comment="that shows it")
    place: Mapped[int | None] = mapped_column(comment="null: as derived")
    dropped: Mapped[str] = mapped_column(
        String(LONGEST_TEXT), comment="why it is not told; empty: it is"
    )
    author: Mapped[str] = mapped_column(String(200), comment="account")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")


class StockTaking(Model):
    """A Period as it stood on a day before it was closed; never changed afterwards."""

    __tablename__ = "stock_taking"

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(LONGEST_PERIOD), index=True, comment="such as 2021")
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    taken_by: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 that the document names")
    document: Mapped[str] = mapped_column(Text, comment="canonical JSON")

    def read(self) -> dict[str, Any]:
        """The document."""
        found: dict[str, Any] = json.loads(self.document)
        return found


class ClosedPeriod(Model):
    """A Period as it was closed, or an amendment of it; never changed afterwards."""

    __tablename__ = "closed_period"
    __table_args__ = (
        UniqueConstraint("period", "number"),
        CheckConstraint("number = 0 OR reason <> ''", name="amendment_explained"),
        CheckConstraint(
            "(district IS NULL) = (district_en IS NULL)", name="district_in_both_languages"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(LONGEST_PERIOD), comment="such as 2021H1")
    number: Mapped[int] = mapped_column(comment="0: the closing; 1 and up: its amendments")
    reason: Mapped[str] = mapped_column(
        String(LONGEST_TEXT), comment="of an amendment; of an adopted one what is to be known of it"
    )
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    closed_by: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 that the document names")
    document: Mapped[str] = mapped_column(Text, comment="canonical JSON, as it is published")
    district: Mapped[str | None] = mapped_column(
        String(LONGEST_NAME), comment="whose it is, where adopted; null: this district's own"
    )
    district_en: Mapped[str | None] = mapped_column(
        String(LONGEST_NAME), comment="the same in English"
    )

    figures: Mapped[list["ClosedFigure"]] = relationship(
        back_populates="closed", order_by="ClosedFigure.id", lazy=LAZY
    )

    def read(self) -> dict[str, Any]:
        """The document."""
        found: dict[str, Any] = json.loads(self.document)
        return found


class ClosedFigure(Model):
    """A figure of a closed Period, so that its history can be read without the documents."""

    __tablename__ = "closed_figure"
    __table_args__ = (UniqueConstraint("closed_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_id: Mapped[int] = mapped_column(ForeignKey("closed_period.id"))
    name: Mapped[str] = mapped_column(String(60), index=True, comment="such as Q1-task.2021Q1")
    formula: Mapped[str] = mapped_column(String(40), comment="with its version")
    part: Mapped[int] = mapped_column(BigInteger)
    whole: Mapped[int | None] = mapped_column(BigInteger, comment="null: there is none")
    value: Mapped[str | None] = mapped_column(String(40), comment="decimal text; null: n/a")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of its rows")

    closed: Mapped[ClosedPeriod] = relationship(back_populates="figures", lazy=LAZY)
