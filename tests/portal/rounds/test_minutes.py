"""Bits of minutes count as minutes do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.rules import Hours, is_open_at
from portal.rounds.rules.minutes import (
    DAY_MINUTES,
    MAP_BYTES,
    WHOLE_DAY,
    MinuteMap,
    minutes_bits,
    packed,
    span_bits,
    unpacked,
    unpacked_map,
    week_bits,
)
from tests.support.minutes import MONDAY, at

minutes = st.integers(0, DAY_MINUTES - 1)
minute_sets = st.sets(minutes, max_size=200)
bit_sets = st.one_of(st.integers(0, WHOLE_DAY), minute_sets.map(minutes_bits))


def listed(bits):
    """The minutes of a set, asked one by one."""
    return {minute for minute in range(DAY_MINUTES) if bits >> minute & 1}


@given(minute_sets)
def test_a_set_holds_the_minutes_it_was_made_of(chosen):
    assert listed(minutes_bits(chosen)) == chosen


@given(minutes, st.integers(0, DAY_MINUTES))
def test_a_span_holds_its_start_and_not_its_end(start, end):
    assert listed(span_bits(start, end)) == set(range(start, end))


@given(bit_sets, bit_sets, bit_sets)
def test_counts_are_those_of_a_walk_through_the_minutes(looked, good, mask):
    map_ = MinuteMap(looked, good & looked)
    known = passed = 0
    for minute in range(DAY_MINUTES):
        if mask >> minute & 1:
            known += map_.looked >> minute & 1
            passed += map_.good >> minute & 1

    assert map_.counts(mask) == (known, passed)


@given(bit_sets, bit_sets, bit_sets, bit_sets)
def test_merging_keeps_what_either_map_knows(looked, good, later_looked, later_good):
    first = MinuteMap(looked, good & looked)
    later = MinuteMap(later_looked, later_good & later_looked)
    both = first.merged(later)

    assert listed(both.looked) == listed(first.looked) | listed(later.looked)
    assert listed(both.good) == listed(first.good) | listed(later.good)
    assert both == later.merged(first) == both.merged(first)


@given(bit_sets)
def test_a_packed_set_is_read_back_and_never_longer_than_its_bits(bits):
    assert unpacked(packed(bits)) == bits
    assert len(packed(bits)) <= MAP_BYTES


@given(bit_sets, bit_sets)
def test_a_packed_map_is_read_back(looked, good):
    map_ = MinuteMap(looked, good & looked)

    assert unpacked_map(packed(map_.looked), packed(map_.good)) == map_


def test_a_day_without_a_gap_is_stored_in_a_few_bytes():
    assert (packed(0), packed(WHOLE_DAY)) == (b"", b"\0\0")
    assert packed(span_bits(1, 3) | span_bits(1400, 1440)) == b"\1\0\3\0\x78\5"


@pytest.mark.parametrize(("minutes_", "size"), [(44, 176), (45, MAP_BYTES), (720, MAP_BYTES)])
def test_a_day_of_90_changes_or_more_is_stored_as_its_bits(minutes_, size):
    bits = minutes_bits(range(0, 2 * minutes_, 2))

    assert len(packed(bits)) == size
    assert unpacked(packed(bits)) == bits


@pytest.mark.parametrize("content", [b"x", b"\xff\xff", bytes(MAP_BYTES + 1), b"\xa0\x05"])
def test_what_is_no_map_is_refused(content):
    with pytest.raises(ValueError, match="no minute map"):
        unpacked(content)


def test_a_good_picture_needs_a_look():
    with pytest.raises(ValueError, match="needs a look"):
        MinuteMap(looked=0b01, good=0b11)


@pytest.mark.parametrize("looked", [1 << DAY_MINUTES, -1])
def test_a_day_has_no_further_minutes(looked):
    with pytest.raises(ValueError, match="0 to 1439"):
        MinuteMap(looked, 0)


def test_a_map_of_single_looks_knows_the_bad_ones_too():
    assert MinuteMap.of(good=[3], bad=[5]) == MinuteMap(0b101000, 0b001000)


@pytest.mark.parametrize(
    "text", ["24h", "Mon-Fri 06:30-13:30", "18:00-02:00", "Sun 22:00-03:00; Wed 24h"]
)
@pytest.mark.parametrize("weekday", range(7))
def test_hours_in_bits_are_those_of_the_clock(text, weekday):
    hours = Hours.parse(text)
    day = MONDAY.replace(day=1 + weekday)
    open_minutes = {
        minute for minute in range(DAY_MINUTES) if is_open_at(hours, at(day, *divmod(minute, 60)))
    }

    assert listed(week_bits(hours)[weekday]) == open_minutes
