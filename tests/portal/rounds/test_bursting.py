"""A running stream lends its key frames to a burst, as they come."""

from collections import deque
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.rounds.bursting import Burster
from transcoder.burst import BurstPlan
from transcoder.camera import CameraSource
from transcoder.limits import Limits

SOURCE = CameraSource("cam", "rtsp://127.0.0.1:9/none")
PLAN = BurstPlan(count=3, apart_seconds=1.0, deadline_seconds=10.0)


def frame(at):
    return SimpleNamespace(image=None, taken_at=float(at))


class Stream:
    """Lends one frame after the other, `step` seconds of its own clock apart."""

    def __init__(self, *moments, step=0.5):
        self.frames = deque(frame(at) for at in moments)
        self.now, self.step = 0.0, step

    def lend(self, root, code):
        return self.frames[0] if self.frames else None

    def nap(self, seconds):
        self.now += self.step
        if len(self.frames) > 1:
            self.frames.popleft()

    def burster(self):
        limits = Limits(open_timeout_seconds=1.0)
        return Burster(
            Path("/nowhere"), limits, lend=self.lend, tick=lambda: self.now, nap=self.nap
        )


def moments(taken):
    return [each.taken_at for each in taken.frames]


def test_a_burst_takes_each_key_frame_that_a_stream_lends():
    taken = Stream(100, 102, 104, 106).burster()(SOURCE, PLAN)

    assert moments(taken) == [100, 102, 104]
    assert taken.clip is None


def test_the_same_frame_is_not_taken_twice():
    taken = Stream(100, 100, 100, 102, 104).burster()(SOURCE, PLAN)

    assert moments(taken) == [100, 102, 104]


def test_a_stream_with_rare_key_frames_gives_what_came_in_time():
    taken = Stream(100, 110, step=6.0).burster()(SOURCE, PLAN)

    assert moments(taken) == [100, 110]


def test_a_camera_that_fails_gives_nothing():
    assert Stream().burster()(SOURCE, PLAN).frames == ()


@pytest.mark.parametrize("apart", [2.0, 5.0])
def test_frames_are_as_far_apart_as_the_plan_asks(apart):
    plan = BurstPlan(count=2, apart_seconds=apart, deadline_seconds=10.0)
    taken = Stream(*range(100, 110)).burster()(SOURCE, plan)

    assert moments(taken) == [100, 100 + apart]
