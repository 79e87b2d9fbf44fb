"""A team of processes: who dies is replaced, and all end with the one that watches."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from portal.shell.team import LONGEST_DELAY_SECONDS, STEADY_SECONDS, Place
from tests.support.tree import ROOT

LONG = 60.0  # on a machine that does much else
SCRIPT = """
import logging, os, sys, time
from pathlib import Path
from importlib.util import module_from_spec, spec_from_file_location

spec = spec_from_file_location("team", "portal/shell/team.py")  # all of the portal takes seconds
team = sys.modules["team"] = module_from_spec(spec)
spec.loader.exec_module(team)
logging.basicConfig(format="%(message)s %(place)s %(ending)s")
folder = Path(sys.argv[1])
team.ASKED_SECONDS = 0.0

def work(number):
    (folder / f"{number}-{os.getpid()}").touch()
    while not (folder / f"end-{number}").exists():
        time.sleep(0.05)

def size():
    return int((folder / "size").read_text())

team.keep(lambda count: team.Team(count, work), size=size)
(folder / "over").touch()
"""


class Running:
    """A team of real processes, each of which leaves a file named after its place and number."""

    def __init__(self, folder, size):
        self.folder = folder
        self.resize(size)
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SCRIPT, str(folder)], cwd=ROOT, stderr=log
            )

    def resize(self, size):
        draft = self.folder / "draft"
        draft.write_text(str(size))
        draft.replace(self.folder / "size")

    def pids(self, place):
        return {int(path.name.split("-")[1]) for path in self.folder.glob(f"{place}-*")}

    def all_pids(self):
        return self.pids("[0-9]")

    def log(self):
        return (self.folder / "log").read_text()


@pytest.fixture
def running(tmp_path):
    """Starts a team of a size, all of whose processes have begun."""
    teams = []

    def start(size):
        team = Running(tmp_path, size)
        teams.append(team)
        until(lambda: len(team.all_pids()) == size)
        return team

    yield start
    for team in teams:
        for pid in {team.process.pid, *team.all_pids()}:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        team.process.wait()


def until(is_so):
    deadline = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def is_alive(pid):
    try:
        state = (ROOT / f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_each_place_has_a_process_of_its_own(running):
    team = running(3)

    assert [len(team.pids(place)) for place in range(3)] == [1, 1, 1]


def test_who_dies_is_replaced_with_one_line_and_the_others_go_on(running):
    team = running(2)
    (stays,), (dies,) = team.pids(0), team.pids(1)
    os.kill(dies, signal.SIGKILL)
    until(lambda: len(team.pids(1)) == 2)

    assert Counter(team.log().splitlines()) == {"process_died 1 killed by SIGKILL": 1}
    assert is_alive(stays)
    assert team.pids(0) == {stays}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_end_none_is_left(running, number):
    team = running(2)
    team.process.send_signal(number)

    assert team.process.wait(LONG) == 0
    assert [pid for pid in team.all_pids() if is_alive(pid)] == []
    assert team.log() == ""


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_all_end_with_the_one_that_watches(running):
    team = running(2)
    team.process.kill()
    team.process.wait()

    until(lambda: not any(map(is_alive, team.all_pids())))


def test_when_more_are_needed_a_larger_team_takes_over(running):
    team = running(1)
    (former,) = team.all_pids()
    team.resize(3)
    until(lambda: len(team.all_pids()) == 4)

    assert not is_alive(former)
    assert {len(team.pids(place)) for place in (1, 2)} == {1}


def test_when_fewer_would_do_nobody_is_disturbed(running):
    team = running(2)
    team.resize(1)
    (team.folder / "end-0").touch()  # a new one at that place would show that time has passed
    until(lambda: len(team.pids(0)) == 2)

    assert len(team.pids(1)) == 1
    assert all(map(is_alive, team.pids(1)))


def test_who_dies_again_and_again_is_replaced_ever_later():
    place, now = Place(0), 0.0
    delays = []
    for _ in range(12):
        place.started_at = now
        delays.append(place.died(now + 0.1))
    place.started_at = now
    after_steady_work = place.died(now + STEADY_SECONDS)

    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY_SECONDS
    assert after_steady_work == delays[0]
