"""Opening one camera for one look: what is told of it, and what is not."""

import pytest

from detector.errors import NoPicture, NotLooked
from detector.look import Camera
from portal.rounds.opening import LONG_GOPS, WITHOUT_KEY, Opener
from tests.support.simulator import simulator, small_clip
from transcoder.camera import CameraSource
from transcoder.limits import Limits
from transcoder.simulator import CameraScript

pytestmark = [pytest.mark.media, pytest.mark.slow]
CAMERA = Camera("a", "127.0.0.1")
LIMITS = Limits(open_timeout_seconds=2.0, watchdog_seconds=2.0, key_wait_seconds=0.0)


@pytest.fixture
def opener(tmp_path):
    return Opener(tmp_path, LIMITS)


def look(opener, url, *, seconds=8.0, gop_seconds=None):
    with opener.knowing({"a": CameraSource("a", url)}):
        return opener(Camera("a", "127.0.0.1", gop_seconds), seconds)


def test_a_camera_nobody_gave_an_address_of_is_not_looked_at(opener):
    with pytest.raises(NotLooked, match="no_source"):
        opener(CAMERA, 8.0)


def test_addresses_are_known_for_as_long_as_they_are_needed(opener):
    with opener.knowing({"a": CameraSource("a", "rtsp://127.0.0.1:9/a")}):
        pass
    with pytest.raises(NotLooked, match="no_source"):
        opener(CAMERA, 8.0)


def test_a_look_brings_the_frame(opener):
    with simulator({"a": CameraScript(small_clip(), idr_at_play=True)}) as cameras:
        frame = look(opener, cameras.url("a"))

    assert frame.image.shape == (180, 320, 3)


def test_what_is_raised_tells_the_cause_and_no_address(opener):
    with simulator({"a": CameraScript(small_clip(), status=500)}) as cameras:
        url = cameras.url("a", user="viewer", password="hidden")
        with pytest.raises(NoPicture) as failed:
            look(opener, url)

    assert failed.value.cause == "server_error"
    assert failed.value.__context__ is None
    assert "hidden" not in repr(failed.value)


@pytest.fixture(scope="module")
def far_apart():
    """A camera that sent a key frame half a minute ago, and sends the next one much later."""
    clip = small_clip(seconds=240, fps=2, gop_seconds=240.0)
    with simulator({"a": CameraScript(clip, starts_anywhere=True)}, now=lambda: 30.0) as cameras:
        yield cameras.url("a")


def test_key_frames_far_apart_are_waited_for_longer_the_next_time(opener, far_apart):
    with pytest.raises(NotLooked, match=WITHOUT_KEY):
        look(opener, far_apart, seconds=0.5)

    assert opener.gop_seconds("a") == LONG_GOPS[0]


def test_a_camera_without_any_key_frame_is_to_blame_in_the_end(opener, far_apart):
    with pytest.raises(NoPicture, match="stalled"):
        look(opener, far_apart, seconds=0.5, gop_seconds=LONG_GOPS[-1])
