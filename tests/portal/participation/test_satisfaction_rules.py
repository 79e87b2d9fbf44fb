"""One set of answers under every convention, and how far a share can be trusted."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from portal.participation.kinds import Rating
from portal.participation.rules import intervals
from portal.participation.rules.intervals import Interval, newcombe, wilson
from portal.participation.rules.satisfaction import Convention, Counts, figure, total
from portal.participation.rules.verdicts import (
    Level,
    Verdict,
    clearly_below,
    is_shown,
    judged,
    response_rate,
    sensitivity,
)

GOLDEN = Counts(40, 40, 10, 5, 5)


@pytest.mark.parametrize(
    ("convention", "printed"),
    [
        (Convention.TOP_TWO, "80"),
        (Convention.TOP_THREE, "90"),
        (Convention.MEAN_TWENTY, "81"),
        (Convention.MEAN_RANGE, "76.25"),
        (Convention.STEPPED, "78"),
        (Convention.BALANCE, "88.9"),
    ],
)
def test_one_set_of_answers_reads_differently_by_convention(convention, printed):
    exact = figure(GOLDEN, convention)
    places = Decimal(printed).as_tuple().exponent

    assert round(Decimal(exact.numerator) / exact.denominator, -places) == Decimal(printed)


@pytest.mark.parametrize("convention", Convention)
def test_without_a_valid_answer_no_figure_is_known(convention):
    assert figure(Counts(dont_know=7), convention) is None


def test_balance_of_fair_answers_alone_is_not_known():
    assert figure(Counts(fair=7), Convention.BALANCE) is None


def test_headline_is_the_two_best_words_over_valid_answers():
    counts = Counts(3, 2, 1, 1, 1, dont_know=9)

    assert (counts.headline.part, counts.headline.whole) == (5, 8)
    assert (counts.top_three.part, counts.top_three.whole) == (6, 8)
    assert counts.blame == 2


def test_counts_are_added_word_by_word():
    counts = Counts.of({Rating.GOOD: 2, Rating.DONT_KNOW: 1})

    assert total([counts, counts]) == Counts(good=4, dont_know=2)
    assert counts.of_rating(Rating.GOOD) == 2


def test_mean_is_of_the_five_words():
    assert GOLDEN.mean == Fraction(405, 100)
    assert Counts(dont_know=1).mean is None


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [(10, 60, 98), (30, 74, 97), (100, 83, 94), (200, 85, 93), (400, 87, 93), (1000, 88, 92)],
)
def test_interval_of_nine_in_ten_is_as_printed(n, low, high):
    found = wilson(0.9, n)

    assert (round(found.low * 100), round(found.high * 100)) == (low, high)


def test_interval_of_a_published_example():
    # Newcombe 1998, table I: 81 of 263 by Wilson's method, 0.2553 to 0.3662.
    found = wilson(81 / 263, 263, z=1.959964)

    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@given(part=st.integers(0, 500), more=st.integers(0, 500))
def test_interval_is_that_of_scipy(part, more):
    whole = part + more
    if whole == 0:
        assert wilson(0.0, 0) is None
        return
    theirs = stats.binomtest(part, whole).proportion_ci(method="wilson")
    ours = wilson(part / whole, whole, z=float(stats.norm.ppf(0.975)))

    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_share_outside_is_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(share, 10)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe 1998 (differences), table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_difference_of_published_examples(first, second, low, high):
    found = newcombe(first[0] / first[1], first[1], second[0] / second[1], second[1])

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_difference_from_nothing_is_not_known():
    assert newcombe(0.5, 0, 0.5, 10) is None
    assert newcombe(0.5, 10, 0.5, 0) is None


@pytest.mark.parametrize(
    ("target", "share", "needed"),
    [
        (0.85, 0.90, 196), (0.85, 0.92, 100), (0.85, 0.95, 49),
        (0.90, 0.93, 385), (0.90, 0.95, 139), (0.90, 0.97, 71),
    ],
)  # fmt: skip
def test_answers_that_prove_a_target(target, share, needed):
    # The normal approximation of the reference differs by rounding; Wilson decides.
    found = intervals.answers_to_prove(share, target)

    assert wilson(share, found).low >= target - 1e-12
    assert wilson(share, found - 1).low < target
    assert found == pytest.approx(needed, abs=1)


def test_answers_that_disprove_a_target():
    found = intervals.answers_to_prove(0.80, 0.85)

    assert wilson(0.80, found).high < 0.85 <= wilson(0.80, found - 1).high


@pytest.mark.parametrize("share", [0.85, 0.850_01])
def test_what_is_the_target_is_never_told_from_it(share):
    assert intervals.answers_to_prove(share, 0.85) is None


def test_an_interval_is_clearly_below_one_that_it_does_not_reach():
    low, high = Interval(0.1, 0.2), Interval(0.3, 0.4)

    assert clearly_below(low, high)
    assert not clearly_below(high, low)


@pytest.mark.parametrize(
    ("level", "shown", "judged_from"),
    [
        (Level.STATION_QUARTER, 100, 200),
        (Level.DISTRICT_QUARTER, 200, 385),
        (Level.DISTRICT_YEAR, 200, 1000),
    ],
)
def test_levels_need_their_number_of_answers(level, shown, judged_from):
    few = judged(level, 0.99, effective_n=judged_from - 1, target=0.85)
    enough = judged(level, 0.99, effective_n=judged_from, target=0.85)

    assert not is_shown(level, shown - 1)
    assert is_shown(level, shown)
    assert (few.verdict, few.more) == (Verdict.UNDECIDED, 1)
    assert enough.verdict is Verdict.MET


def test_restaurant_is_never_judged():
    assert judged(Level.RESTAURANT, 0.2, effective_n=10_000, target=0.85) is None
    assert is_shown(Level.RESTAURANT, 30)


def test_target_is_missed_when_the_interval_ends_before_it():
    found = judged(Level.DISTRICT_QUARTER, 0.7, effective_n=400, target=0.85)

    assert (found.verdict, found.more) == (Verdict.MISSED, None)


def test_an_undecided_target_says_how_many_more_people_are_needed():
    found = judged(Level.DISTRICT_QUARTER, 0.87, effective_n=400, target=0.85, design_effect=1.95)
    needed = intervals.answers_to_prove(0.87, 0.85)

    assert found.verdict is Verdict.UNDECIDED
    assert found.more == ceil((needed - 400) * 1.95)


def test_share_on_the_target_is_never_decided():
    found = judged(Level.DISTRICT_QUARTER, 0.85, effective_n=10_000, target=0.85)

    assert (found.verdict, found.more) == (Verdict.UNDECIDED, None)


def test_without_answers_the_minimum_is_needed():
    found = judged(Level.DISTRICT_QUARTER, 0.0, effective_n=0, target=0.85)

    assert (found.verdict, found.more) == (Verdict.UNDECIDED, 385)


def test_more_answers_decide_the_sooner_the_farther_from_the_target():
    needed = [intervals.answers_to_prove(share / 100, 0.85) for share in range(87, 100, 3)]

    assert all(first > second for first, second in pairwise(needed))


def test_the_silent_may_have_been_less_satisfied():
    found = sensitivity(0.9, answered=60, silent=40)

    assert (found.low, found.high) == pytest.approx((0.82, 0.9))
    assert sensitivity(0.1, answered=0, silent=10).low == 0.0
    assert sensitivity(0.5, answered=0, silent=0) == Interval(0.5, 0.5)


def test_response_rate_is_known_where_somebody_counted():
    assert response_rate(answered=30, invited=60) == 0.5
    assert response_rate(answered=30, invited=0) is None
