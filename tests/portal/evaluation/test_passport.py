"""How far a figure can be trusted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.evaluation.rules.indicators import figure
from portal.evaluation.rules.passport import Certainty, design_effect, trust_of
from tests.support.evaluation import (
    TERMS,
    day_row,
    finding_row,
    standing_rows,
    tables_with,
    visit_row,
)


def trusted(name, **rows):
    tables = tables_with(**rows)
    return trust_of(figure(name, tables, TERMS), tables)


def test_a_census_has_no_interval():
    found = trusted("Q1-task.2021Q1", standings=standing_rows(connected=401))

    assert (found.certainty, found.low) == (Certainty.CENSUS, None)


@pytest.mark.parametrize("name", ["C2-visit.2021", "N1-visits-each.2021", "Q3-gap.2021"])
def test_what_is_counted_in_full_is_a_census(name):
    assert trusted(name).certainty is Certainty.CENSUS


def test_145_of_540_visits_have_wilsons_interval():
    rows = [visit_row(f"{each} r{each}", findings=int(each < 145)) for each in range(540)]
    found = trusted("N3.2021", visits=rows)

    assert (found.number, found.clusters, found.design_effect) == (540, 540, Decimal(1))
    assert (found.low, found.high) == (Decimal("23.29"), Decimal("30.74"))


def test_findings_of_one_restaurant_tell_less_than_as_many_apart():
    open_ = {"rectified_at": None, "closed_at": None, "state": "pushed"}
    apart = [finding_row(n, restaurant=f"r{n}", **(open_ if n % 2 else {})) for n in range(40)]
    together = [each | {"restaurant": "r0" if each["rectified_at"] else "r1"} for each in apart]
    one, other = (trusted("Q5-rectified.2021", findings=rows) for rows in (apart, together))

    assert (one.clusters, other.clusters) == (40, 2)
    assert other.design_effect > one.design_effect
    assert other.high - other.low > one.high - one.low


def test_an_annulled_finding_is_no_event():
    rows = [finding_row(n, restaurant=f"r{n}") for n in range(12)]
    found = trusted(
        "Q5-rectified.2021", findings=[*rows, rows[0] | {"id": "x", "state": "annulled"}]
    )

    assert (found.number, found.clusters) == (12, 12)


def test_few_events_have_no_interval():
    assert trusted("N3.2021", visits=[visit_row(1)]).certainty is Certainty.TOO_FEW
    assert trusted("N3.2021").number == 0


@pytest.mark.parametrize("clusters", [[(1, 2)], [(0, 5), (0, 5)], [(5, 5), (5, 5)]])
def test_where_nothing_varies_clusters_cost_nothing(clusters):
    assert design_effect(clusters) == 1


def days(number):
    first = date(2021, 1, 4)
    return [
        day_row((first + timedelta(days=each)).isoformat(), 90 + each // 7 % 3, 100)
        for each in range(number)
    ]


def test_weeks_are_drawn_anew_and_come_out_alike():
    first, again = (trusted("Q2-any.2021Q1", days=days(84)) for __ in range(2))

    assert (first.certainty, first.number) == (Certainty.WEEKS, 12)
    assert first == again
    assert Decimal(90) < first.low < first.high < Decimal(92)


def test_three_weeks_or_empty_days_have_no_interval():
    rows = [*days(21), day_row("2021-03-01", 0, 0)]

    assert trusted("Q2-any.2021Q1", days=rows).certainty is Certainty.TOO_FEW


def test_the_median_of_minutes_is_drawn_anew():
    found = trusted("T1-push.2021", findings=[finding_row(each) for each in range(20)])

    assert (found.certainty, found.low, found.high) == (Certainty.RESAMPLED, 10, 10)
    assert trusted("T1-push.2021").certainty is Certainty.TOO_FEW
