"""Which minutes of a day a Restaurant owes: hours, dated Status, Slots."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.rules import Hours, Status, Zone, is_open_at, status_at
from portal.rounds.rules.duty import Slot, duty_on, slots_of
from portal.rounds.rules.minutes import DAY_MINUTES, WHOLE_DAY, MinuteMap, span_bits
from portal.shell.rules import local_day
from tests.support.minutes import MONDAY, at, seen, span, tenure

ALWAYS = Hours.parse("24h")
NOON = 12 * 60

spans_around_monday = st.lists(
    st.tuples(
        st.sampled_from(Status),
        st.integers(-3000, 3000),
        st.one_of(st.none(), st.integers(1, 4000)),
    ),
    max_size=5,
    unique_by=lambda each: each[1],
).map(
    lambda told: tuple(
        span(
            status,
            at(MONDAY) + timedelta(minutes=start),
            None if length is None else at(MONDAY) + timedelta(minutes=start + length),
        )
        for status, start, length in sorted(told, key=lambda each: each[1])
    )
)


@given(spans_around_monday, st.sampled_from(["24h", "Mon-Fri 06:30-13:30", "18:00-02:00"]))
def test_bits_of_duty_are_those_of_a_walk_through_the_minutes(spans, text):
    hours = Hours.parse(text)
    wanted = dict.fromkeys(("hours", "open", "suspended", "gone"), 0)
    for minute in range(DAY_MINUTES):
        moment = at(MONDAY) + timedelta(minutes=minute)
        status, bit = status_at(spans, moment), 1 << minute
        is_business = is_open_at(hours, moment)
        wanted["hours"] |= bit * is_business
        wanted["open"] |= bit * (is_business and status is Status.OPEN)
        wanted["suspended"] |= bit * (is_business and status is Status.SUSPENDED)
        wanted["gone"] |= bit * (status in {Status.CLOSED, Status.MOVED})
    duty = duty_on(MONDAY, hours=hours, spans=spans)

    assert {name: getattr(duty, name) for name in wanted} == wanted


def test_a_minute_belongs_to_the_status_that_holds_when_it_begins():
    until = at(MONDAY, 12) + timedelta(seconds=1)
    duty = duty_on(
        MONDAY, hours=ALWAYS, spans=[span(Status.OPEN, ends_at=until), span(Status.CLOSED, until)]
    )

    assert duty.open == span_bits(0, NOON + 1)
    assert duty.gone == WHOLE_DAY ^ duty.open


def test_a_day_is_that_of_shanghai():
    evening = at(MONDAY, 7, 59)  # still Sunday in UTC

    assert local_day(evening) == MONDAY
    assert duty_on(MONDAY, hours=ALWAYS, spans=[span(Status.OPEN, at(MONDAY))]).open == WHOLE_DAY


def test_a_lunch_canteen_owes_nothing_on_sunday():
    sunday = MONDAY - timedelta(days=1)
    duty = duty_on(sunday, hours=Hours.parse("Mon-Fri 06:30-13:30"), spans=[span(Status.OPEN)])

    assert (duty.hours, duty.open) == (0, 0)


@pytest.mark.parametrize(
    ("entered", "is_late"), [(timedelta(0), False), (timedelta(days=-1), False),
                             (timedelta(minutes=1), True)],
)  # fmt: skip
def test_a_status_entered_after_it_began_is_retroactive(entered, is_late):
    told = span(Status.SUSPENDED, at(MONDAY), recorded_at=at(MONDAY) + entered)

    assert told.is_retroactive is is_late


def test_a_replaced_camera_keeps_its_slot():
    old = tenure(1, until=MONDAY)
    new = tenure(2, since=MONDAY)

    assert slots_of([new, old]) == (Slot((old, new)),)


@pytest.mark.parametrize(
    "other", [tenure(2, since=MONDAY, zone=Zone.CUTTING), tenure(2, since=MONDAY.replace(day=2))]
)
def test_a_camera_of_another_zone_or_day_is_another_slot(other):
    assert len(slots_of([tenure(1, until=MONDAY), other])) == 2


def test_one_camera_is_followed_by_one_only():
    followers = [tenure(2, since=MONDAY), tenure(3, since=MONDAY)]

    assert [len(slot.tenures) for slot in slots_of([tenure(1, until=MONDAY), *followers])] == [2, 1]


def test_on_the_day_of_the_change_both_devices_are_the_slot():
    slot = Slot((tenure(1, until=MONDAY), tenure(2, since=MONDAY)))
    maps = {1: seen((0, 12)), 2: seen((12, 24))}

    assert slot.on(MONDAY, maps) == MinuteMap(WHOLE_DAY, WHOLE_DAY)
    assert slot.on(MONDAY - timedelta(days=1), maps) == maps[1]
    assert slot.on(MONDAY + timedelta(days=1), maps) == maps[2]


@pytest.mark.parametrize(
    "slot",
    [
        Slot((tenure(1, until=MONDAY),)),
        Slot((tenure(1, until=date(2021, 2, 1)), tenure(2, since=date(2021, 2, 1), until=MONDAY))),
    ],
)
def test_a_camera_taken_down_is_not_required_any_more(slot):
    assert slot.on(MONDAY, {1: seen((0, 24)), 2: seen((0, 24))}) is None
