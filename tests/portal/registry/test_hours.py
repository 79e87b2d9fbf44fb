from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.rules.hours import (
    DAYS,
    WEEK_MINUTES,
    Hours,
    HoursFault,
    HoursInvalid,
    is_open_at,
    next_opening,
)
from portal.shell.rules import DISTRICT_ZONE

MONDAY = datetime(2026, 3, 2, tzinfo=DISTRICT_ZONE)


def at(day, clock_time):
    """A moment of the week of 2 March 2026 on the district's clock."""
    hour, minute = map(int, clock_time.split(":"))
    return MONDAY + timedelta(days=DAYS.index(day), hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("24h", "24h"),
        ("24小时", "24h"),
        ("00:00-24:00", "24h"),
        ("每天 24h", "24h"),
        ("Mon-Fri 06:30-13:30; Sat,Sun 09:00-21:00",
         "Mon-Fri 06:30-13:30; Sat-Sun 09:00-21:00"),
        ("09:00-21:00", "09:00-21:00"),
        ("9:00-21:00", "09:00-21:00"),
        ("daily 9:00-21:00", "09:00-21:00"),
        ("monday-friday 6:30-13:30", "Mon-Fri 06:30-13:30"),
        ("周一-周五 06:30-13:30", "Mon-Fri 06:30-13:30"),
        ("周一至周五06:30－13:30，16：30～19:00；周六、周日 09:00—21:00",
         "Mon-Fri 06:30-13:30,16:30-19:00; Sat-Sun 09:00-21:00"),
        ("星期一到五 06:30-13:30", "Mon-Fri 06:30-13:30"),
        ("周天 10:00-12:00", "Sun 10:00-12:00"),
        ("Sat-Mon 10:00-12:00", "Mon 10:00-12:00; Sat-Sun 10:00-12:00"),
        ("18:00-02:00", "18:00-02:00"),
        ("Fri 18:00-24:00; Sat 00:00-02:00", "Fri 18:00-02:00"),
        ("Sun 20:00-03:00", "Sun 20:00-03:00"),
        ("Mon 08:00-12:00,11:00-14:00; Mon 14:00-15:00;", "Mon 08:00-15:00"),
        ("Mon 24h; Tue 00:00-08:00", "Mon 00:00-24:00; Tue 00:00-08:00"),
        ("Mon 08:00-24:00; Tue 00:00-08:00", "Mon 08:00-24:00; Tue 00:00-08:00"),
    ],
)  # fmt: skip
def test_hours_are_read_and_written_in_normal_form(text, normal):
    assert str(Hours.parse(text)) == normal


@pytest.mark.parametrize(
    ("text", "fault", "part"),
    [
        ("", HoursFault.EMPTY, ""),
        (" ; ", HoursFault.EMPTY, ";"),
        ("closed", HoursFault.NO_TIMES, "closed"),
        ("Mon-Fri", HoursFault.NO_TIMES, "mon-fri"),
        ("Mon-Fri 06:30-13:30; Sat", HoursFault.NO_TIMES, "sat"),
        ("Moon 06:30-13:30", HoursFault.UNKNOWN_DAY, "moon"),
        ("Mon- 06:30-13:30", HoursFault.UNKNOWN_DAY, "mon-"),
        ("Mon,,Tue 06:30-13:30", HoursFault.UNKNOWN_DAY, "mon,,tue"),
        ("Mon-Fri-Sun 06:30-13:30", HoursFault.UNKNOWN_DAY, "fri-sun"),
        ("06:30", HoursFault.UNREADABLE_TIMES, "06:30"),
        ("6:3-13:30", HoursFault.UNREADABLE_TIMES, "6:3-13:30"),
        ("06:30-13:30,", HoursFault.UNREADABLE_TIMES, ""),
        ("06:30-13:30 Mon", HoursFault.UNREADABLE_TIMES, "06:30-13:30mon"),
        ("06:30-25:00", HoursFault.IMPOSSIBLE_TIME, "06:30-25:00"),
        ("06:60-13:30", HoursFault.IMPOSSIBLE_TIME, "06:60-13:30"),
        ("24:00-06:00", HoursFault.IMPOSSIBLE_TIME, "24:00-06:00"),
        ("00:00-24:01", HoursFault.IMPOSSIBLE_TIME, "00:00-24:01"),
        ("08:00-08:00", HoursFault.EMPTY_SPAN, "08:00-08:00"),
    ],
)
def test_what_is_no_hours_is_refused_with_the_wrong_piece(text, fault, part):
    with pytest.raises(HoursInvalid) as refused:
        Hours.parse(text)
    assert (refused.value.fault, refused.value.part) == (fault, part)


