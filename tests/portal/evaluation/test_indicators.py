"""Every indicator from its rows: the published figures, and who stands behind them."""

from datetime import date

import pytest

from portal.evaluation.rules.indicators import LIBRARY, figure, names_of
from tests.support.evaluation import (
    TERMS,
    day_row,
    fault_row,
    finding_row,
    money_row,
    standing_rows,
    tables_with,
    visit_row,
)

PAID = [money_row(1, 200_000_000), money_row(2, 185_630_000)]
CONTRACT = [money_row(1, 385_630_000), money_row(2, 257_090_000)]


AFTER = date(2022, 1, 10)


def counted(name, **rows):
    return figure(name, tables_with(**rows), TERMS)


def told(name, **rows):
    found = counted(name, **rows)
    return (found.part, found.whole, None if found.value is None else str(found.value))


def test_every_indicator_has_a_figure_of_the_year():
    assert {name.partition(".")[0] for name in names_of("2021", today=AFTER)} == set(LIBRARY)
    assert len(set(names_of("2021", today=AFTER))) == len(list(names_of("2021", today=AFTER)))


def test_401_of_460_were_connected_and_59_rows_say_who_was_not():
    found = counted("Q1-task.2021Q1", standings=standing_rows(connected=401))

    assert (found.part, found.whole, str(found.value)) == (401, 460, "87.17")
    assert (len(found.numerator), len(found.denominator)) == (401, 460)
    assert found.missing == tuple(f"r{number}" for number in range(401, 460))
    assert (found.code, found.period, found.formula) == ("Q1-task", "2021Q1", "Q1-task/1")
    assert found.as_of.isoformat() == "2021-03-31"


def test_a_closed_restaurant_stays_on_the_task_list_and_leaves_the_register():
    rows = standing_rows(2)
    rows[1] |= {"status": "closed", "is_connected": False}

    assert told("Q1-task.2021", standings=rows)[:2] == (1, 2)
    assert counted("Q1.2021", standings=rows).excluded == ("r1",)


def test_completeness_of_connection_is_that_of_the_last_month():
    days = [day_row("2021-02-27", 1, 1, made=0), day_row("2021-03-01", 1, 1, made=50)]

    assert str(counted("Q1.2021Q1", days=days).completeness) == "50.00"
    assert counted("Q1.2021Q1").completeness is None


def test_displays_are_93_48_percent():
    assert told("Q4.2021", standings=standing_rows(displays=430)) == (430, 460, "93.48")


def test_2210_cameras_are_4_80_each_and_90_short_of_five():
    rows = standing_rows(cameras=4)
    for row in rows[:370]:
        row["cameras"] = 5

    assert told("Q3-mean.2021", standings=rows) == (2210, 460, "4.80")
    assert told("Q3-gap.2021", standings=rows) == (90, None, "90")
    assert told("Q3.2021", standings=rows) == (370, 460, "80.43")


def test_nobody_built_has_no_mean():
    assert told("Q3-mean.2021") == (0, 0, None)


def test_the_online_rate_is_the_mean_of_days_and_skips_those_with_nobody():
    days = [day_row("2021-01-01", 9, 10), day_row("2021-01-02", 1, 1), day_row("2021-01-03", 0, 0)]
    gone = [{"id": "r1 2021", "flags": []}]
    found = counted("Q2-any.2021Q1", days=days, exclusions=gone)

    assert (found.part, found.whole, str(found.value)) == (10, 11, "95.00")
    assert found.numerator == ("2021-01-01", "2021-01-02")
    assert (found.excluded, str(found.completeness)) == (("r1 2021",), "100.00")


def test_an_exclusion_that_somebody_should_look_at_is_told():
    rows = [{"id": "a", "flags": ["retroactive"]}, {"id": "b", "flags": []}]

    assert told("Q2-flagged.2021", exclusions=rows) == (1, 2, "50.00")


def test_145_of_540_visits_found_something():
    visits = [visit_row(number, findings=int(number < 145), manual=5) for number in range(540)]
    patrols = [{"id": f"x{number}"} for number in range(75)]

    assert told("N3.2021", visits=visits) == (145, 540, "26.85")
    assert told("N3-findings.2021", visits=visits) == (145, None, "145")
    assert told("N1-patrols.2021", patrols=patrols) == (75, None, "75")
    assert told("N1-visits.2021", visits=visits) == (540, None, "540")
    assert told("N1-snapshots.2021", visits=visits) == (2700, None, "2700")
    assert told("N1-visits-each.2021", visits=visits, patrols=patrols) == (540, 75, "7.20")
    assert told("N1-snapshots-each.2021", visits=visits) == (2700, 540, "5.00")


