"""The template of a year: weights come to 100, rules fit their lines."""

from decimal import Decimal

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.evaluation.kinds import Band, Rule
from portal.evaluation.operations import set_template
from portal.evaluation.queries import plan_template
from portal.evaluation.rules.scoring import LINES, TEMPLATE, score
from portal.evaluation.rules.template import (
    TemplateUnfit,
    Unfit,
    Weighed,
    plain_line,
    template_in,
    template_of,
)
from tests.portal.evaluation.conftest import AFTER, YEAR
from tests.support.evaluation import judgement, tables_with, target, year_of

OFFICER = Actor("officer", 6, frozenset({Grant(Role.BUREAU_OFFICER)}))
MOVED = {"cost": Weighed("0", "ratio_capped"), "online": Weighed("10", "step_deduct", "2.5")}
HOME = f"/en/desk/evaluation/{YEAR}/template"


def as_shipped(**changes):
    form = {}
    for key, line in LINES.items():
        form |= {f"weight-{key}": str(line.weight), f"rule-{key}": line.rule.value,
                 f"step-{key}": "5"}  # fmt: skip
    return form | {name.replace("_", "-"): value for name, value in changes.items()}


def test_a_line_that_weighs_nothing_is_left_out():
    found = {line.key: line for line in template_of(MOVED)}

    assert "cost" not in found
    assert (found["online"].weight, found["online"].step) == (Decimal(10), Decimal("2.5"))
    assert sum(line.weight for line in found.values()) == 100


@pytest.mark.parametrize(
    ("line", "asked", "why"),
    [
        ("cost", Weighed("1", "ratio_capped"), Unfit.SUM),
        ("cost", Weighed("much", "ratio_capped"), Unfit.WEIGHT),
        ("cost", Weighed("101", "ratio_capped"), Unfit.WEIGHT),
        ("cost", Weighed("2.05", "ratio_capped"), Unfit.WEIGHT),
        ("cost", Weighed("2", "guess"), Unfit.RULE),
        ("approval", Weighed("5", "step_deduct", "5"), Unfit.RULE),
        ("online", Weighed("8", "step_deduct", "0"), Unfit.STEP),
        ("online", Weighed("8", "step_deduct", ""), Unfit.STEP),
    ],
)
def test_a_template_that_cannot_judge_is_refused(line, asked, why):
    with pytest.raises(TemplateUnfit) as refused:
        template_of({line: asked})

    assert refused.value.why is why


def test_a_document_keeps_its_template():
    lines = template_of(MOVED)

    assert template_in({each.key: plain_line(each) for each in lines}) == lines


@pytest.mark.parametrize(("band", "points"), [(Band.FAIR, "5"), (Band.POOR, "0")])
def test_evidence_gives_all_or_nothing(band, points):
    line = template_of({"approval": Weighed("5", "evidence")})[0]
    share = {Band.FAIR: 60, Band.POOR: 10}[band]
    found = score(line, (), None, judgement("approval", share, band))

    assert str(found.points) == points
    assert score(line, (), None, None).points is None


def test_what_accrues_is_held_against_its_part_of_the_target():
    patrols = LINES["patrols"]

    assert patrols.target_in("2021H1", target("patrols", 75)).number == Decimal("37.19")
    assert patrols.target_in("2021", target("patrols", 75)).number == 75
    assert LINES["online"].target_in("2021H1", target("online", 95)).number == 95
    assert patrols.target_in("2021H1", None) is None


def test_figures_do_not_judge_a_line_that_a_person_judges():
    assert Rule.EVIDENCE.is_judged
    assert not Rule.RATIO_CAPPED.is_judged
    assert year_of(tables_with()).line("online") is LINES["online"]


def test_weights_are_kept_for_their_year(session):
    set_template(session, YEAR, MOVED, actor=OFFICER, now=AFTER)

    assert {line.key for line in plan_template(session, YEAR)} == LINES.keys() - {"cost"}
    assert plan_template(session, YEAR + 1) == tuple(TEMPLATE)
    set_template(session, YEAR, {}, actor=OFFICER, now=AFTER)
    assert plan_template(session, YEAR) == tuple(TEMPLATE)


def test_who_judges_does_not_set_weights(session):
    with pytest.raises(NotAllowed):
        set_template(session, YEAR, {}, actor=Actor("x", 5), now=AFTER)


def test_an_officer_sets_weights_on_the_page(as_, session):
    browser = as_(Role.BUREAU_OFFICER)
    answer = browser.post(HOME, data=as_shipped(weight_cost="0", weight_online="10"))

    assert answer.status_code == 302
    assert 'name="weight-online" value="10"' in browser.get(HOME).text


def test_the_page_says_what_the_weights_come_to(as_, session):
    answer = as_(Role.BUREAU_OFFICER).post(HOME, data=as_shipped(weight_cost="1"))

    assert answer.status_code == 422
    assert "The weights come to 99, not to 100." in answer.text


def test_the_page_names_the_line_that_is_wrong(as_, session):
    answer = as_(Role.BUREAU_OFFICER).post(HOME, data=as_shipped(weight_cost="much"))

    assert "“Cost per restaurant”: its weight is a number from 0 to 100" in answer.text


def test_an_auditor_reads_weights_only(as_, session):
    page = as_(Role.AUDITOR).get(HOME).text

    assert "Set the weights" not in page
    assert "one point off for each step below" in page
