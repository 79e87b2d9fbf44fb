"""A small closed year, and who looks at it."""

import json
from datetime import UTC, date, datetime

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.evaluation.kinds import Operator, Unit
from portal.evaluation.models import BudgetLine, EvaluationPlan, Payment, PlanGoal
from portal.evaluation.operations import close_period
from tests.support.factories import make_camera, make_restaurant
from tests.support.people import make_person, sign_in

YEAR = 2025
PERIOD = "2025"
AFTER = datetime(2026, 1, 10, 4, tzinfo=UTC)
AUDITOR = Actor("auditor", 5, frozenset({Grant(Role.AUDITOR)}))


@pytest.fixture
def district(session):
    """Two built Restaurants, a plan with a number and one without, and some money."""
    found = [make_restaurant(session, built_on=date(2024, 1, 1), is_key=True) for _ in range(2)]
    for each in found:
        make_camera(session, each)
    session.add(
        EvaluationPlan(
            year=YEAR,
            basis="中发〔2018〕34号",
            goals=[
                PlanGoal(line="connection", text="100%", operator=Operator.AT_LEAST, number="100",
                         unit=Unit.PERCENT, source="contract"),
                PlanGoal(line="convenience", text="便利"),
            ],
        )
    )  # fmt: skip
    payment = Payment(paid_on=date(2025, 6, 1), name="service", fen=1_000_000)
    session.add(BudgetLine(year=YEAR, name="service", fen=2_000_000, source="contract",
                           payments=[payment]))  # fmt: skip
    session.commit()
    return found


@pytest.fixture
def closed(session, district):
    """The year, closed."""
    found = close_period(session, PERIOD, required_cameras=5, actor=AUDITOR, now=AFTER)
    session.commit()
    return found


@pytest.fixture
def document(closed):
    """What is published of it."""
    return json.loads(closed.document)


@pytest.fixture
def as_(app, session, set_clock):
    """A browser of somebody with this role."""
    app.config["WTF_CSRF_ENABLED"] = False
    set_clock(AFTER)

    def browser(role):
        person = make_person(session, role)
        session.commit()
        return sign_in(app.test_client(), person)

    return browser
