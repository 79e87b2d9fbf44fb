"""The Periods that can be evaluated, and what lies within each."""

from fractions import Fraction

import pytest

from portal.evaluation.rules.spans import (
    evaluated,
    halves_in,
    quarters_in,
    same_spans,
    share_of_year,
    year_of,
)
from portal.rounds.rules.period import PeriodUnreadable


@pytest.mark.parametrize(
    ("name", "quarters", "halves"),
    [
        ("2021", ("2021Q1", "2021Q2", "2021Q3", "2021Q4"), ("2021H1", "2021H2")),
        ("2021H2", ("2021Q3", "2021Q4"), ("2021H2",)),
        ("2021Q2", ("2021Q2",), ()),
    ],
)
def test_a_period_knows_what_lies_within(name, quarters, halves):
    assert (quarters_in(name), halves_in(name), year_of(name)) == (quarters, halves, 2021)


@pytest.mark.parametrize("text", ["2021-03", "soon", "2021H3", ""])
def test_a_month_or_a_word_is_no_period_to_judge(text):
    with pytest.raises(PeriodUnreadable):
        evaluated(text)


def test_a_half_year_may_be_written_small():
    assert evaluated("2021h1").name == "2021H1"


def test_a_part_of_the_year_is_counted_in_days():
    assert [share_of_year(name) for name in ("2021", "2021H1", "2024Q1")] == [
        1, Fraction(181, 365), Fraction(91, 366)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "former"),
    [("2021", "2020"), ("2021H1", "2020H2"), ("2021Q1", "2020Q4"), ("2021Q3", "2021Q2")],
)
def test_the_period_before_is_of_the_same_kind(name, former):
    assert same_spans(name, back=1) == (former, name)
