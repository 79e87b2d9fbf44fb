"""Reads a year's plan as the rules take it, and its goals and money as rows."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.evaluation.models import (
    BudgetLine,
    EvaluationPlan,
    LineJudgement,
    Payment,
    PlanGoal,
)
from portal.evaluation.rules.document import Plan
from portal.evaluation.rules.scoring import Judgement
from portal.evaluation.rules.targets import Asked, target_of

Rows = list[dict[str, Any]]


def plan_basis(session: Session, year: int) -> str:
    """What the plan of a year rests on; empty where nobody wrote it down."""
    return (
        session.scalar(select(EvaluationPlan.basis).where(EvaluationPlan.year == year)) or ""
    )  # fmt: skip


def judged_by(session: Session, year: int) -> Plan:
    """The Targets and judgements of a year, by the template's lines; both empty without a plan."""
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
