"""Deadlines by dated terms: their ends, pauses, lights and escalation."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.clock_files import shipped_days, shipped_terms
from portal.registry.kinds import DayKind
from portal.registry.rules.clocks import (
    STEPS,
    Light,
    Term,
    TermUnknown,
    Unit,
    deadline,
    light,
    next_step_at,
    steps_due,
    term_on,
)
from portal.registry.rules.working_days import Calendar, ClockEndless
from portal.shell.rules import DISTRICT_ZONE
from tests.support.pauses import Paused

CALENDAR = Calendar.of(shipped_days())
STARTS = st.integers(0, 2_700_000).map(
    lambda minutes: datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)  # to February 2026
UNITS = st.sampled_from(Unit)


def term(value=7, unit=Unit.WORKING_DAYS):
    """A term that always holds."""
    return Term("step", value, unit, date(2020, 1, 1), None, "test", is_verified=True)


def here(text):
    """A moment on the district's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=DISTRICT_ZONE)


def due(start, *, pauses=(), calendar=CALENDAR, **changes):
    """When what began at `start` ends."""
    return deadline(term(**changes), started_at=here(start), calendar=calendar, pauses=pauses)


def paused(start, end):
    return Paused(here(start), here(end) if end else None, "waits for the sender")


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        ("2026-03-04 12:00", 7, Unit.WORKING_DAYS, "2026-03-14 00:00"),
        ("2026-03-04 23:59", 1, Unit.WORKING_DAYS, "2026-03-06 00:00"),
        ("2026-03-05 00:00", 1, Unit.WORKING_DAYS, "2026-03-07 00:00"),
        ("2026-02-17 10:00", 1, Unit.WORKING_DAYS, "2026-02-25 00:00"),  # on a holiday
        ("2026-02-13 10:00", 1, Unit.WORKING_DAYS, "2026-02-15 00:00"),  # make-up Saturday
        ("2025-12-31 10:00", 1, Unit.WORKING_DAYS, "2026-01-05 00:00"),  # the turn of the year
        ("2026-03-04 12:00", 3, Unit.DAYS, "2026-03-10 00:00"),  # ends on a Saturday: Monday
        ("2026-03-04 12:00", 2, Unit.DAYS, "2026-03-07 00:00"),
        ("2026-09-30 12:00", 1, Unit.DAYS, "2026-10-09 00:00"),
        ("2026-02-14 23:00", 2, Unit.HOURS, "2026-02-15 01:00"),
        ("2026-02-14 23:45", 30, Unit.MINUTES, "2026-02-15 00:15"),
    ],
)
def test_a_term_ends_with_its_last_day_or_to_the_minute(start, value, unit, end):
    assert due(start, value=value, unit=unit).due_at == here(end)


def test_the_last_day_in_time_is_the_one_before_midnight():
    assert due("2026-03-04 12:00", value=1).last_day == date(2026, 3, 5)


def test_a_shanghai_midnight_is_no_utc_midnight():
    start = datetime(2026, 3, 4, 17, tzinfo=UTC)  # already the 5th in the district
    end = deadline(term(value=1), started_at=start, calendar=CALENDAR).due_at
    assert end == here("2026-03-07 00:00")


def test_a_year_without_announcement_is_told():
    assert not due("2026-12-30 12:00", value=7).is_certain


def test_minutes_are_certain_in_every_year():
    assert due("2030-12-30 12:00", value=7, unit=Unit.MINUTES).is_certain


def test_a_day_at_whose_end_the_clock_was_paused_does_not_count():
    pause = paused("2026-03-05 15:00", "2026-03-09 10:00")
    assert due("2026-03-04 12:00", value=2, pauses=[pause]).due_at == here("2026-03-11 00:00")


def test_a_pause_within_a_day_takes_nothing_from_a_term_in_days():
    pause = paused("2026-03-05 09:00", "2026-03-05 17:00")
    assert due("2026-03-04 12:00", value=2, pauses=[pause]).due_at == here("2026-03-07 00:00")


def test_hours_stand_still_while_paused():
    pauses = [
        paused("2026-03-04 13:00", "2026-03-04 14:30"),
        paused("2026-03-04 08:00", "2026-03-04 09:00"),  # over before it began
        paused("2026-03-04 18:00", "2026-03-04 19:00"),  # after it has ended
    ]
    end = due("2026-03-04 12:00", value=2, unit=Unit.HOURS, pauses=pauses).due_at
    assert end == here("2026-03-04 15:30")


def test_pauses_that_overlap_count_once():
    pauses = [
        paused("2026-03-04 13:00", "2026-03-04 15:00"),
        paused("2026-03-04 14:00", "2026-03-04 14:30"),
    ]
    end = due("2026-03-04 12:00", value=2, unit=Unit.HOURS, pauses=pauses).due_at
    assert end == here("2026-03-04 16:00")


def test_a_pause_that_was_on_when_it_began_counts_from_there():
    pauses = [paused("2026-03-04 11:00", "2026-03-04 12:30")]
    end = due("2026-03-04 12:00", value=1, unit=Unit.HOURS, pauses=pauses).due_at
    assert end == here("2026-03-04 13:30")