def test_2742_snapshots_are_5_08_a_visit():
    visits = [visit_row(number, manual=5 + (number < 42)) for number in range(540)]

    assert told("N1-snapshots-each.2021", visits=visits) == (2742, 540, "5.08")


def test_coverage_counts_restaurants_once_and_names_those_never_reached():
    visits = [visit_row(1, "a"), visit_row(2, "a"), visit_row(3, "gone")]
    found = counted("N2.2021H1", visits=visits, supervised=[{"id": "a"}, {"id": "b"}])

    assert (found.part, found.whole, found.missing) == (1, 2, ("b",))


def test_a_finding_late_or_open_is_not_put_right_in_time():
    rows = [
        finding_row(1),
        finding_row(2, rectified_at="2021-03-08T04:00:00+00:00"),
        finding_row(3, state="escalated", rectified_at=None, closed_at=None),
        finding_row(4, state="annulled", rectified_at=None, closed_at=None),
    ]

    assert told("Q5-rectified.2021", findings=rows) == (2, 3, "66.67")
    assert counted("Q5-rectified.2021", findings=rows).excluded == ("F4",)
    assert told("Q5-on-time.2021", findings=rows) == (1, 3, "33.33")
    assert told("T1-push.2021", findings=rows) == (4, None, "10.00")
    assert told("T1-push.2021") == (0, None, None)


def test_a_fault_repaired_late_is_repaired():
    rows = [
        fault_row(1),
        fault_row(2, ended_at="2021-03-07T04:00:00+00:00"),
        fault_row(3, ended_at=None, ended=None),
    ]

    assert told("Q6.2021", faults=rows) == (2, 3, "66.67")
    assert told("Q6-on-time.2021", faults=rows) == (1, 3, "33.33")


def test_money_is_385_63_of_642_72_and_257_09_is_left():
    rows = {"contract": CONTRACT, "budget": CONTRACT[:1], "payments": PAID}

    assert told("C1-budget.2021", **rows)[2] == "385.63"
    assert told("C1-contract.2021", **rows)[2] == "642.72"
    assert told("C1-later.2021", **rows)[2] == "257.09"
    assert told("C1.2021", **rows)[2] == "100.00"


@pytest.mark.parametrize(
    ("code", "rows", "yuan"),
    [
        ("C2-restaurant", {"standings": standing_rows()}, "8383.26"),
        ("C2-patrol", {"patrols": [{"id": f"x{each}"} for each in range(75)]}, "51417.33"),
        ("C2-visit", {"visits": [visit_row(each) for each in range(540)]}, "7141.30"),
        ("C2-problem", {"findings": [finding_row(each) for each in range(170)]}, "22684.12"),
        ("C2-rectified", {"findings": [finding_row(each) for each in range(158)]}, "24406.96"),
        ("C2-hour", {"days": [day_row("2021-01-01", 600, 600)]}, "385630.00"),
        ("C2-restaurant", {}, None),
    ],
)
def test_cost_is_money_paid_for_each(code, rows, yuan):
    assert told(f"{code}.2021", payments=PAID, **rows)[2] == yuan


def test_a_camera_costs_1745_yuan():
    rows = standing_rows(cameras=4)
    for row in rows[:370]:
        row["cameras"] = 5

    assert told("C2-camera.2021", payments=PAID, standings=rows)[2] == "1744.93"


def test_goals_without_a_number_are_told():
    goals = [{"id": "a", "number": "95"}, {"id": "b", "number": None}]

    assert counted("G1.2021", goals=goals).missing == ("b",)


def test_a_changed_row_changes_the_digest_of_its_figures_alone():
    before = tables_with(standings=standing_rows(3))
    after = tables_with(standings=standing_rows(3), standings_2021Q1=standing_rows(3))
    after["standings.2021Q1"][0] |= {"name": "other"}
    changed = {
        name
        for name in names_of("2021", today=AFTER)
        if figure(name, before, TERMS).digest != figure(name, after, TERMS).digest
    }

    assert changed == {"Q1.2021Q1", "Q1-task.2021Q1"}
