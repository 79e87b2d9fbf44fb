"""Tables for open data: small cells are hidden, and so that nobody computes them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.participation.kinds import Instrument, Mode, Rating, Tier
from portal.participation.queries.cells import station_cells
from portal.participation.rules.cells import TOTAL, cells, computable
from portal.participation.rules.publishing import SMALLEST_GROUP
from portal.rounds.rules.period import Period
from tests.portal.participation.test_evidence import TODAY, answer

__all__ = ["answer"]


def table(*lines):
    """A table of so many lines, its columns named by letters."""
    rows = [str(number) for number in range(len(lines))]
    columns = list("abcdef"[: len(lines[0])])
    counts = {(row, column): number for row, line in zip(rows, lines, strict=True)
              for column, number in zip(columns, line, strict=True)}  # fmt: skip
    return cells(counts, rows=rows, columns=columns)


def test_large_cells_are_told_with_their_sums():
    found = table((10, 20), (30, 40))

    assert found.numbers["1", "b"] == 40
    assert (found.numbers["0", TOTAL], found.numbers[TOTAL, TOTAL]) == (30, 100)
    assert None not in found.numbers.values()


def test_a_small_cell_takes_three_others_with_it():
    found = table((3, 20, 50), (30, 40, 60), (70, 80, 90))

    hidden = {place for place, number in found.numbers.items() if number is None}
    assert ("0", "a") in hidden
    assert len(hidden) == 4
    assert computable(hidden) == set()


def test_a_table_of_few_is_hidden_whole():
    assert set(table((1, 2), (0, 3)).numbers.values()) == {None}


@pytest.mark.parametrize("hidden", [{("0", "a")}, {("0", "a"), ("0", "b")}])
def test_a_cell_alone_in_its_line_can_be_computed(hidden):
    assert computable(hidden) == hidden


def test_two_rectangles_held_together_by_one_cell_give_that_one_away():
    one = set(product("01", "ab"))
    other = set(product("23", "cd"))

    assert computable(one | other | {("0", "c")}) == {("0", "c")}


NUMBER = st.integers(0, 25)
LINE = st.tuples(NUMBER, NUMBER, NUMBER)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINE, min_size=2, max_size=4))
def test_no_small_cell_is_told_or_computed(lines):
    found = table(*lines)
    hidden = {place for place, number in found.numbers.items() if number is None}

    assert all(number is None or number >= SMALLEST_GROUP for number in found.numbers.values())
    assert computable(hidden) == set() or len(hidden) == len(found.numbers)


def test_cells_of_a_quarter_hold_what_counts_in_the_headline(session, restaurant, answer):
    answer(14)
    answer(12, satisfaction=Rating.POOR)
    answer(20, mode=Mode.PAPER)
    answer(20, tier=Tier.SIGN)

    found = station_cells(session, Period.quarter_of(TODAY), Instrument.POLL)

    station = restaurant.station.code
    assert found.rows == [station]
    assert found.columns == [each.value for each in Rating]
    assert found.numbers[station, TOTAL] in {26, None}
    assert found.numbers[TOTAL, TOTAL] in {26, None}
    assert found.numbers[station, "very_poor"] is None
