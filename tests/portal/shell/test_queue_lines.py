"""A queue that cannot be read is a line in the log, whoever tries how often."""

import logging

import pytest

from portal.shell.queue_lines import BACK_SECONDS, StoreAway


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def reader(clock, caplog):
    """The logger of a thread that reads; what it tells is in caplog."""
    logger = logging.getLogger("tests.reader")
    away = StoreAway(tick=clock)
    logger.addFilter(away)
    caplog.set_level(logging.WARNING)
    yield logger
    logger.removeFilter(away)


def fails(reader, times=1, message="Error reading from queue"):
    for _ in range(times):
        try:
            raise ConnectionError("the server is away")
        except ConnectionError:
            reader.exception(message)


def test_many_threads_that_fail_are_one_line_without_a_traceback(reader, caplog):
    fails(reader, times=40)
    fails(reader, message="Error reading schedule.")

    (line,) = caplog.records
    assert (line.msg, line.reason, line.exc_info) == ("queue_away", "ConnectionError", None)


def test_a_store_that_stays_away_is_told_once_and_again_when_it_goes_anew(reader, caplog, clock):
    for _ in range(50):
        clock.seconds += BACK_SECONDS / 2
        fails(reader)
    assert len(caplog.records) == 1

    clock.seconds += BACK_SECONDS
    fails(reader)
    assert len(caplog.records) == 2


def test_whatever_else_goes_wrong_keeps_its_traceback(reader, caplog):
    fails(reader)
    fails(reader, message="Error enqueueing %s.")

    assert caplog.records[1].exc_info is not None
