"""Which cells stay hidden, what a kitchen's label is, promises, and where marks of charts stand."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.evaluation.rules.document import document_of
from portal.findings.kinds import FindingState
from portal.live.rules import PictureKind
from portal.opendata.rules.charts import BOTTOM, HEIGHT, TOP, WIDTH, Value, dots
from portal.opendata.rules.labels import Bright, Progress, bright, progress
from portal.opendata.rules.promises import promises_of, station_shares
from portal.shell.rules import Ratio
from tests.support.evaluation import (
    day_row,
    standing_rows,
    tables_with,
    target,
    year_of,
)


@pytest.mark.parametrize("kind", PictureKind)
def test_label_falls_with_the_picture(kind):
    lost = {PictureKind.OFFLINE, PictureKind.SUSPENDED, PictureKind.CLOSED}
    wanted = Bright.NO if kind in lost else Bright.YES

    assert bright(kind) is (Bright.UNKNOWN if kind is PictureKind.UNKNOWN else wanted)


def test_every_state_of_a_finding_has_a_public_word():
    told = {state: progress(state) for state in FindingState}

    assert set(told.values()) == set(Progress)
    assert told[FindingState.CLOSED] is Progress.PUT_RIGHT
    assert told[FindingState.PUSHED] is Progress.TO_BE_PUT_RIGHT


def year():
    """A year that promised connection, and an online rate that one quarter missed."""
    tables = tables_with(
        standings=standing_rows(4, connected=3),
        days=[day_row("2021-02-01", 99, 100)],
        days_2021Q2=[day_row("2021-05-01", 90, 100)],
    )
    return document_of(year_of(tables, target("online", 95), target("displays", 100)))


def test_a_promise_is_held_against_each_quarter():
    online, displays = promises_of(year())

    assert [(spot.period, spot.is_kept) for spot in online.spots] == [
        ("2021Q1", True), ("2021Q2", False), ("2021Q3", True), ("2021Q4", True),
    ]  # fmt: skip
    assert [spot.is_kept for spot in displays.spots] == [True]


def test_a_promise_tells_counts_only_where_rows_were_counted():
    online, displays = promises_of(year())

    assert (online.spots[1].part, online.spots[1].ratio) == (90, None)  # minutes of a day
    assert displays.spots[0].ratio == Ratio(4, 4)


def test_what_nobody_knows_is_not_kept_nor_missed():
    document = year()
    document["figures"]["Q4.2021"] |= {"value": None, "whole": None}

    (_, displays) = promises_of(document)

    assert displays.spots[0].is_kept is None
    assert displays.spots[0].ratio is None


def test_a_promise_whose_figures_are_not_there_is_left_out():
    document = year()
    del document["figures"]["Q4.2021"]

    assert [each.line for each in promises_of(document)] == ["online"]


def test_a_figure_falls_into_its_stations():
    stations = {"r0": "a", "r1": "a", "r3": "b"}  # nobody knows r2 any more

    found = station_shares(year(), "Q1", station_of=stations)

    assert [(each.station, each.ratio) for each in found] == [
        ("a", Ratio(2, 2)), ("b", Ratio(0, 1)),
    ]  # fmt: skip
    assert station_shares(year(), "Q9", station_of=stations) == []


NUMBERS = st.lists(
    st.none() | st.decimals(0, 10_000, places=2), min_size=1, max_size=6
)  # fmt: skip


@given(NUMBERS, st.decimals("0.01", 10_000, places=2))
@settings(max_examples=60)
def test_points_stand_within_their_drawing_the_higher_the_more(numbers, goal):
    chart = dots([Value(str(place), each, "") for place, each in enumerate(numbers)], target=goal)
    placed = [(number, mark.y) for number, mark in zip(numbers, chart.marks, strict=True)]
    known = sorted((number, -y) for number, y in placed if number is not None and y is not None)

    assert all(0 <= mark.x <= WIDTH for mark in chart.marks)
    assert all(TOP <= -y <= HEIGHT - BOTTOM for _, y in known)
    assert [y for _, y in known] == sorted(y for _, y in known)
    assert TOP <= chart.target <= HEIGHT - BOTTOM
    assert 2 <= len(chart.ticks) <= 8
    assert all((number is None) is (y is None) for number, y in placed)


def test_line_breaks_where_nothing_is_known():
    values = [Value("a", Decimal(1), ""), Value("b", None, ""), Value("c", Decimal(2), ""),
              Value("d", Decimal(3), "")]  # fmt: skip

    path = dots(values, target=Decimal(2)).path

    assert [word[0] for word in path.split() if word[0] in "ML"] == ["M", "M", "L"]
