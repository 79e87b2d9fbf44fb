"""Values shared by every floor."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shell.rules import Ratio, day_bounds, is_own_path, local, local_day


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (401, 460, "87.17"),  # connected in the first quarter of 2021
        (430, 460, "93.48"),  # with a display
        (145, 540, "26.85"),  # visits with a violation
        (1, 8, "12.50"),
        (1, 800, "0.13"),  # 0.125 goes up, not to the even digit
        (0, 5, "0.00"),
        (5, 5, "100.00"),
    ],
)
def test_percent_is_rounded_half_up_to_two_places(part, whole, percent):
    assert Ratio(part, whole).percent() == Decimal(percent)


def test_nothing_over_zero_has_no_percentage():
    assert Ratio(0, 0).percent() is None


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        Ratio(-1, 4)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_a_day_ends_at_midnight_in_shanghai(moment, day):
    assert local_day(moment) == day


def test_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 11, 23))  # noqa: DTZ001 - that is the point


@given(st.dates(min_value=date(1992, 1, 1), max_value=date(2100, 1, 1)))
def test_every_day_begins_and_ends_within_itself(day):
    start, end = day_bounds(day)

    assert (local_day(start), (end - start).total_seconds()) == (day, 86_400)


@pytest.mark.parametrize(
    ("path", "is_own"),
    [
        ("/r/k007yg4mzq?camera=x", True),
        ("/en/", True),
        ("", False),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("https://elsewhere.example/", False),
        ("javascript:alert(1)", False),
        ("/r/\r\nSet-Cookie: a=b", False),
        ("/\t/elsewhere.example", False),
    ],
)
def test_reader_is_only_sent_back_to_a_path_of_this_site(path, is_own):
    assert is_own_path(path) is is_own
