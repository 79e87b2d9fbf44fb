"""Targets of a year: a number is taken, words are refused with advice."""

import pytest
from sqlalchemy import func, select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.evaluation.models import EvaluationPlan, PlanGoal
from portal.evaluation.operations import set_target
from portal.evaluation.queries import judged_by
from portal.evaluation.rules.targets import Asked, TargetVague
from portal.shell.rules import NotFound
from tests.portal.evaluation.conftest import AFTER, AUDITOR, PERIOD, YEAR

OFFICER = Actor("officer", 6, frozenset({Grant(Role.BUREAU_OFFICER)}))
WHOLE = Asked("at_most", "9000", "yuan", "contract")
FORM = {"line": "cost", "operator": "at_most", "number": "9000", "unit": "yuan", "source": "plan"}
HOME = f"/en/desk/evaluation/{YEAR}/plan"


def set_it(session, line="cost", asked=WHOLE, actor=OFFICER):
    return set_target(session, YEAR, line, asked, actor=actor, now=AFTER)


def test_a_year_without_a_plan_gets_one(session):
    set_it(session)

    assert session.scalar(select(EvaluationPlan.year)) == YEAR
    assert str(judged_by(session, PERIOD).targets["cost"].number) == "9000"
    entry = session.scalar(select(AuditEntry).where(AuditEntry.act == "evaluation.target_set"))
    assert entry.facts == {"line": "cost", "operator": "at_most", "number": "9000"}


def test_a_goal_in_words_gets_its_number_and_keeps_its_wording(session, district):
    set_it(session, "convenience", Asked("at_least", "95", "percent", "plan"))
    goal = session.scalar(select(PlanGoal).where(PlanGoal.line == "convenience"))

    assert (goal.text, goal.number) == ("便利", "95")
    assert session.scalar(select(func.count(PlanGoal.id))) == 2


def test_words_are_refused(session):
    with pytest.raises(TargetVague):
        set_it(session, "convenience", Asked("at_least", "便利", "percent", "plan"))


@pytest.mark.parametrize("line", ["approval", "other"])
def test_a_line_judged_by_evidence_has_no_target(session, line):
    with pytest.raises(NotFound):
        set_it(session, line)


def test_who_judges_does_not_set_targets(session):
    with pytest.raises(NotAllowed):
        set_it(session, actor=AUDITOR)


def test_an_officer_sets_a_target_on_the_page(as_, session, district):
    browser = as_(Role.BUREAU_OFFICER)

    assert browser.post(HOME, data=FORM).status_code == 302
    assert "≤ 9,000 yuan" in browser.get(HOME).text
    assert "no number: it cannot be judged" in browser.get(HOME).text


def test_the_page_says_what_a_vague_target_lacks_and_how_to_say_it(as_, session):
    form = FORM | {"line": "satisfaction", "number": "满意", "unit": ""}
    answer = as_(Role.BUREAU_OFFICER).post(HOME, data=form)

    assert answer.status_code == 422
    assert "a number above 0; a unit; who is asked; with which questions" in answer.text
    assert "at least 85 per cent of answers" in answer.text
    assert 'value="满意"' in answer.text


def test_the_page_says_what_any_other_target_lacks(as_, session):
    answer = as_(Role.BUREAU_OFFICER).post(HOME, data=FORM | {"line": "online", "source": ""})

    assert "It lacks: where it is written." in answer.text


def test_an_auditor_reads_targets_only(as_, session):
    browser = as_(Role.AUDITOR)

    assert "This year has no targets yet" in browser.get(HOME).text
    assert "Set the target" not in browser.get(HOME).text
    assert browser.post(HOME, data=FORM).status_code == 403
