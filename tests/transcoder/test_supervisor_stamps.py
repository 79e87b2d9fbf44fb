"""Noticing what somebody asks for."""

import os
from pathlib import Path

import pytest

from transcoder.demand import LOOK, RETRY, stamp
from transcoder.stamps import Freshness, Notices, Stamps


def stamps(root: Path, *codes: str, scan_seconds: float = 1000.0) -> Stamps:
    for code in codes:
        (root / code).mkdir(exist_ok=True)
    made = Stamps(root, scan_seconds=scan_seconds)
    made.follow(codes)
    made.update(now=0.0, wall=1000.0)
    return made


def test_a_new_demand_is_noticed_without_a_scan(tmp_path: Path):
    found = stamps(tmp_path, "a", "b")
    stamp(tmp_path, "a")
    found.update(now=1.0, wall=1001.0)
    assert found.touched == {"a"}
    assert found.is_demanded("a", within_seconds=45, now=2.0)
    assert not found.is_demanded("b", within_seconds=45, now=2.0)


def test_a_repeated_demand_is_noticed(tmp_path: Path):
    stamp(tmp_path, "a")
    os.utime(tmp_path / "a" / "demand", (900, 900))
    found = stamps(tmp_path, "a")
    assert not found.is_demanded("a", within_seconds=45, now=0.0)
    stamp(tmp_path, "a")
    found.update(now=1.0, wall=1001.0)
    assert found.is_demanded("a", within_seconds=45, now=1.0)


def test_a_look_is_no_demand(tmp_path: Path):
    found = stamps(tmp_path, "a")
    stamp(tmp_path, "a", LOOK)
    found.update(now=1.0, wall=1001.0)
    assert found.is_looked_at("a", within_seconds=15, now=1.0)
    assert not found.is_demanded("a", within_seconds=45, now=1.0)


def test_a_wish_to_try_again_is_told_once(tmp_path: Path):
    found = stamps(tmp_path, "a", "b")
    stamp(tmp_path, "a", RETRY)
    found.update(now=1.0, wall=1001.0)
    assert found.tried_again == {"a"}
    stamp(tmp_path, "a", LOOK)
    found.update(now=2.0, wall=1002.0)
    assert (found.touched, found.tried_again) == ({"a"}, set())


def test_other_files_are_not_noticed(tmp_path: Path):
    found = stamps(tmp_path, "a")
    (tmp_path / "a" / "state.json").write_text("{}")
    found.update(now=1.0, wall=1001.0)
    assert found.touched == set()


def test_without_notices_everything_is_scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Notices, "changed", lambda self: None)
    found = stamps(tmp_path, "a", "b")
    stamp(tmp_path, "a")
    found.update(now=1.0, wall=1001.0)
    assert found.is_demanded("a", within_seconds=45, now=1.0)


def test_a_lost_notice_is_made_good_by_the_next_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    found = stamps(tmp_path, "a", scan_seconds=5.0)
    monkeypatch.setattr(Notices, "changed", lambda self: set())
    stamp(tmp_path, "a")
    found.update(now=4.0, wall=1004.0)
    assert not found.is_demanded("a", within_seconds=45, now=4.0)
    found.update(now=5.0, wall=1005.0)
    assert found.is_demanded("a", within_seconds=45, now=5.0)


@pytest.mark.parametrize(
    ("stamped", "is_fresh"),
    [(999.0, True), (960.0, True), (954.0, False), (0.0, False), (4600.0, True)],
)
def test_a_stamp_found_at_the_start_has_its_own_age(stamped: float, is_fresh: bool):
    freshness = Freshness()
    freshness.note(stamped, now=100.0, wall=1000.0)
    assert freshness.is_fresh(within_seconds=45, now=100.0) is is_fresh


def test_a_clock_set_back_keeps_no_camera_running():
    freshness = Freshness()
    freshness.note(5000.0, now=100.0, wall=1000.0)  # an hour ahead of the clock
    freshness.note(5000.0, now=150.0, wall=1050.0)
    assert not freshness.is_fresh(within_seconds=45, now=150.0)


def test_a_stamp_set_back_by_the_clock_still_counts():
    freshness = Freshness()
    freshness.note(1000.0, now=0.0, wall=1000.0)
    freshness.note(400.0, now=100.0, wall=400.0)
    assert freshness.is_fresh(within_seconds=45, now=120.0)
