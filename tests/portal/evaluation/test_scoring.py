"""Targets, points, Grades."""

from decimal import Decimal

import pytest

from portal.evaluation.kinds import Band, Grade, Operator, Part, Unit
from portal.evaluation.rules.scoring import (
    LINES,
    TEMPLATE,
    JudgementUnfit,
    grade,
    ratio_capped,
    score,
    step_deduct,
    verdict,
)
from portal.evaluation.rules.targets import Asked, Lack, TargetVague, target_of
from tests.support.evaluation import day_row, judgement, standing_rows, tables_with, target, year_of

WHOLE = Asked("at_least", " 95 % ", "percent", "contract")


def test_a_target_is_a_number_with_operator_unit_and_source():
    found = target_of("online", WHOLE)

    assert (found.operator, found.number, found.unit) == (
        Operator.AT_LEAST, Decimal(95), Unit.PERCENT,
    )  # fmt: skip


@pytest.mark.parametrize("number", ["便利", "满意", "", "0", "-3", "nan", "1e12"])
def test_a_goal_in_words_is_refused(number):
    with pytest.raises(TargetVague) as refused:
        target_of("convenience", Asked("at_least", number, "percent", "plan"))

    assert refused.value.lacks == (Lack.NUMBER,)


def test_all_that_is_missing_is_told_at_once():
    with pytest.raises(TargetVague) as refused:
        target_of("satisfaction", Asked("about", "satisfied", "", " "))

    assert refused.value.lacks == tuple(Lack)
    assert refused.value.line == "satisfaction"


def test_satisfaction_needs_who_is_asked_and_how():
    asked = Asked("at_least", "85", "percent", "plan", "diners", "set 1")

    assert target_of("satisfaction", asked).population == "diners"
    with pytest.raises(TargetVague):
        target_of("satisfaction", WHOLE)


def test_the_template_has_100_points_most_for_output_and_effect():
    weights = {part: sum(each.weight for each in TEMPLATE if each.part is part) for part in Part}

    assert sum(weights.values()) == 100
    assert weights == {
        Part.DECISION: 15, Part.PROCESS: 20, Part.OUTPUT: 40, Part.EFFECT: 25,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("70.13", Grade.FAIR), ("60", Grade.FAIR), ("80", Grade.GOOD), ("90", Grade.EXCELLENT),
        ("59.99", Grade.POOR), ("89.994", Grade.GOOD), ("89.995", Grade.EXCELLENT),
    ],
)  # fmt: skip
def test_a_grade_is_taken_from_rounded_points(points, expected):
    assert grade(Decimal(points)) is expected


@pytest.mark.parametrize(
    ("value", "operator", "points"),
    [
        ("50", Operator.AT_LEAST, 5),
        ("100", Operator.AT_LEAST, 10),
        ("200", Operator.AT_LEAST, 10),
        ("200", Operator.AT_MOST, 5),
        ("100", Operator.AT_MOST, 10),
        ("0", Operator.AT_MOST, 10),
    ],
)
def test_a_ratio_is_capped_at_its_target(value, operator, points):
    assert ratio_capped(Decimal(10), Decimal(value), target("x", 100, operator)) == points


@pytest.mark.parametrize(
    ("value", "points"), [("90", 10), ("89.99", 9), ("85", 9), ("84.99", 8), ("10", 0)]
)
def test_each_step_below_costs_a_point(value, points):
    found = step_deduct(Decimal(10), Decimal(value), target("x", 90), step=Decimal(5))

    assert found == points


@pytest.mark.parametrize(("band", "share"), [(Band.GOOD, 79), (Band.FAIR, 81), (Band.POOR, 51)])
def test_a_judgement_lies_within_its_band(band, share):
    with pytest.raises(JudgementUnfit):
        judgement("approval", share, band)


def test_a_line_without_figures_is_judged_or_open():
    line = LINES["approval"]

    assert score(line, [], None, None).points is None
    assert score(line, [], None, judgement("approval", 90)).points == Decimal("4.50")


def points_of(line, tables, *targets):
    return next(each for each in year_of(tables, *targets).scores if each.line == line)


def test_quarters_have_the_same_say():
    tables = tables_with(standings=standing_rows(4), standings_2021Q1=standing_rows(4, connected=2))
    found = points_of("connection", tables, target("connection", 100))

    assert (found.points, found.deviation) == (Decimal("5.25"), Decimal("50.00"))
    assert found.needs_reason
    assert found.figures == tuple(f"Q1-task.2021Q{each}" for each in (1, 2, 3, 4))


def test_a_quarter_nobody_knows_leaves_the_line_open():
    tables = tables_with(days_2021Q1=[day_row("2021-01-01", 9, 10)])
    found = points_of("online", tables, target("online", 95))

    assert (found.points, found.deviation, found.needs_reason) == (None, None, False)


def test_no_target_leaves_the_line_open():
    assert points_of("cameras", tables_with(standings=standing_rows(4))).points is None


def test_a_target_reached_deviates_by_nothing():
    found = points_of("online", tables_with(days=[day_row("2021-01-01", 1, 1)]),
                      target("online", 95))  # fmt: skip

    assert (found.points, found.deviation) == (Decimal("8.00"), Decimal("0.00"))


def test_open_points_make_a_verdict_uncertain():
    found = [score(line, [], None, judgement(line.key, 100)) for line in TEMPLATE
             if line.key in {"approval", "dynamics"}]  # fmt: skip
    unknown = score(LINES["safety"], [], None, None)
    told = verdict([*found, unknown])

    assert (told.points, told.open) == (12, 5)
    assert told.is_certain
    assert not verdict([*found, *[unknown] * 12]).is_certain
