"""Processes that die come back, and all end together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.procfile import ProcessType
from deploy.supervision import GUARD, LogTail, Supervisor, is_important

SLEEPER = "import sys, time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def until(condition, *, seconds=40.0):
    """Whether `condition` comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def is_alive(pid):
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def house(tmp_path):
    """Make a supervisor of programs given by name; it is stopped at the end."""
    made = []

    def make(**programs):
        said = []
        types = [
            ProcessType(name, (sys.executable, "-c", program)) for name, program in programs.items()
        ]
        supervisor = Supervisor(
            types, environment=dict(os.environ), log_directory=tmp_path / "log",
            say=lambda name, line: said.append((name, line)),
        )  # fmt: skip
        made.append(supervisor)
        return supervisor, said

    yield make
    for supervisor in made:
        supervisor.stop()


def test_a_killed_process_is_started_again(house):
    supervisor, said = house(web=SLEEPER)
    supervisor.start()
    (place,) = supervisor.places
    first = place.process.pid

    os.kill(first, signal.SIGKILL)

    def is_back():
        supervisor.tend()
        return place.starts == 2 and is_alive(place.process.pid)

    assert until(is_back)
    assert place.process.pid != first
    assert said[0][1].startswith("stopped (killed by SIGKILL); starts again in 0.1 s")


def test_children_of_a_killed_process_end_before_it_comes_back(house):
    program = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid)\n"
        "sys.stdout.flush(); time.sleep(60)"
    )
    supervisor, _ = house(web=program)
    supervisor.start()
    (place,) = supervisor.places
    assert until(lambda: place.tail.path.read_text().strip())
    child = int(place.tail.path.read_text())

    os.kill(place.process.pid, signal.SIGKILL)

    def is_gone():
        supervisor.tend()
        return not is_alive(child)

    assert until(is_gone)


def test_a_crash_loop_is_slowed_down(house):
    supervisor, said = house(web="raise SystemExit(3)")
    supervisor.start()

    def said_three():
        supervisor.tend()
        return len(said) >= 3

    assert until(said_three)
    waits = [line.partition("again in ")[2].partition(";")[0] for _, line in said[:3]]
    assert waits == ["0.1 s", "0.2 s", "0.4 s"]


def test_stopping_ends_every_process(house):
    supervisor, _ = house(web=SLEEPER, transcoder=SLEEPER)
    supervisor.start()
    pids = [place.process.pid for place in supervisor.places]
    assert until(lambda: all(place.tail.path.stat().st_size for place in supervisor.places))

    supervisor.stop()

    assert [pid for pid in pids if is_alive(pid)] == []


def test_a_process_that_will_not_stop_is_forced(house, monkeypatch):
    monkeypatch.setattr("deploy.supervision.STOP_SECONDS", 0.5)
    supervisor, _ = house(web=STUBBORN)
    supervisor.start()
    pid = supervisor.places[0].process.pid

    supervisor.stop()

    assert not is_alive(pid)


def test_the_log_of_a_former_run_is_not_told_again(house, tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "web.log").write_text("ERROR of yesterday\n")
    supervisor, said = house(web=SLEEPER)
    supervisor.start()

    supervisor.tend()

    assert said == []


def test_only_important_lines_reach_the_terminal(house):
    supervisor, said = house(
        web="print('all well'); print('ERROR disc full', flush=True)\n" + SLEEPER
    )
    supervisor.start()

    def has_said():
        supervisor.tend()
        return said

    assert until(has_said)
    assert said == [("web", "ERROR disc full")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026-11-23 WARNING camera_down", True),
        ("[2026-11-23 10:00:00 +0000] [7] [ERROR] Worker died", True),
        ("Traceback (most recent call last):", True),
        ("ValueError: no such thing", True),
        ("sqlalchemy.exc.OperationalError: locked", True),
        ("[INFO] Booting worker", False),
        ("errors: 0", False),
    ],
)
def test_importance_of_a_line(line, expected):
    assert is_important(line) is expected


def test_half_a_line_waits_for_its_end(tmp_path):
    tail = LogTail(tmp_path / "a.log")
    with tail.path.open("ab") as log:
        log.write(b"one\ntw")
        log.flush()
        first = tail.new_lines()
        log.write(b"o\n")

    assert (first, tail.new_lines()) == (["one"], ["two"])


def test_a_log_that_grew_too_long_starts_anew(tmp_path, monkeypatch):
    monkeypatch.setattr("deploy.supervision.LONGEST_LOG_BYTES", 10)
    tail = LogTail(tmp_path / "a.log")
    tail.path.write_text("a long line\n")

    assert tail.new_lines() == ["a long line"]
    assert tail.path.stat().st_size == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_children_end_when_their_parent_is_killed():
    program = (
        "import subprocess, sys, os, time\n"
        f"guard = [sys.executable, {str(GUARD)!r}, str(os.getpid())]\n"
        "child = subprocess.Popen([*guard, 'sleep', '60'])\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with parent:
        child = int(parent.stdout.readline())
        assert until(lambda: Path(f"/proc/{child}/comm").read_text().strip() == "sleep")

        parent.kill()

    assert until(lambda: not is_alive(child))
