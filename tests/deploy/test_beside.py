"""What the demo does once beside the open portal: told when it ends, gone when the demo ends."""

import io
import os
import sys
import time

import pytest

from deploy.beside import Beside
from deploy.terminal import Terminal

LONG_SECONDS = 120  # only what never comes takes as long


@pytest.fixture
def told():
    return io.StringIO()


@pytest.fixture
def beside(tmp_path, told):
    """`beside(program)` is a task that runs a line of Python."""

    def make(program):
        return Beside(
            "The year", (sys.executable, "-c", program), environment=dict(os.environ),
            log=tmp_path / "log" / "year.log", terminal=Terminal(told),
        )  # fmt: skip

    return make


def wait_for(task):
    deadline = time.monotonic() + LONG_SECONDS
    while not task.is_done:
        assert time.monotonic() < deadline
        task.tend()
        time.sleep(0.02)


def test_its_end_is_told_once_with_its_time(beside, told):
    task = beside("pass")
    task.tend()
    task.start()
    wait_for(task)
    task.tend()

    assert told.getvalue().count("The year is there (") == 1


def test_a_failure_names_the_log(beside, told, tmp_path):
    task = beside("raise SystemExit('no room')")
    task.start()
    wait_for(task)

    assert f"The year is missing; {tmp_path / 'log' / 'year.log'} says why" in told.getvalue()
    assert "no room" in (tmp_path / "log" / "year.log").read_text()


def test_it_ends_with_the_demo(beside):
    task = beside("import time; time.sleep(3600)")
    task.stop()
    task.start()
    task.stop()
    wait_for(task)
