"""Reads a year's plan as the rules take it, and its goals and money as rows."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.evaluation.models import (
    BudgetLine,
    EvaluationPlan,
    LineJudgement,
    LineNote,
    Payment,
    PlanGoal,
    PlanWeight,
    ReportEdit,
)
from portal.evaluation.rules.document import Plan
from portal.evaluation.rules.editing import Edit, Note
from portal.evaluation.rules.scoring import TEMPLATE, Judgement, Line
from portal.evaluation.rules.spans import year_of
from portal.evaluation.rules.targets import Asked, target_of
from portal.evaluation.rules.template import Weighed, template_of
from portal.shell.rules import local_day

Rows = list[dict[str, Any]]


def plan_basis(session: Session, year: int) -> str:
    """What the plan of a year rests on; empty where nobody wrote it down."""
    return (
        session.scalar(select(EvaluationPlan.basis).where(EvaluationPlan.year == year)) or ""
    )  # fmt: skip


def judged_by(session: Session, period: str) -> Plan:
    """What a Period is judged by: Targets, judgements and template of its year, if there are any.

    With it goes what people wrote of the Period itself.
    """
    year = year_of(period)
    judgements = session.scalars(
        select(LineJudgement).join(LineJudgement.plan).where(EvaluationPlan.year == year)
    )
    return Plan(
        targets={
            goal.line: target_of(
                goal.line,
                Asked(
                    goal.operator, goal.number, goal.unit, goal.source, goal.population,
                    goal.instrument,
                ),
            )
            for goal in goals(session, year)
            if goal.operator and goal.number and goal.unit
        },
        judgements={
            each.line: Judgement(each.line, each.band, Decimal(each.share), each.evidence)
            for each in judgements
        },
        template=plan_template(session, year),
        notes=line_notes(session, period),
        edits=tuple(report_edits(session, period)),
    )  # fmt: skip


def plan_template(session: Session, year: int) -> tuple[Line, ...]:
    """The lines of a year's template with their weights: those shipped where nobody changed it."""
    rows = session.scalars(
        select(PlanWeight)
        .join(EvaluationPlan, EvaluationPlan.id == PlanWeight.plan_id)
        .where(EvaluationPlan.year == year)
    )
    own = {row.line: Weighed(row.weight, row.rule, row.step) for row in rows}
    return template_of(own) if own else tuple(TEMPLATE)


def line_notes(session: Session, period: str) -> dict[str, Note]:
    """The newest reason and measure of each line of a Period's template."""
    rows = session.scalars(
        select(LineNote).where(LineNote.period == period).order_by(LineNote.version)
    )
    return {
        row.line: Note(row.reason, row.measure, row.author, local_day(row.written_at).isoformat())
        for row in rows
    }


def report_edits(session: Session, period: str) -> list[Edit]:
    """The newest version of what people made of each point of a Period's report, by its key."""
    newest = {row.key: row for row in edit_versions(session, period)}
    return [_edit(newest[key]) for key in sorted(newest)]


def edit_versions(session: Session, period: str, key: str = "") -> list[ReportEdit]:
    """Every version of what people made of a point, or of all of a Period, the oldest first."""
    asked = select(ReportEdit).where(ReportEdit.period == period)
    if key:
        asked = asked.where(ReportEdit.key == key)
    return list(session.scalars(asked.order_by(ReportEdit.version, ReportEdit.id)))


def _edit(row: ReportEdit) -> Edit:
    return Edit(
        row.key, row.kind, row.version, row.text, row.figure, row.place, row.dropped, row.author,
        local_day(row.written_at).isoformat(),
    )  # fmt: skip


def goals(session: Session, year: int) -> list[PlanGoal]:
    """The goals of a year's plan, in the order in which they were written."""
    rows = session.scalars(
        select(PlanGoal)
        .join(PlanGoal.plan)
        .where(EvaluationPlan.year == year)
        .order_by(PlanGoal.id)
    )
    return list(rows)


def goal_rows(session: Session, year: int) -> Rows:
    """The goals of a year's plan, with or without a number."""
    return [
        {"id": goal.line, "text": goal.text, "number": goal.number} for goal in goals(session, year)
    ]


def budget_rows(session: Session) -> tuple[Rows, Rows]:
    """All lines of the budget, and all payments, each with its year."""
    lines = session.scalars(select(BudgetLine).order_by(BudgetLine.year, BudgetLine.id))
    payments = session.scalars(
        select(Payment).options(joinedload(Payment.line)).order_by(Payment.paid_on, Payment.id)
    )
    return [
        {"id": f"B{each.id}", "year": each.year, "name": each.name, "fen": each.fen,
         "source": each.source}
        for each in lines
    ], [
        {"id": f"P{each.id}", "year": each.line.year, "name": each.name, "fen": each.fen,
         "day": each.paid_on.isoformat()}
        for each in payments
    ]  # fmt: skip
