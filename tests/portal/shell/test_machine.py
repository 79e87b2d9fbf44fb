"""What of this machine is ours: how many cores, and when others go first."""

import os
import threading

import pytest

from portal.shell.machine import cores, give_way


@pytest.fixture
def group(tmp_path):
    """Writes what the control group of this process may use; returns the root of that system."""

    def written(told, path="/system.slice/mingchu-detector.service"):
        (tmp_path / "proc/self").mkdir(parents=True)
        (tmp_path / "proc/self/cgroup").write_text(f"0::{path}\n")
        folder = tmp_path / "sys/fs/cgroup" / path.lstrip("/")
        folder.mkdir(parents=True)
        (folder / "cpu.max").write_text(told)
        return tmp_path

    return written


@pytest.fixture(autouse=True)
def eight(monkeypatch):
    """A process that may run on eight cores."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("max 100000\n", 8),
        ("200000 100000\n", 2),
        ("150000 100000\n", 2),
        ("20000 100000\n", 1),
        ("1600000 100000\n", 8),
        ("nonsense\n", 8),
    ],
)
def test_a_container_has_what_it_was_given(group, told, expected):
    assert cores(root=group(told)) == expected


def test_within_a_container_the_group_is_the_root(group):
    assert cores(root=group("100000 100000\n", path="/")) == 1


def test_without_control_groups_all_of_the_machine_is_ours(tmp_path):
    assert cores(root=tmp_path) == 8


def test_a_thread_gives_way_and_so_do_those_that_it_starts():
    def niceness():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    told, own = [], niceness()

    def work():
        give_way(5)
        told.append(niceness())
        child = threading.Thread(target=lambda: told.append(niceness()))
        child.start()
        child.join()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()

    assert told == [min(19, own + 5)] * 2
    assert niceness() == own