def test_while_paused_there_is_no_due_date():
    told = due("2026-03-04 12:00", pauses=[paused("2026-03-05 15:00", None)])
    assert (told.due_at, told.last_day, told.is_paused, dict(told.steps)) == (None, None, True, {})


def test_the_source_of_a_term_goes_with_its_deadline():
    assert due("2026-03-04 12:00").is_verified


def test_steps_of_a_term_in_days_divide_its_days():
    steps = due("2026-03-04 12:00", value=5).steps
    assert steps == {
        50: here("2026-03-09 12:00"),  # two and a half working days after midnight
        80: here("2026-03-11 00:00"),
        100: here("2026-03-12 00:00"),
        150: here("2026-03-16 12:00"),
    }


def test_steps_of_hours_divide_them():
    steps = due("2026-03-04 12:00", value=2, unit=Unit.HOURS).steps
    assert [steps[percent] for percent in STEPS] == [
        here("2026-03-04 13:00"), here("2026-03-04 13:36"), here("2026-03-04 14:00"),
        here("2026-03-04 15:00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2026-03-04 12:59", Light.GREEN),
        ("2026-03-04 13:00", Light.AMBER),
        ("2026-03-04 13:59", Light.AMBER),
        ("2026-03-04 14:00", Light.RED),
    ],
)
def test_the_light_turns_at_half_time_and_at_the_end(now, colour):
    steps = due("2026-03-04 12:00", value=2, unit=Unit.HOURS).steps
    assert light(steps, here(now)) is colour


def test_a_paused_clock_is_green():
    assert light({}, here("2026-03-04 12:00")) is Light.GREEN


def test_steps_that_have_come_and_are_not_done_are_due():
    steps = due("2026-03-04 12:00", value=2, unit=Unit.HOURS).steps
    assert steps_due(steps, done={50}, now=here("2026-03-04 14:00")) == (80, 100)


def test_the_next_step_is_the_first_that_is_not_done():
    steps = due("2026-03-04 12:00", value=2, unit=Unit.HOURS).steps
    moments = [next_step_at(steps, done=done) for done in ({50, 80}, set(STEPS))]
    assert moments == [here("2026-03-04 14:00"), None]


def test_the_day_of_receipt_picks_the_term():
    terms = shipped_terms()
    picked = [term_on(terms, "case.mediate", day) for day in (date(2026, 4, 14), date(2026, 4, 15))]
    assert [(each.value, each.unit, each.is_verified) for each in picked] == [
        (45, Unit.WORKING_DAYS, True), (60, Unit.DAYS, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "day"), [("case.sleep", date(2026, 1, 1)), ("case.mediate", date(2019, 1, 1))]
)
def test_a_step_without_a_term_is_an_error(step, day):
    with pytest.raises(TermUnknown):
        term_on(shipped_terms(), step, day)


def test_of_terms_that_overlap_the_newer_one_holds():
    newer = Term("step", 3, Unit.DAYS, date(2026, 1, 1), None, "newer", is_verified=False)
    assert term_on([newer, term()], "step", date(2026, 3, 4)) is newer


def test_a_term_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        term(value=0)


def test_a_calendar_without_working_days_ends_the_count():
    first = date(2026, 1, 1)
    days = {first + timedelta(days=number): DayKind.HOLIDAY for number in range(4000)}
    with pytest.raises(ClockEndless):
        due("2026-01-01 12:00", calendar=Calendar(days))


@given(start=STARTS, value=st.integers(1, 40), unit=UNITS)
def test_steps_come_one_after_the_other_and_the_last_in_time_is_the_due_date(start, value, unit):
    told = deadline(term(value, unit), started_at=start, calendar=CALENDAR)
    moments = [told.steps[percent] for percent in STEPS]
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert start < moments[0]
    assert told.due_at == told.steps[100]


@given(
    start=STARTS,
    value=st.integers(1, 20),
    unit=UNITS,
    after=st.integers(-3000, 20000),
    minutes=st.integers(0, 20000),
)
def test_a_pause_never_shortens_a_term_nor_a_step(start, value, unit, after, minutes):
    begins = start + timedelta(minutes=after)
    pause = Paused(begins, begins + timedelta(minutes=minutes), "waits")
    plain = deadline(term(value, unit), started_at=start, calendar=CALENDAR)
    longer = deadline(term(value, unit), started_at=start, calendar=CALENDAR, pauses=[pause])
    assert all(longer.steps[percent] >= plain.steps[percent] for percent in STEPS)
    assert longer.due_at - plain.due_at <= timedelta(minutes=minutes) + timedelta(days=30)


@given(start=STARTS, value=st.integers(1, 40))
def test_working_days_end_at_a_midnight_of_the_district(start, value):
    end = deadline(term(value), started_at=start, calendar=CALENDAR).due_at
    assert end.astimezone(DISTRICT_ZONE).time().isoformat() == "00:00:00"
