"""Looking at simulated cameras through the engine that connects."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from detector.errors import NoPicture
from detector.integrity import judge
from detector.look import Camera, Look, Result
from detector.memory import Memory
from detector.sampler import Sampler
from detector.turns import Pace
from tests.support.engine import open_camera
from tests.support.simulator import simulator, small_clip
from transcoder.errors import SourceFailed
from transcoder.limits import Limits
from transcoder.simulator import CameraScript, Fault, Simulator
from transcoder.simulator.clips import Kind
from transcoder.source import KeyFrame, key_frame

pytestmark = [pytest.mark.media, pytest.mark.slow]
# A camera that answers has time enough on a slow machine; one that does not ends a test later.
LIMITS = Limits(open_timeout_seconds=6.0, watchdog_seconds=6.0, key_wait_seconds=20.0)
PACE = Pace(at_once=64, per_second=1e6, host_per_second=1e6, host_at_once=64, deadline_seconds=40)


def sampler(house: Simulator) -> Sampler:
    def opener(camera: Camera, seconds: float) -> KeyFrame:
        source = open_camera(camera.code, house.url(camera.code))
        try:
            return key_frame(source, LIMITS, deadline_seconds=min(seconds, 6.0))
        except SourceFailed as failed:
            cause = failed.cause
        raise NoPicture(cause)

    return Sampler(opener, pace=PACE)


def look_at(house: Simulator, codes: list[str]) -> dict[str, Look]:
    cameras = [Camera(code, code) for code in codes]
    return {look.code: look for look in sampler(house).look_at(cameras)}


def test_each_camera_gets_its_own_result():
    good = CameraScript(small_clip())
    scripts = {
        **{f"good{n}": good for n in range(20)},
        "locked": replace(good, user="u", password="p"),
        "busy": replace(good, status=453),
        "gone": replace(good, status=404),
        "silent": replace(good, fault=Fault.BLACK_HOLE),
        "mute": replace(good, fault=Fault.STALL),
    }
    with simulator(scripts) as house:
        url = house.url
        house.url = lambda name: url(name, password="wrong") if name == "locked" else url(name)
        looks = look_at(house, list(scripts))

    assert {look.cause for code, look in looks.items() if code.startswith("good")} == {None}
    assert {code: looks[code].cause for code in scripts if not code.startswith("good")} == {
        "locked": "bad_password", "busy": "busy", "gone": "no_such_path", "silent": "silent",
        "mute": "stalled",
    }  # fmt: skip
    assert {look.result for look in looks.values()} == {Result.OK, Result.FAILED}


def test_black_covered_and_frozen_cameras_are_named_and_a_living_one_is_not():
    scripts = {kind.value: CameraScript(small_clip(kind=kind)) for kind in Kind}
    memories = dict.fromkeys(scripts, Memory())
    named: dict[str, set[str]] = {}
    with simulator(scripts) as house:
        for minute in range(3):
            for code, look in look_at(house, list(scripts)).items():
                assert look.frame is not None
                judgement = judge(look.frame.image, memories[code], taken_at=60.0 * minute)
                memories[code] = judgement.memory
                named[code] = {verdict.code for verdict in judgement.bad}

    assert named == {
        "normal": set(),
        "black": {"DEV-DARK"},
        "covered": {"DEV-COVER"},
        "frozen": {"DEV-FROZEN"},
    }


def test_hundreds_of_looks_leave_no_thread_connection_or_descriptor():
    kinds = (
        CameraScript(small_clip(), idr_at_play=True),
        CameraScript(small_clip(), status=404),
        CameraScript(small_clip(), fault=Fault.RESET, idr_at_play=True),
    )
    scripts = {f"cam{n}": kinds[n % 3] for n in range(30)}

    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    with simulator(scripts) as house:
        looking = sampler(house)
        cameras = [Camera(code, code) for code in scripts]
        for _ in range(2):
            list(looking.look_at(cameras))
        before = threading.active_count(), descriptors()
        for _ in range(8):
            list(looking.look_at(cameras))

        assert looking.abandoned == 0
        # A thread that has told its result still has to end, and the house, which lives in this
        # process too, to close its side of the last lines.
        end = time.monotonic() + 20
        while (threading.active_count() > before[0] or descriptors() > before[1] + 2) and (
            time.monotonic() < end
        ):
            time.sleep(0.05)
        assert threading.active_count() <= before[0]
        assert descriptors() <= before[1] + 2
