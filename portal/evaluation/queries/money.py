"""Reads a year's budget with what was paid of it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.evaluation.models import BudgetLine, EvaluationPlan, LineJudgement
from portal.evaluation.rules.money import Paid, Planned


def budget_of(session: Session, year: int) -> Sequence[BudgetLine]:
    """The lines of a year's budget with their payments, oldest first."""
    return session.scalars(
        select(BudgetLine)
        .where(BudgetLine.year == year)
        .options(selectinload(BudgetLine.payments))
        .order_by(BudgetLine.id)
        .execution_options(populate_existing=True)
    ).all()


def money_entries(lines: Sequence[BudgetLine]) -> list[Planned | Paid]:
    """Lines and payments as the rules take them, each line before its payments."""
    found: list[Planned | Paid] = []
    for line in lines:
        found.append(Planned(line.name, line.fen, line.source))
        found += [Paid(line.name, each.paid_on, each.name, each.fen) for each in line.payments]
    return found


def judgements_of(session: Session, year: int) -> dict[str, LineJudgement]:
    """What was judged by evidence in a year, by the template's lines."""
    rows = session.scalars(
        select(LineJudgement).join(LineJudgement.plan).where(EvaluationPlan.year == year)
    )
    return {each.line: each for each in rows}
