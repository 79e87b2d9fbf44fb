"""The mean of daily ratios, exactly."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rounds.rules.daily import DailyMean, percent, rounded
from portal.rounds.rules.online import TARGET
from portal.shell.rules import Ratio
from tests.support.minutes import MONDAY


def mean_of(*counts):
    """The mean of days given as (part, whole), from Monday on."""
    return DailyMean(
        tuple((MONDAY + timedelta(days=place), Ratio(*each)) for place, each in enumerate(counts))
    )


def test_every_day_weighs_the_same_however_many_restaurants_it_has():
    assert mean_of((1, 2), (9, 9)).value == Fraction(3, 4)


def test_an_empty_day_is_skipped():
    mean = mean_of((1, 2), (0, 0))

    assert (mean.value, len(mean.counted)) == (Fraction(1, 2), 1)


def test_no_day_at_all_is_not_applicable():
    assert mean_of((0, 0)).value is None
    assert percent(None) is None


def test_totals_are_the_sums():
    assert mean_of((1, 2), (9, 9)).totals == Ratio(10, 11)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=20),
    st.integers(1, 60),
)
def test_the_target_is_met_exactly_when_each_remaining_day_brings_what_is_needed(days, left):
    mean = mean_of(*((part, part + rest) for part, rest in days))
    needed = mean.needed(TARGET, days_left=left)
    every_day = len(mean.counted) + left

    assert (mean.total + needed * left) / every_day == TARGET


def test_nothing_can_be_needed_of_no_day():
    assert mean_of((1, 2)).needed(TARGET, days_left=0) is None


def test_too_many_bad_days_put_the_target_out_of_reach():
    assert mean_of((1, 2), (1, 2)).needed(TARGET, days_left=1) > 1


@pytest.mark.parametrize(
    ("number", "text"),
    [(Fraction(2, 3), "0.67"), (Fraction(1, 200), "0.01"), (Fraction(-1, 200), "-0.01"),
     (Fraction(2210, 460), "4.80")],
)  # fmt: skip
def test_halves_are_rounded_up(number, text):
    assert str(rounded(number)) == text


def test_a_share_is_told_in_per_cent():
    assert percent(Fraction(401, 460)) == Decimal("87.17")
