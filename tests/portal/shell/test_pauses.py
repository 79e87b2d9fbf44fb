"""What does not answer is left alone for a while, and then asked by one."""

import pytest

from portal.shell.pauses import PAUSE_SECONDS, Pause


class Ticks:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
def pause(ticks):
    return Pause(tick=ticks)


def test_what_answers_is_asked(pause):
    assert not pause.holds()


def test_what_failed_is_left_alone_for_a_while(pause, ticks):
    pause.begin()
    ticks.now += PAUSE_SECONDS - 1

    assert pause.holds()


def test_then_one_asks_and_the_others_wait_for_what_it_finds(pause, ticks):
    pause.begin()
    ticks.now += PAUSE_SECONDS

    assert [pause.holds() for _ in range(3)] == [False, True, True]


def test_once_it_answered_all_ask(pause):
    pause.begin()
    pause.end()

    assert [pause.holds() for _ in range(2)] == [False, False]
