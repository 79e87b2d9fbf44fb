"""The supervisor with real workers and simulated cameras."""

import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.engine import (
    QUICK,
    WATCHFUL,
    decoded,
    engine,
    open_camera,
    segments,
    workers,
)
from tests.support.simulator import simulator, small_clip
from transcoder.camera import CameraSource, Privacy
from transcoder.demand import (
    LOAN,
    PRIVATE,
    RETRY,
    STILL,
    Activity,
    CameraState,
    mtime,
    stamp,
)
from transcoder.errors import Cause, RootTaken
from transcoder.loan import lent_frame
from transcoder.simulator import CameraScript, Fault, Nvr
from transcoder.supervisor import Supervisor

pytestmark = [pytest.mark.media, pytest.mark.slow]


DEAD = "rtsp://127.0.0.1:9/a"  # nobody listens there


@pytest.fixture(scope="module")
def clip():
    return small_clip()


def test_first_segment_comes_after_one_key_interval(tmp_path):
    enough = 3.8 + 3.5  # seconds: the next key frame, and less than until the one after it

    # A loaded machine may be late for a key frame, and then waits for the one after it.
    assert any(seconds_to_first_segment(tmp_path / str(turn)) < enough for turn in range(5))


def seconds_to_first_segment(root):
    rare = small_clip(gop_seconds=4.0)  # its key frames come when the clock shows a multiple of 4 s
    with (
        simulator({"a": CameraScript(rare, idr_at_play=True)}) as house,
        engine(root, [open_camera("a", house.url("a"))]) as run,
    ):
        run.until(lambda: run.activity("a") is Activity.RESTING)
        time.sleep(1)  # the spare worker is warm by now, as in a running installation
        time.sleep((0.2 - time.time()) % 4.0)
        run.keep_wanted("a")
        seconds = run.until(lambda: run.playlist("a") is not None)
        run.until(lambda: run.activity("a") is Activity.LIVE)
    return seconds


def test_segments_start_with_a_key_frame_and_decode_alone(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: len(segments(tmp_path / "a")) >= 3)
        found = [decoded(segment) for segment in segments(tmp_path / "a")[:3]]
        durations = re.findall(r"#EXTINF:([\d.]+)", run.playlist("a") or "")
    assert [keys[0] for keys, _ in found] == [True] * 3
    assert [frames for _, frames in found] == [10, 20, 20]  # 10 a second: 1 s first, then 2 s
    assert [float(each) for each in durations[:3]] == [1.0, 2.0, 2.0]