@pytest.mark.parametrize(
    ("text", "moment", "is_open"),
    [
        ("Mon-Fri 06:30-13:30", at("Mon", "06:29"), False),
        ("Mon-Fri 06:30-13:30", at("Mon", "06:30"), True),
        ("Mon-Fri 06:30-13:30", at("Mon", "13:29") + timedelta(seconds=59), True),
        ("Mon-Fri 06:30-13:30", at("Mon", "13:30"), False),
        ("Mon-Fri 06:30-13:30", at("Sat", "07:00"), False),
        ("24h", at("Sun", "03:00"), True),
        ("18:00-02:00", at("Tue", "01:59"), True),
        ("18:00-02:00", at("Tue", "02:00"), False),
        ("Sun 18:00-02:00", at("Mon", "01:00"), True),
        ("Sun 18:00-02:00", at("Sun", "01:00"), False),
    ],
)
def test_open_is_told_by_half_open_spans(text, moment, is_open):
    assert is_open_at(Hours.parse(text), moment) is is_open


def test_open_is_told_on_the_clock_of_the_district():
    noon_in_utc = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 20:00 in the district
    assert is_open_at(Hours.parse("19:00-21:00"), noon_in_utc)
    assert not is_open_at(Hours.parse("11:00-13:00"), noon_in_utc)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        is_open_at(Hours.parse("24h"), datetime(2026, 3, 2, 12, 0))  # noqa: DTZ001 - the trap


@pytest.mark.parametrize(
    ("text", "moment", "opening"),
    [
        ("Mon-Fri 06:30-13:30", at("Mon", "05:00"), at("Mon", "06:30")),
        ("Mon-Fri 06:30-13:30", at("Mon", "06:30"), at("Tue", "06:30")),
        ("Mon-Fri 06:30-13:30", at("Mon", "06:29") + timedelta(seconds=59), at("Mon", "06:30")),
        ("Mon-Fri 06:30-13:30", at("Fri", "13:30"), at("Mon", "06:30") + timedelta(weeks=1)),
        ("Mon 06:30-13:30", at("Mon", "06:30"), at("Mon", "06:30") + timedelta(weeks=1)),
        ("06:00-09:00,11:00-13:00", at("Wed", "09:30"), at("Wed", "11:00")),
        ("24h", at("Wed", "09:30"), None),
    ],
)
def test_next_opening_is_the_next_beginning_of_a_span(text, moment, opening):
    assert next_opening(Hours.parse(text), moment) == opening


def test_next_opening_is_told_in_utc():
    opening = next_opening(Hours.parse("08:00-09:00"), at("Mon", "07:00"))
    assert opening.isoformat() == "2026-03-02T00:00:00+00:00"


def clock_text(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


part = st.tuples(
    st.lists(st.sampled_from(DAYS), min_size=1, max_size=3),
    st.lists(
        st.tuples(st.integers(0, 1439), st.integers(0, 1440)).filter(lambda t: t[0] != t[1]),
        min_size=1,
        max_size=3,
    ),
)
parts = st.lists(part, min_size=1, max_size=5)


def text_of(told):
    return "; ".join(
        f"{','.join(days)} {','.join(f'{clock_text(a)}-{clock_text(b)}' for a, b in times)}"
        for days, times in told
    )


def naively_open(told, minute):
    """Whether `minute` of the week lies in a span, by looking at each span by itself."""
    for days, times in told:
        for day in days:
            for start, end in times:
                length = end - start if end > start else end - start + 1440
                if (minute - DAYS.index(day) * 1440 - start) % WEEK_MINUTES < length:
                    return True
    return False


@given(parts)
def test_written_hours_are_read_back_as_the_same(told):
    hours = Hours.parse(text_of(told))
    assert Hours.parse(str(hours)) == hours


@given(parts, st.integers(0, WEEK_MINUTES - 1))
def test_open_agrees_with_looking_at_each_span(told, minute):
    hours = Hours.parse(text_of(told))
    assert is_open_at(hours, MONDAY + timedelta(minutes=minute)) == naively_open(told, minute)


@given(parts, st.integers(0, WEEK_MINUTES - 1))
def test_a_next_opening_is_open_and_the_minute_before_it_is_not(told, minute):
    hours = Hours.parse(text_of(told))
    moment = MONDAY + timedelta(minutes=minute)
    opening = next_opening(hours, moment)
    if opening is None:
        assert hours.is_always
    else:
        assert moment < opening <= moment + timedelta(weeks=1)
        assert is_open_at(hours, opening)
        assert not is_open_at(hours, opening - timedelta(minutes=1))


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail_otherwise(text):
    try:
        hours = Hours.parse(text)
    except HoursInvalid:
        return
    assert Hours.parse(str(hours)) == hours
