"""Weights put unequal samples right, and what they cost is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from portal.participation.rules.comparing import (
    Share,
    against_the_rest,
    chance,
    standing_out,
)
from portal.participation.rules.weighting import (
    Cell,
    clustering,
    kish,
    post_stratified,
    trimmed,
)


def test_clusters_of_twenty_nearly_double_the_variance():
    assert clustering([20] * 7) == pytest.approx(1.95)


def test_single_answers_are_no_clusters():
    assert clustering([1] * 50) == 1.0
    assert clustering([]) == 1.0


def test_equal_weights_cost_nothing():
    assert kish([(2.0, 10), (2.0, 30)]) == pytest.approx(1.0)
    assert kish([]) == 1.0


def test_unequal_weights_cost_as_kish_says():
    # 1 and 3 for one answer each: 2 · (1 + 9) ÷ 16.
    assert kish([(1.0, 1), (3.0, 1)]) == pytest.approx(1.25)


def test_weights_are_cut_at_five_medians():
    assert trimmed([1.0, 1.0, 1.0, 9.0]) == [1.0, 1.0, 1.0, 5.0]
    assert trimmed([]) == []


def test_strata_count_by_their_population():
    cells = [Cell("small", praise=50, valid=100), Cell("large", praise=9, valid=10)]

    found = post_stratified(cells, {"small": 100, "large": 100})

    assert found.share == pytest.approx((0.5 + 0.9) / 2)
    assert found.raw == pytest.approx(59 / 110)
    assert (found.n, found.covered) == (110, 1.0)


def test_a_published_example_of_stratified_means():
    # Lohr 2010, example 3.2 (counties by region), shares in place of acres: Σ N_h p_h ÷ N.
    cells = [
        Cell("NC", 56, 103), Cell("NE", 5, 21), Cell("S", 40, 135), Cell("W", 30, 41),
    ]  # fmt: skip
    population = {"NC": 1054, "NE": 220, "S": 1382, "W": 422}
    expected = sum(population[cell.stratum] * cell.praise / cell.valid for cell in cells) / sum(
        population.values()
    )

    assert post_stratified(cells, population).share == pytest.approx(expected)


def test_restaurants_drawn_unlikely_count_more_within_their_stratum():
    cells = [Cell("s", 10, 10, weight=3.0), Cell("s", 0, 10, weight=1.0)]

    assert post_stratified(cells, {"s": 1}).share == pytest.approx(0.75)


def test_strata_without_answers_are_told():
    found = post_stratified([Cell("a", 1, 2)], {"a": 1, "b": 3})

    assert found.covered == 0.25


def test_answers_of_no_known_stratum_give_nothing():
    assert post_stratified([Cell("a", 1, 2)], {"b": 3}) is None
    assert post_stratified([Cell("a", 0, 0)], {"a": 3}) is None


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50), st.integers(0, 50)), min_size=1)
)
def test_effective_answers_are_never_more_than_answers(rows):
    cells = [Cell(stratum, praise, praise + other) for stratum, praise, other in rows]
    found = post_stratified(cells, {"a": 1, "b": 2, "c": 5})

    if found is not None:
        assert found.effective_n <= found.n + 1e-9
        assert 0 <= found.share <= 1


@given(
    st.tuples(st.integers(1, 200), st.integers(1, 200)),
    st.tuples(st.integers(1, 200), st.integers(1, 200)),
)
def test_chance_is_that_of_the_chi_square_without_correction(first, second):
    table = np.array([first, second])
    theirs = stats.chi2_contingency(table, correction=False).pvalue
    ours = chance(*(Share(good / (good + bad), good + bad) for good, bad in (first, second)))

    assert ours == pytest.approx(theirs, abs=1e-9)


def test_shares_without_answers_or_spread_do_not_differ():
    assert chance(Share(0.5, 0), Share(0.9, 10)) == 1.0
    assert chance(Share(0.5, 10), Share(0.9, 0)) == 1.0
    assert chance(Share(1.0, 10), Share(1.0, 20)) == 1.0


def test_false_discoveries_of_a_published_example():
    # Benjamini and Hochberg 1995, section 3.2: of 15 comparisons the first four stand out.
    chances = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip

    assert standing_out(chances) == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_what_stands_out_is_what_scipy_says(chances):
    adjusted = stats.false_discovery_control(chances, method="bh")

    for ours, value in zip(standing_out(chances), adjusted, strict=True):
        if abs(value - 0.05) > 1e-9:  # on the limit itself rounding decides
            assert ours == (value <= 0.05)


def test_a_station_unlike_all_others_stands_out():
    shares = [*(Share(0.79 + place / 200, 400) for place in range(7)), Share(0.60, 400)]

    assert against_the_rest(shares) == [False] * 7 + [True]


def test_one_station_alone_does_not_stand_out():
    assert against_the_rest([Share(0.8, 400)]) == [False]
