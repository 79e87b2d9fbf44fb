"""Problems that figures find, and a closed year that anybody can recompute."""

import json
from copy import deepcopy

import pytest

from portal.evaluation.kinds import Operator, Unit
from portal.evaluation.rules.document import (
    DocumentUnreadable,
    differences,
    document_of,
    evaluation_in,
)
from portal.evaluation.rules.problems import Problem
from tests.support.evaluation import (
    day_row,
    fault_row,
    finding_row,
    judgement,
    money_row,
    standing_rows,
    tables_with,
    target,
    visit_row,
    year_of,
)


def found_in(tables, *targets):
    return {(each.problem, each.figure): each for each in year_of(tables, *targets).problems}


def test_nothing_known_is_no_problem():
    assert found_in(tables_with()) == {}


def test_each_problem_names_its_figure_and_rows():
    low, good = (
        [day_row("2021-01-01", 9, 10), day_row("2021-01-02", 0, 0)],
        [day_row("2021-04-01", 96, 100)],
    )
    tables = tables_with(
        standings=standing_rows(cameras=4, displays=430),
        standings_2021Q1=standing_rows(connected=401),
        days=good,
        days_2021Q1=low,
        exclusions=[{"id": "x", "flags": ["retroactive"]}, {"id": "y", "flags": []}],
        visits=[visit_row(1, "r0")],
        supervised=[{"id": "r0"}],
        supervised_2021H1=[{"id": "r0"}, {"id": "r1"}],
        findings=[finding_row(1, rectified_at="2021-03-08T04:00:00+00:00")],
        faults=[fault_row(1, ended_at="2021-03-07T04:00:00+00:00")],
        payments=[money_row(1, 100)],
        goals=[{"id": "convenience", "number": None}],
    )
    found = found_in(tables)

    assert {problem for problem, __ in found} == set(Problem)
    assert len(found[Problem.CONNECTION, "Q1-task.2021Q1"].rows) == 59
    assert len(found[Problem.DISPLAYS, "Q4.2021"].rows) == 30
    assert found[Problem.ONLINE, "Q2-any.2021Q1"].rows == ("2021-01-01",)
    assert (Problem.ONLINE, "Q2-any.2021Q2") not in found
    assert found[Problem.COVERAGE, "N2.2021H1"].rows == ("r1",)
    assert found[Problem.EXCLUSIONS, "Q2-flagged.2021"].rows == ("x",)
    assert found[Problem.VAGUE_GOALS, "G1.2021"].rows == ("convenience",)
    assert [each.problem for each in year_of(tables).problems] == sorted(
        (problem for problem, __ in found), key=list(Problem).index
    )


def test_the_plan_says_what_is_enough():
    tables = tables_with(standings=standing_rows(100, displays=93))

    assert (Problem.DISPLAYS, "Q4.2021") in found_in(tables)
    assert (Problem.DISPLAYS, "Q4.2021") not in found_in(tables, target("displays", 93))
    at_most = target("displays", 93, Operator.AT_MOST)
    assert (Problem.DISPLAYS, "Q4.2021") in found_in(tables, at_most)


def test_money_with_a_target_for_one_effect_is_no_problem():
    tables = tables_with(standings=standing_rows(4), payments=[money_row(1, 100)])

    assert (Problem.COST_WITHOUT_EFFECT, "C2-restaurant.2021") in found_in(tables)
    cost = target("cost", 9000, Operator.AT_MOST, Unit.YUAN)
    assert (Problem.COST_WITHOUT_EFFECT, "C2-restaurant.2021") not in found_in(tables, cost)


def test_all_goals_in_numbers_are_no_problem():
    tables = tables_with(goals=[{"id": "online", "number": "95"}])

    assert found_in(tables) == {}


@pytest.fixture
def document():
    """A closed year as it is published."""
    tables = tables_with(
        standings=standing_rows(8, connected=7), days=[day_row("2021-01-01", 9, 10)]
    )
    year = year_of(tables, target("connection", 100), judgements=[judgement("approval")])
    return json.loads(json.dumps(document_of(year)))


def test_a_document_as_it_was_closed_has_no_difference(document):
    assert list(differences(document)) == []
    assert evaluation_in(document).figures["Q1.2021"].part == 7


def test_one_changed_bit_is_told_by_the_names_of_its_figures(document):
    row = document["tables"]["standings.2021Q1"][7]
    row["is_connected"] = True

    assert {"Q1.2021Q1", "Q1-task.2021Q1", "connection"} <= set(differences(document))
    assert "Q1.2021Q2" not in set(differences(document))


def test_a_row_that_nothing_can_read_is_told_by_the_names_of_its_figures(document):
    document["tables"]["standings.2021Q1"][7]["status"] = "asleep"

    assert set(differences(document)) == {"Q1.2021Q1", "Q1-task.2021Q1"}


def test_a_changed_figure_is_told_by_its_name(document):
    document["figures"]["Q4.2021"]["value"] = "99.99"

    assert list(differences(document)) == ["Q4.2021"]


@pytest.mark.parametrize(
    ("part", "value"),
    [("verdict", None), ("problems", []), ("digest", "0" * 64), ("remark", "added")],
)
def test_any_other_part_is_told(document, part, value):
    document[part] = value

    assert list(differences(document)) == [part]


def test_figures_that_are_gone_are_all_told(document):
    document["figures"] = None

    assert set(differences(document)) == set(evaluation_in(document).figures)


@pytest.mark.parametrize(
    "change",
    [{"format": "other"}, {"period": "x"}, {"tables": None}, {"figures": None, "tables": {}}],
)
def test_what_is_no_document_is_refused(document, change):
    changed = deepcopy(document) | change

    with pytest.raises(DocumentUnreadable):
        list(differences(changed))