def test_one_source_only_however_often_it_is_demanded(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        for _ in range(200):
            stamp(tmp_path, "a")
        run.until(lambda: len(segments(tmp_path / "a")) >= 2)
        assert house.counters("a").connections == 1


def test_a_camera_nobody_watches_stops_and_is_swept(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        run.leave("a")
        run.until(lambda: run.activity("a") is Activity.RESTING)
        run.until(lambda: house.open_connections == 0)
        run.until(lambda: left_of(tmp_path / "a") == {"demand", "state.json"})


def left_of(directory: Path) -> set[str]:
    """What lies in a camera's directory, what comes and goes there excepted."""
    return {path.name for path in directory.iterdir()} - {"state.json.tmp"}


def test_a_camera_that_nobody_asks_for_is_not_connected_to(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        first = run.state("a").updated_at
        run.until(lambda: run.state("a").updated_at > first)  # the supervisor has had many turns
        assert (run.activity("a"), run.state("a").picture_at) == (Activity.RESTING, None)
        assert house.counters("a").connections == 0


def test_what_a_stream_met_is_forgotten_when_nobody_asks_any_longer(tmp_path):
    with engine(tmp_path, [open_camera("a", DEAD)]) as run:
        run.keep_wanted("a")
        run.until(lambda: run.state("a").cause is Cause.UNREACHABLE)
        run.leave("a")
        run.until(lambda: run.activity("a") is Activity.RESTING)
        assert (run.state("a").cause, run.state("a").retry_at) == (None, None)


def test_what_a_look_met_is_told_until_nobody_asks_any_longer(tmp_path):
    with engine(tmp_path, [open_camera("a", DEAD)], replace(QUICK, look_fresh_seconds=2.0)) as run:
        run.keep_looked_at("a")
        run.until(lambda: run.state("a").cause is Cause.UNREACHABLE)
        run.leave("a")
        run.until(lambda: run.activity("a") is Activity.RESTING)


def test_a_refused_password_is_tried_once_and_again_when_changed(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip, user="admin", password="right")}) as house,
        engine(tmp_path, [open_camera("a", house.url("a", password="wrong"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.DOWN)
        assert run.state("a").cause is Cause.BAD_PASSWORD
        assert run.state("a").retry_at is None
        time.sleep(2)  # several times the first back-off of these limits
        assert house.counters("a").connections == 1
        run.cameras["a"] = open_camera("a", house.url("a"))
        run.until(lambda: run.activity("a") is Activity.LIVE)


def test_a_refused_password_is_tried_again_when_a_person_asks_but_once_an_hour(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip, user="admin", password="right")}) as house,
        engine(tmp_path, [open_camera("a", house.url("a", password="wrong"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.state("a").is_refused)
        stamp(tmp_path, "a", RETRY)
        run.until(lambda: house.counters("a").connections == 2)
        run.until(lambda: run.state("a").is_refused)
        stamp(tmp_path, "a", RETRY)
        first = run.state("a").updated_at
        run.until(lambda: run.state("a").updated_at > first)
        assert (run.state("a").cause, house.counters("a").connections) == (Cause.BAD_PASSWORD, 2)


def test_a_password_put_right_at_the_camera_works_when_tried_again(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip, user="admin", password="new")}) as house,
        engine(tmp_path, [open_camera("a", house.url("a", password="old"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.state("a").is_refused)
        house.set_script("a", CameraScript(clip, user="admin", password="old"))
        stamp(tmp_path, "a", RETRY)
        run.until(lambda: run.activity("a") is Activity.LIVE)
        assert not run.state("a").is_refused


def test_a_refusal_outlives_the_last_question(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip, user="admin", password="right")}) as house,
        engine(tmp_path, [open_camera("a", house.url("a", password="wrong"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.state("a").is_refused)
        run.leave("a")
        run.until(lambda: run.activity("a") is Activity.RESTING)
        assert run.state("a").is_refused
        run.keep_wanted("a")
        run.until(lambda: run.state("a").cause is Cause.BAD_PASSWORD)
        assert house.counters("a").connections == 1


def test_two_refusals_of_one_user_pause_the_whole_host(clip, tmp_path):
    names = ["a", "b", "c", "d"]
    script = CameraScript(clip, user="admin", password="right")
    with simulator(dict.fromkeys(names, script)) as house:
        cameras = [open_camera(name, house.url(name, password="wrong")) for name in names]
        one_by_one = replace(QUICK, host_sessions=1)
        with engine(tmp_path, cameras, one_by_one) as run:
            run.keep_wanted(*names)
            run.until(lambda: all(run.state(name).cause is Cause.BAD_PASSWORD for name in names))
            time.sleep(1)
            assert sum(house.counters(name).connections for name in names) == 2


def test_a_full_recorder_is_busy_and_asked_less(clip, tmp_path):
    nvr = Nvr("nvr", max_sessions=1)
    with simulator({name: CameraScript(clip, nvr=nvr) for name in ("a", "b")}) as house:
        cameras = [open_camera(name, house.url(name)) for name in ("a", "b")]
        with engine(tmp_path, cameras) as run:
            run.keep_wanted("a")
            run.until(lambda: run.activity("a") is Activity.LIVE)
            run.keep_wanted("b")
            run.until(lambda: run.state("b").cause is Cause.BUSY)
            run.until(lambda: 30 < retry_in(run.state("b")) < 80)
            assert run.activity("a") is Activity.LIVE


def test_a_viewer_waits_for_a_look_no_longer_than_it_lasts(clip, tmp_path):
    nvr = Nvr("nvr", max_sessions=1)
    mute = CameraScript(clip, nvr=nvr, fault=Fault.STALL)  # its look holds the only session
    with (
        simulator({"a": CameraScript(clip, nvr=nvr), "mute": mute}) as house,
        engine(
            tmp_path,
            [open_camera("mute", house.url("mute"))],
            replace(WATCHFUL, look_deadline_seconds=3.0),
        ) as run,
    ):
        run.keep_looked_at("mute")
        run.until(lambda: house.counters("mute").plays == 1)
        run.cameras["a"] = open_camera("a", house.url("a"))
        run.until(lambda: run.activity("a") is not None)
        run.keep_wanted("a")
        run.until(lambda: house.counters("a").refused_sessions > 0)
        run.until(lambda: run.activity("a") is Activity.LIVE)


def retry_in(state: CameraState) -> float:
    """Seconds until the camera is tried again."""
    return state.retry_at.timestamp() - time.time() if state.retry_at else float("inf")


def test_full_sessions_make_a_queue(clip, tmp_path):
    names = ["a", "b", "c"]
    with simulator(dict.fromkeys(names, CameraScript(clip))) as house:
        cameras = [open_camera(name, house.url(name)) for name in names]
        with engine(tmp_path, cameras, replace(QUICK, host_sessions=1)) as run:
            run.keep_wanted("a")
            run.until(lambda: run.activity("a") is Activity.LIVE)
            for place, name in enumerate(("b", "c"), start=1):
                run.keep_wanted(name)
                run.until(lambda name=name, place=place: run.state(name).place == place)
            assert [run.activity(name) for name in ("b", "c")] == [Activity.WAITING] * 2
            assert run.state("b").place == 1
            run.leave("a")
            run.until(lambda: run.activity("b") is Activity.LIVE)


def test_full_encode_slots_make_a_queue(tmp_path):
    names = ["a", "b"]
    script = CameraScript(small_clip(codec="h265"))
    with simulator(dict.fromkeys(names, script)) as house:
        cameras = [open_camera(name, house.url(name)) for name in names]
        with engine(tmp_path, cameras, replace(QUICK, encode_slots=1)) as run:
            run.keep_wanted("a")
            run.until(lambda: run.activity("a") is Activity.LIVE)
            run.keep_wanted("b")
            run.until(lambda: run.activity("b") is Activity.WAITING)
            assert run.state("b").place == 1
            assert run.state("a").is_encoded


def test_a_camera_that_may_not_move_gives_stills_only(clip, tmp_path):
    with simulator({"a": CameraScript(clip)}) as house:
        camera = CameraSource("a", house.url("a"), privacy=Privacy.BLUR)
        with engine(tmp_path, [camera]) as run:
            run.keep_wanted("a")
            run.keep_looked_at("a")
            run.until((tmp_path / "a" / STILL).exists)
            run.until(lambda: run.state("a").picture_at is not None)
            assert run.activity("a") is Activity.STILL_ONLY
            assert house.counters("a").connections == 1


def test_stills_come_often_while_somebody_asks_for_them(clip, tmp_path):
    limits = replace(QUICK, look_seconds=0.5)
    with (
        simulator({"a": CameraScript(clip, idr_at_play=True)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))], limits) as run,
    ):
        run.keep_looked_at("a")
        run.until((tmp_path / "a" / STILL).exists)
        first = mtime(tmp_path / "a" / STILL)
        run.until(lambda: house.counters("a").connections >= 3)
        run.until(lambda: (mtime(tmp_path / "a" / STILL) or 0) > (first or 0))


def test_stills_end_when_nobody_asks_for_them(clip, tmp_path):
    limits = replace(QUICK, look_seconds=0.2, look_fresh_seconds=1.0)
    with (
        simulator({"a": CameraScript(clip, idr_at_play=True)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))], limits) as run,
    ):
        run.keep_looked_at("a")
        run.until((tmp_path / "a" / STILL).exists)
        run.leave("a")
        run.until(Unchanged(lambda: house.counters("a").connections, seconds=3.0))


class Unchanged:
    """A condition: what `count` says has been the same for so many seconds."""

    def __init__(self, count: Callable[[], int], *, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._last = (count(), time.monotonic())

    def __call__(self) -> bool:
        now = time.monotonic()
        if self._count() != self._last[0]:
            self._last = (self._count(), now)
        return now - self._last[1] > self._seconds


def test_a_watched_camera_lends_its_key_frame_to_looks(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        run.keep_looked_at("a")
        run.until((tmp_path / "a" / STILL).exists)
        assert house.counters("a").connections == 1


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_a_watched_camera_lends_its_key_frame_until_it_is_left(codec, tmp_path):
    with (
        simulator({"a": CameraScript(small_clip(codec=codec))}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        frame = lent_frame(tmp_path, "a", within_seconds=60.0)
        assert frame is not None
        assert frame.image.shape == (180, 320, 3)
        run.leave("a")
        run.until(lambda: not (tmp_path / "a" / PRIVATE).exists())
        assert lent_frame(tmp_path, "a", within_seconds=60.0) is None


def test_a_camera_that_has_failed_lends_nothing(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        house.stop()
        run.until(lambda: run.activity("a") is Activity.DOWN)
        assert not (tmp_path / "a" / PRIVATE / LOAN).exists()


def test_changed_privacy_takes_back_what_was_shown(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        run.cameras["a"] = CameraSource("a", house.url("a"), privacy=Privacy.BLUR)
        run.until(lambda: run.activity("a") is Activity.STILL_ONLY)
        run.until(lambda: not segments(tmp_path / "a"))
        assert run.playlist("a") is None


def test_changed_privacy_takes_back_the_still_of_all_machines(tmp_path):
    shared = tmp_path / "shared"
    (shared / "a").mkdir(parents=True)
    (shared / "a" / STILL).write_bytes(b"taken by another machine, as its camera shows it")
    with engine(
        tmp_path / "live", [open_camera("a", "rtsp://127.0.0.1:9/a")], stills=shared
    ) as run:
        assert (shared / "a" / STILL).exists()
        run.cameras["a"] = replace(run.cameras["a"], privacy=Privacy.BLUR)
        run.until(lambda: not (shared / "a" / STILL).exists())


def test_a_removed_camera_leaves_nothing_published(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)
        del run.cameras["a"]
        run.until(lambda: house.open_connections == 0)
        run.until(lambda: not segments(tmp_path / "a"))


def test_states_are_written_again_while_nothing_happens(clip, tmp_path):
    with (
        simulator({"a": CameraScript(clip)}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        first = run.state("a")
        run.until(lambda: run.state("a").updated_at > first.updated_at)
        assert run.state("a").since == first.since


def test_a_second_supervisor_is_refused(tmp_path):
    with engine(tmp_path, []) as run:
        run.until(lambda: bool(workers()))
        second = Supervisor(tmp_path, cameras=dict, limits=QUICK)
        with pytest.raises(RootTaken):
            second.run(run._stop)


def test_stopping_is_quick_and_leaves_no_child(clip, tmp_path):
    names = ["a", "b", "c"]
    with simulator(dict.fromkeys(names, CameraScript(clip))) as house:
        cameras = [open_camera(name, house.url(name)) for name in names]
        with engine(tmp_path, cameras) as run:
            run.keep_wanted(*names)
            run.until(lambda: all(run.activity(name) is Activity.LIVE for name in names))
            pids = workers()
            seconds = run.stop()
        assert seconds < QUICK.stop_seconds + 5
        assert len(pids) >= 2
        assert [pid for pid in pids if os.path.exists(f"/proc/{pid}")] == []
        assert list(tmp_path.glob("*/*.m4s")) == []
