"""Waiting times after failures."""

import random

import pytest

from transcoder.backoff import Backoff
from transcoder.errors import Cause
from transcoder.limits import Limits

STEADY = Limits(backoff_jitter=0.0)


def backoff(limits: Limits = STEADY, *, is_awaited: bool = False) -> Backoff:
    return Backoff(limits, random.Random(1), is_awaited=is_awaited)


def test_waits_double_up_to_a_minute():
    one = backoff()
    waits = [one.failed(Cause.UNREACHABLE, 100.0) for _ in range(9)]
    assert waits == [101, 102, 104, 108, 116, 132, 160, 160, 160]


def test_a_full_store_is_tried_often():
    one = backoff()
    assert [one.failed(Cause.STORE_FULL, 0.0) for _ in range(5)] == [1, 2, 4, 5, 5]


@pytest.mark.parametrize("cause", [Cause.UNREACHABLE, Cause.SILENT])
def test_a_camera_that_is_away_is_asked_for_often_while_somebody_waits(cause):
    one = backoff(is_awaited=True)
    assert [one.failed(cause, 0.0) for _ in range(6)] == [1, 2, 4, 5, 5, 5]


@pytest.mark.parametrize("cause", [Cause.STALLED, Cause.NOT_RTSP, Cause.SERVER_ERROR])
def test_a_camera_that_answers_and_fails_is_spared_whoever_waits(cause):
    one = backoff(is_awaited=True)
    assert [one.failed(cause, 0.0) for _ in range(5)] == [1, 2, 4, 8, 16]


@pytest.mark.parametrize(
    ("cause", "wait"),
    [
        (Cause.BUSY, 60.0),
        (Cause.NO_SUCH_PATH, 300.0),
        (Cause.UNREACHABLE, 1.0),
        (Cause.SILENT, 1.0),
        (Cause.NOT_RTSP, 1.0),
        (Cause.SERVER_ERROR, 1.0),
        (Cause.STALLED, 1.0),
        (Cause.ENCODER, 1.0),
        (Cause.STORE_FULL, 1.0),
    ],
)
def test_first_wait_follows_from_the_cause(cause: Cause, wait: float):
    assert backoff().failed(cause, 0.0) == wait


def test_refused_password_is_never_tried_again():
    assert backoff().failed(Cause.BAD_PASSWORD, 0.0) is None


def test_jitter_stays_within_its_share():
    one = backoff(Limits(backoff_jitter=0.3))
    waits = [one.failed(Cause.BUSY, 0.0) for _ in range(200)]
    assert 42.0 <= min(waits) < 45.0
    assert 75.0 < max(waits) <= 78.0


def test_a_good_minute_forgets_the_failures():
    one = backoff()
    for _ in range(5):
        one.failed(Cause.STALLED, 0.0)
    one.good(10.0)
    assert one.failed(Cause.STALLED, 70.0) == 71.0


def test_less_than_a_good_minute_forgets_nothing():
    one = backoff()
    for _ in range(5):
        one.failed(Cause.STALLED, 0.0)
    one.good(10.0)
    one.good(60.0)
    assert one.failed(Cause.STALLED, 69.0) == 69.0 + 32.0


def test_good_minutes_do_not_add_up_over_a_failure():
    one = backoff()
    one.failed(Cause.STALLED, 0.0)
    one.good(0.0)
    one.failed(Cause.STALLED, 40.0)
    one.good(41.0)
    assert one.failed(Cause.STALLED, 81.0) == 85.0


def test_a_thousand_failures_do_not_overflow():
    one = backoff()
    assert {one.failed(Cause.SILENT, 0.0) for _ in range(2000)} >= {60.0}
