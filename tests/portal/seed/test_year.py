"""The demo's running year: something on its pages, written once, and called synthetic."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from portal.evaluation.models import BudgetLine, EvaluationPlan, Payment, PlanGoal, StockTaking
from portal.evaluation.queries import judged_by
from portal.seed.year import seed_year
from portal.shell.rules import local_day

NOW = datetime(2026, 6, 10, 4, tzinfo=UTC)


@pytest.fixture
def seeded(session):
    seed_year(session, required_cameras=5, now=NOW)
    return session


def test_money_and_goals_are_there_and_stock_is_taken(seeded):
    paid = seeded.scalars(select(Payment.paid_on)).all()

    assert len(paid) == 5 + 1
    assert max(paid) <= local_day(NOW)
    assert "satisfaction" in judged_by(seeded, "2026").targets
    assert seeded.scalar(select(StockTaking.period)) == "2026"


def test_every_word_of_it_is_called_synthetic(seeded):
    told = [
        *seeded.scalars(select(EvaluationPlan.basis)),
        *seeded.scalars(select(BudgetLine.name)),
        *seeded.scalars(select(Payment.name)),
        *seeded.scalars(select(PlanGoal.source).where(PlanGoal.number.is_not(None))),
    ]

    assert all("合成" in each for each in told)


def test_it_is_written_once(seeded):
    assert not seed_year(seeded, required_cameras=5, now=NOW)
    assert seeded.scalar(select(func.count(StockTaking.id))) == 1


def test_on_new_years_day_there_is_nothing_to_count(session):
    assert seed_year(session, required_cameras=5, now=datetime(2026, 1, 1, 4, tzinfo=UTC))
    assert session.scalar(select(func.count(StockTaking.id))) == 0
