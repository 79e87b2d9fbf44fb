"""Working days: holidays, make-up days, and years of which nothing is announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.clock_files import read_days, shipped_days
from portal.registry.kinds import DayKind
from portal.registry.rules.working_days import (
    Calendar,
    CalendarFault,
    CalendarRefused,
    ClockEndless,
    Counted,
    SpecialDay,
    add_working_days,
    is_working_day,
    merged,
    rest_days,
    working_day_from,
    working_days_between,
    year_missing,
)

CALENDAR = Calendar.of(shipped_days())
WEEKENDS_ALONE = Calendar()
DAYS = st.dates(date(2021, 1, 1), date(2026, 6, 1))
HEADER = "first,last,kind,source,verified\n"


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "is_working"),
    [
        ("2026-03-04", True),  # a Wednesday
        ("2026-03-07", False),  # a Saturday
        ("2026-02-17", False),  # a Tuesday of the Spring Festival
        ("2026-02-14", True),  # a Saturday made up for it
        ("2026-01-04", True),  # a Sunday made up for New Year
        ("2022-12-31", False),  # announced with the holidays of 2023
        ("2024-02-09", True),  # New Year's Eve of 2024: an appeal to employers, no holiday
    ],
)
def test_a_day_is_what_was_announced(text, is_working):
    assert is_working_day(day(text), CALENDAR) is is_working


@pytest.mark.parametrize(
    ("year", "working_days"),
    [(2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_as_many_working_days_as_counted_by_hand(year, working_days):
    counted = working_days_between(date(year - 1, 12, 31), date(year, 12, 31), CALENDAR)
    assert counted == working_days


def test_the_shipped_years_are_known():
    assert CALENDAR.years == frozenset(range(2021, 2027))


def test_a_year_is_not_known_by_its_new_year_alone():
    days = [SpecialDay(day("2027-01-01"), DayKind.HOLIDAY, "with 2026")]
    assert Calendar.of(days).years == frozenset()


def test_the_day_on_which_it_starts_does_not_count():
    assert add_working_days(day("2026-03-04"), 1, CALENDAR) == Counted(day("2026-03-05"), True)


def test_no_days_later_is_the_same_day():
    assert add_working_days(day("2026-03-07"), 0, CALENDAR).day == day("2026-03-07")


def test_a_start_on_a_holiday_counts_from_the_next_working_day():
    assert add_working_days(day("2026-02-17"), 1, CALENDAR).day == day("2026-02-24")


def test_a_make_up_saturday_counts():
    assert add_working_days(day("2026-02-13"), 1, CALENDAR).day == day("2026-02-14")


def test_the_turn_of_the_year_skips_new_year():
    assert add_working_days(day("2025-12-31"), 1, CALENDAR).day == day("2026-01-04")


def test_beyond_the_announced_years_weekends_count_and_it_is_told():
    assert add_working_days(day("2026-12-31"), 1, CALENDAR) == Counted(day("2027-01-01"), False)


def test_a_working_day_stays_itself_and_a_holiday_moves_on():
    moved = [working_day_from(day(text), CALENDAR) for text in ("2026-03-04", "2026-10-01")]
    assert moved == [day("2026-03-04"), day("2026-10-08")]


def test_days_are_not_counted_backward():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(day("2026-03-04"), -1, CALENDAR)


def test_a_calendar_without_working_days_ends_the_count():
    first = day("2026-01-01")
    days = {first + timedelta(days=number): DayKind.HOLIDAY for number in range(4000)}
    with pytest.raises(ClockEndless):
        add_working_days(first, 1, Calendar(days))


@given(start=DAYS, count=st.integers(0, 120))
def test_what_is_added_can_be_counted_again(start, count):
    end = add_working_days(start, count, CALENDAR).day
    assert working_days_between(start, end, CALENDAR) == count


@given(start=DAYS, first=st.integers(0, 60), then=st.integers(0, 60))
def test_adding_in_two_steps_is_adding_at_once(start, first, then):
    halfway = add_working_days(start, first, CALENDAR).day
    assert add_working_days(halfway, then, CALENDAR) == add_working_days(
        start, first + then, CALENDAR
    )


@given(start=DAYS, end=DAYS)
def test_counting_back_is_counting_forth_negated(start, end):
    assert working_days_between(start, end, CALENDAR) == -working_days_between(end, start, CALENDAR)


@given(start=DAYS, count=st.integers(1, 60))
def test_the_last_day_is_a_working_day(start, count):
    assert is_working_day(add_working_days(start, count, CALENDAR).day, CALENDAR)


def test_without_a_calendar_a_week_has_five_days():
    assert working_days_between(day("2026-02-15"), day("2026-02-22"), WEEKENDS_ALONE) == 5


def test_an_entered_year_replaces_the_shipped_one():
    entered = [SpecialDay(day("2026-10-01"), DayKind.HOLIDAY, "corrected")]
    calendar = Calendar.of(merged(shipped_days(), entered))
    assert is_working_day(day("2026-02-17"), calendar)


def test_a_single_entered_day_leaves_the_rest_of_its_year():
    entered = [SpecialDay(day("2026-08-03"), DayKind.HOLIDAY, "typhoon")]
    calendar = Calendar.of(merged(shipped_days(), entered))
    days = [day("2026-08-03"), day("2026-02-17"), day("2026-08-04")]
    assert [is_working_day(each, calendar) for each in days] == [False, False, True]


def test_a_file_in_chinese_words_is_read():
    text = HEADER + "2027-01-01,2027-01-02,放假,通知,是\n2027-01-03,,上班,通知,否\n"
    assert read_days(text) == [
        SpecialDay(day("2027-01-01"), DayKind.HOLIDAY, "通知", is_verified=True),
        SpecialDay(day("2027-01-02"), DayKind.HOLIDAY, "通知", is_verified=True),
        SpecialDay(day("2027-01-03"), DayKind.MAKE_UP, "通知", is_verified=False),
    ]


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        ("day,kind\n", CalendarFault.COLUMNS, 1),
        ("", CalendarFault.COLUMNS, 1),
        ("\0", CalendarFault.COLUMNS, 1),
        (HEADER, CalendarFault.EMPTY, 1),
        (HEADER + "soon,,holiday,n,true\n", CalendarFault.DAY, 2),
        (HEADER + "1927-01-01,,holiday,n,true\n", CalendarFault.DAY, 2),
        (HEADER + "2027-01-05,2027-01-01,holiday,n,true\n", CalendarFault.DAY, 2),
        (HEADER + "2027-01-05,2027-02-05,holiday,n,true\n", CalendarFault.DAY, 2),
        (HEADER + "2027-01-05,,party,n,true\n", CalendarFault.KIND, 2),
        (HEADER + "2027-01-05,,holiday,,true\n", CalendarFault.SOURCE, 2),
        (HEADER + f"2027-01-05,,holiday,{'n' * 201},true\n", CalendarFault.SOURCE, 2),
        (HEADER + "2027-01-05,,holiday,n,perhaps\n", CalendarFault.SOURCE, 2),
        (HEADER + "2027-01-05,,make_up,n,true\n", CalendarFault.WEEKDAY, 2),
        (HEADER + "2027-01-01,,holiday,n,true\n2027-01-01,,holiday,n,true\n",
         CalendarFault.TWICE, 3),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_so_is_refused_with_its_line(text, fault, line):
    with pytest.raises(CalendarRefused) as refused:
        read_days(text)
    assert (refused.value.fault, refused.value.line) == (fault, line)


@pytest.mark.parametrize(
    ("today", "year"),
    [("2026-11-30", None), ("2026-12-01", 2027), ("2025-12-31", None), ("2027-03-01", 2027)],
)
def test_december_asks_for_the_next_years_holidays(today, year):
    assert year_missing(CALENDAR, today=day(today)) == year


def test_the_rest_days_of_a_year_are_its_holidays_on_weekdays():
    days = rest_days(2026, CALENDAR)
    weekdays = [date(2026, 1, 1) + timedelta(number) for number in range(365)]
    idle = [day for day in weekdays if day.weekday() < 5 and not is_working_day(day, CALENDAR)]

    assert days == frozenset(idle)
    assert date(2026, 2, 17) in days
    assert rest_days(2031, CALENDAR) == frozenset()
