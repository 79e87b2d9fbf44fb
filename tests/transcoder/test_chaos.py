"""What goes wrong in the world, and how long until the picture is back."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import transcoder
from tests.support.engine import (
    PATIENCE_SECONDS,
    QUICK,
    WATCHFUL,
    Engine,
    children,
    engine,
    kill,
    open_camera,
    segments,
    workers,
)
from tests.support.simulator import simulator, small_clip
from transcoder import supervisor
from transcoder.camera import Privacy, Strength
from transcoder.demand import Activity, read_state, stamp, write_state
from transcoder.errors import Cause
from transcoder.protocol import plain_source
from transcoder.simulator import CameraScript, Fault
from transcoder.worker import LOANS_AT_ONCE

pytestmark = [pytest.mark.media, pytest.mark.slow]
# What heals at all does so at the next try; what does not takes a minute or for ever.
HEALED_SECONDS = 30.0


@pytest.fixture(scope="module")
def clip() -> Path:
    return small_clip()


def newest(root: Path, code: str) -> str:
    found = segments(root / code)
    return found[-1].name if found else ""


def until_growing(run: Engine, code: str, seconds: float = HEALED_SECONDS) -> float:
    """Wait until a segment is published that was not there before."""
    before = newest(run.root, code)
    return run.until(lambda: newest(run.root, code) > before, seconds)


def test_a_stalled_camera_is_told_and_comes_back(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))], WATCHFUL) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        house.set_script("a", CameraScript(clip, fault=Fault.STALL), cut=False)
        run.until(lambda: run.state("a").cause is Cause.STALLED)
        house.set_script("a", CameraScript(clip))
        run.until(lambda: run.activity("a") is Activity.LIVE)
        assert "#EXT-X-DISCONTINUITY\n" in (run.playlist("a") or "")


def test_the_list_of_a_lost_camera_stays_a_while_and_then_goes(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        house.stop()
        run.until(lambda: run.state("a").cause is Cause.UNREACHABLE)
        assert run.playlist("a") is not None
        run.until(lambda: run.playlist("a") is None)
        house.start()
        run.until(lambda: run.activity("a") is Activity.LIVE)


def test_a_black_hole_is_silent_within_its_deadline(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip, fault=Fault.BLACK_HOLE)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))], WATCHFUL) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.state("a").cause is Cause.SILENT)


def test_a_power_cut_of_all_cameras_heals(clip, tmp_path):
    names = [f"camera-{number}" for number in range(12)]
    with (
        simulator(dict.fromkeys(names, CameraScript(clip))) as house,
        engine(tmp_path, [open_camera(name, house.url(name)) for name in names]) as run,
    ):
        run.keep_wanted(*names)
        run.until(lambda: all(run.activity(name) is Activity.LIVE for name in names))
        house.stop()
        run.until(lambda: all(run.activity(name) is Activity.DOWN for name in names))
        house.start()
        run.until(
            lambda: all(run.activity(name) is Activity.LIVE for name in names), HEALED_SECONDS
        )


def test_a_killed_worker_is_replaced(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        killed = workers()
        for pid in killed:
            kill(pid)
        seconds = until_growing(run, "a")
        run.until(lambda: len(workers()) >= 3)
        assert seconds < HEALED_SECONDS
        assert not set(workers()) & set(killed)


def test_a_frozen_worker_is_ended_and_replaced(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(
            tmp_path,
            [open_camera("a", house.url("a"))],
            replace(QUICK, worker_silent_seconds=4.0),
        ) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        frozen = workers()
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        until_growing(run, "a")
        run.until(lambda: not set(workers()) & set(frozen))


def test_a_camera_that_twice_took_a_worker_down_runs_alone(clip, tmp_path):
    with (
        simulator(dict.fromkeys(("a", "b"), CameraScript(clip))) as house,
        engine(tmp_path, [open_camera(name, house.url(name)) for name in ("a", "b")]) as run,
    ):
        for _ in range(2):
            run.keep_wanted("a")
            run.until(lambda: run.activity("a") is Activity.LIVE)
            for pid in workers():
                kill(pid)
            run.until(lambda: run.activity("a") is not Activity.LIVE)
        run.keep_wanted("b")
        run.until(lambda: all(run.activity(name) is Activity.LIVE for name in ("a", "b")))
        run.until(lambda: len(workers()) == 4)  # for looks, for a, for b and others, and a spare


def test_a_killed_encoding_child_is_replaced(tmp_path):
    with (
        simulator({"a": CameraScript(small_clip(codec="h265"))}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        ffmpegs = [pid for worker in workers() for pid in children(worker)]
        for pid in ffmpegs:
            kill(pid)
        assert ffmpegs
        assert until_growing(run, "a") < HEALED_SECONDS


def test_a_changed_size_goes_on_in_a_new_run(clip, tmp_path):
    bigger = small_clip(size=(640, 360))
    script = CameraScript(clip, fault=Fault.SIZE_CHANGE, after_seconds=4.0, other_clip=bigger)
    with (
        simulator({"a": script}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.state("a").width_px == 640)
        run.until(lambda: (run.playlist("a") or "").count("#EXT-X-MAP") == 2)
        assert house.counters("a").connections == 1


def test_a_full_store_is_told(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(
            tmp_path, [open_camera("a", house.url("a"))], replace(QUICK, camera_bytes=1000)
        ) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.state("a").cause is Cause.STORE_FULL)
        assert run.playlist("a") is None


def test_a_state_that_cannot_be_written_ends_nothing_and_is_written_later(
    clip, tmp_path, monkeypatch
):
    refused = []

    def refuse_once(root, code, state):
        if state.activity is Activity.LIVE and not refused:
            refused.append(code)
            raise OSError(errno.ENOSPC, "full")
        write_state(root, code, state)

    monkeypatch.setattr(supervisor, "write_state", refuse_once)
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)

    assert refused == ["a"]


def test_the_stream_unwatched_for_longest_makes_room_for_others(clip, tmp_path):
    names = ["left", "watched"]
    limits = replace(
        QUICK,
        demand_stale_seconds=3600.0,
        unwatched_seconds=2.0,
        total_share=share_of_disk(tmp_path, 400_000),  # one of them needs up to 650,000
    )
    with (
        simulator(dict.fromkeys(names, CameraScript(clip))) as house,
        engine(tmp_path, [open_camera(name, house.url(name)) for name in names], limits) as run,
    ):
        run.keep_wanted(*names)
        run.until(lambda: all(run.activity(name) is Activity.LIVE for name in names))
        run.leave("left")
        run.until(lambda: run.activity("left") is Activity.RESTING)
        run.until(lambda: not segments(tmp_path / "left"))
        run.until(lambda: run.activity("watched") is Activity.LIVE)
        run.keep_wanted("left")
        run.until(lambda: run.activity("left") is not Activity.RESTING)


def share_of_disk(directory: Path, wanted_bytes: int) -> float:
    """The share of the file system of `directory` that `wanted_bytes` are."""
    found = os.statvfs(directory)
    return wanted_bytes / (found.f_blocks * found.f_frsize)


def test_a_killed_supervisor_is_outlived_until_the_next_takes_over(clip, tmp_path):
    root = tmp_path / "root"
    with simulator({"a": CameraScript(clip)}) as house:
        camera = open_camera("a", house.url("a"))
        first = engine_process(tmp_path, [camera], outlive_seconds=10 * PATIENCE_SECONDS)
        try:
            wait_for(lambda: is_live(root))
            pids = workers(first.pid)
        finally:
            kill(first.pid)
            first.wait()
        assert len(pids) >= 2
        before, run_before = newest(root, "a"), segments(root / "a")[-1].parent.name
        wait_for(lambda: newest(root, "a") > before)
        with engine(root, [camera]) as run:
            run.keep_wanted("a")
            run.until(lambda: f"/{run_before}/" not in (run.playlist("a") or f"/{run_before}/"))
            run.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def test_workers_without_a_supervisor_end_by_themselves(clip, tmp_path):
    root = tmp_path / "root"
    with simulator({"a": CameraScript(clip)}) as house:
        first = engine_process(tmp_path, [open_camera("a", house.url("a"))], outlive_seconds=0.5)
        try:
            wait_for(lambda: is_live(root))
            pids = workers(first.pid)
        finally:
            kill(first.pid)
            first.wait()
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def test_what_a_killed_supervisor_published_is_gone_where_protection_has_changed(clip, tmp_path):
    root = tmp_path / "root"
    with simulator({"a": CameraScript(clip)}) as house:
        camera = open_camera("a", house.url("a"))
        first = engine_process(tmp_path, [camera], outlive_seconds=10 * PATIENCE_SECONDS)
        try:
            wait_for(lambda: is_live(root))
            pids = workers(first.pid)
        finally:
            kill(first.pid)
            first.wait()
        run_before = segments(root / "a")[-1].parent.name
        protected = replace(camera, privacy=Privacy.BLUR, strength=Strength.WHOLE)
        with engine(root, [protected]) as run:
            run.until(lambda: not segments(root / "a"))
            run.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
            run.keep_wanted("a")
            run.until(lambda: run.playlist("a"))
            assert f"/{run_before}/" not in run.playlist("a")


def engine_process(folder, cameras, **limits):
    """The engine alone below `folder`/root, as a process of its own."""
    (folder / "cameras.json").write_text(json.dumps([plain_source(each) for each in cameras]))
    (folder / "limits.json").write_text(json.dumps(asdict(replace(QUICK, **limits))))
    command = [sys.executable, "-m", "transcoder", "--root", str(folder / "root")]
    command += ["--cameras", str(folder / "cameras.json")]
    command += ["--limits", str(folder / "limits.json")]
    return subprocess.Popen(command, cwd=Path(transcoder.__file__).parents[1])


def test_the_engine_alone_ends_cleanly_when_told(clip, tmp_path):
    root, file = tmp_path / "root", tmp_path / "cameras.json"
    with simulator({"a": CameraScript(clip)}) as house:
        file.write_text(json.dumps([plain_source(open_camera("a", house.url("a")))]))
        command = [sys.executable, "-m", "transcoder", "--root", str(root), "--cameras", str(file)]
        running = subprocess.Popen(command, cwd=Path(transcoder.__file__).parents[1])
        wait_for(lambda: is_live(root))
        pids = workers(running.pid)
        running.terminate()
        assert running.wait(PATIENCE_SECONDS) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_starting_and_stopping_leaves_nothing_behind(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip, idr_at_play=True)}) as house,
        engine(
            tmp_path,
            [open_camera("a", house.url("a"))],
            replace(QUICK, demand_stale_seconds=0.3, heartbeat_seconds=0.1),
        ) as run,
    ):
        used = []
        for cycle in range(12):
            run.keep_wanted("a")
            run.until(lambda: run.activity("a") in {Activity.STARTING, Activity.LIVE})
            run.leave("a")
            run.until(lambda: run.activity("a") is Activity.RESTING)
            run.until(lambda: house.open_connections == 0)
            if cycle in {3, 11}:
                used.append([settled(pid) for pid in [os.getpid(), *sorted(workers())]])
    # Eight more cycles: a leak would show in each. Pools start their few threads when needed.
    grown = [
        late - early
        for before, after in zip(*used, strict=True)
        for early, late in zip(before, after, strict=True)
    ]
    assert max(grown) <= LOANS_AT_ONCE


def resources(pid: int) -> tuple[int, int]:
    """Descriptors and threads of a process; those of looks are there from the first on."""
    proc = Path(f"/proc/{pid}")
    return len(list((proc / "fd").iterdir())), len(list((proc / "task").iterdir()))


def settled(pid: int) -> tuple[int, int]:
    """The least it holds within a second: what is just being closed is no leak."""
    held = []
    for _ in range(10):
        held.append(resources(pid))
        time.sleep(0.1)
    descriptors, threads = zip(*held, strict=True)
    return min(descriptors), min(threads)


def is_live(root: Path) -> bool:
    if not (root / "a").exists():
        return False
    stamp(root, "a")
    state = read_state(root, "a")
    return state is not None and state.activity is Activity.LIVE


def wait_for(condition, seconds: float = PATIENCE_SECONDS) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)


def test_a_camera_that_reports_but_sends_no_picture_is_cut_and_comes_back(
    clip, tmp_path, monkeypatch
):
    monkeypatch.setattr("transcoder.simulator.player.REPORT_EVERY_SECONDS", 0.2)
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))], WATCHFUL) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        house.set_script("a", CameraScript(clip, fault=Fault.STALL), cut=False)
        run.until(lambda: run.state("a").cause is Cause.STALLED)
        house.set_script("a", CameraScript(clip), cut=False)
        run.until(lambda: run.activity("a") is Activity.LIVE)
