"""Which Cameras are looked at in a minute, and which minute a look counts for."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from portal.registry.rules import Status
from portal.rounds.kinds import FaultCode
from portal.rounds.rules.looks import (
    GRAVITY,
    NOBODY_SILENT,
    Rostered,
    batches,
    counts_for,
    gravest,
    is_looked_at,
    minute_of,
)

NINE = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOUR = [NINE + timedelta(minutes=n) for n in range(60)]


@pytest.mark.parametrize(
    ("status", "times"),
    [
        (Status.OPEN, 60),
        (Status.CLOSED, 1),
        (Status.MOVED, 1),
        (Status.SUSPENDED, 0),
        (Status.PLANNED, 0),
        (None, 0),
    ],
)
def test_a_camera_is_looked_at_as_often_as_its_restaurant_allows(status, times):
    camera = Rostered(camera_id=1234, restaurant_id=1, status=status)

    assert sum(is_looked_at(camera, minute) for minute in HOUR) == times


def test_cameras_of_closed_restaurants_have_their_turns_all_over_the_hour():
    closed = [Rostered(number, number, Status.CLOSED) for number in range(600)]

    assert {sum(is_looked_at(each, minute) for each in closed) for minute in HOUR} == {10}


def test_a_minute_is_whole_and_in_utc():
    beijing = timezone(timedelta(hours=8))

    assert minute_of(datetime(2026, 3, 4, 17, 0, 59, 999, beijing)) == NINE


def rostered(*sizes):
    return [
        Rostered(10 * owner + number, owner, Status.OPEN)
        for owner, size in enumerate(sizes, start=1)
        for number in range(size)
    ]


def test_batches_hold_every_camera_once():
    cameras = rostered(3, 2, 4, 1)
    found = [number for batch in batches(cameras, size=5) for number in batch]

    assert found == [camera.camera_id for camera in cameras]


def test_a_batch_is_no_larger_than_asked_for():
    assert [len(batch) for batch in batches(rostered(3, 2, 4, 1), size=5)] == [5, 5]


def test_the_cameras_of_a_restaurant_stay_together():
    assert [len(batch) for batch in batches(rostered(3, 3), size=5)] == [3, 3]


def test_a_restaurant_with_more_cameras_than_a_batch_is_a_batch_by_itself():
    assert [len(batch) for batch in batches(rostered(1, 7, 1), size=5)] == [1, 7, 1]


def test_nobody_makes_no_batch():
    assert list(batches([], size=5)) == []


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-11, False), (-10, True), (0, True), (74, True), (75, False)]
)
def test_a_look_counts_for_its_minute_and_a_little_beyond(seconds, counts):
    assert counts_for(NINE, NINE + timedelta(seconds=seconds)) is counts


def test_of_several_faults_the_cause_is_named():
    codes = [FaultCode.DEV_MOVED, FaultCode.DEV_BLUR, FaultCode.DEV_COVER]

    assert gravest(codes) is FaultCode.DEV_COVER


def test_a_picture_without_fault_has_no_gravest_one():
    assert gravest([]) is None


def test_every_fault_of_a_picture_has_its_gravity():
    assert set(GRAVITY) == set(FaultCode) - {FaultCode.DEV_OFF}


def touch_after(*tries):
    touch = NOBODY_SILENT
    for host, has_answered in tries:
        touch = touch.after(host, has_answered=has_answered)
    return touch


SILENT = [(f"10.0.0.{number}", False) for number in range(10)]


def test_our_network_is_lost_when_ten_hosts_in_a_row_are_silent():
    assert touch_after(*SILENT).is_lost


def test_nine_silent_hosts_may_be_chance():
    assert not touch_after(*SILENT[:9], SILENT[0]).is_lost


def test_any_answer_shows_that_our_network_is_there():
    assert not touch_after(*SILENT[:5], ("10.0.1.1", True), *SILENT[5:]).is_lost
