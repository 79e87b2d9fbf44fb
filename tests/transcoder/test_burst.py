"""Several pictures of one camera within seconds, on one connection."""

import io
from itertools import pairwise

import av
import pytest

from tests.support.engine import open_camera
from tests.support.simulator import simulator, small_clip
from transcoder.burst import Burst, BurstPlan, burst
from transcoder.errors import Cause, SourceFailed
from transcoder.limits import Limits
from transcoder.simulator import CameraScript, Fault

pytestmark = pytest.mark.media
PATIENT = Limits(open_timeout_seconds=20.0, watchdog_seconds=20.0, key_wait_seconds=20.0)
PLAN = BurstPlan(count=3, apart_seconds=0.6, deadline_seconds=30.0)


def looked(camera: CameraScript, plan: BurstPlan = PLAN) -> Burst:
    with simulator({"cam": camera}) as house:
        return burst(open_camera("cam", house.url("cam")), PATIENT, plan)


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_a_burst_brings_pictures_apart(codec):
    # A key frame comes once in 4 s: pictures between them must be decoded as well.
    taken = looked(CameraScript(small_clip(codec=codec, gop_seconds=4.0), idr_at_play=True))
    moments = [frame.taken_at for frame in taken.frames]

    assert len(moments) == 3
    # Pictures of the clip are 0.1 s apart; the two clocks are read one after the other.
    assert all(later - earlier > 0.35 for earlier, later in pairwise(moments))
    assert {frame.image.shape for frame in taken.frames} == {(180, 320, 3)}


def test_its_pictures_differ_as_time_passes():
    taken = looked(CameraScript(small_clip(), idr_at_play=True))

    assert (taken.frames[0].image != taken.frames[-1].image).any()


def test_its_film_can_be_played():
    taken = looked(CameraScript(small_clip(), idr_at_play=True))
    with av.open(io.BytesIO(taken.clip)) as film:
        count = sum(1 for _ in film.decode(video=0))

    assert count >= 6  # 0.6 s of 10 pictures a second


def test_a_camera_that_ends_early_gives_what_there_was():
    camera = CameraScript(small_clip(), idr_at_play=True, fault=Fault.RESET, after_seconds=1.0)
    taken = looked(camera, BurstPlan(count=50, apart_seconds=0.3, deadline_seconds=30.0))

    assert 1 <= len(taken.frames) < 50


def test_time_ends_a_burst_that_has_not_all_its_pictures():
    plan = BurstPlan(count=500, apart_seconds=0.2, deadline_seconds=2.0)
    taken = looked(CameraScript(small_clip(), idr_at_play=True), plan)

    assert 1 <= len(taken.frames) < 500


def test_a_camera_that_is_not_there_is_a_failure():
    with simulator({"cam": CameraScript(small_clip())}) as house:
        url = f"{house.url('cam')}-not"
        with pytest.raises(SourceFailed) as failed:
            burst(open_camera("cam", url), PATIENT, PLAN)

    assert failed.value.cause is Cause.NO_SUCH_PATH
