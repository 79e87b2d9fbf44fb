"""The same reading from GStreamer's server and from ours: what holds for one holds for both."""

import av
import pytest

from tests.support.gst_camera import gst_camera
from tests.support.simulator import simulator, small_clip
from transcoder.simulator import CameraScript

pytestmark = [pytest.mark.media, pytest.mark.slow]

OPTIONS = {"rtsp_transport": "tcp", "allowed_media_types": "video", "analyzeduration": "500000"}
ODD_PASSWORD = "a b:@/%#ä中"
NAMES = {"h264": "h264", "h265": "hevc"}
logins = pytest.mark.parametrize(("user", "password"), [(None, ""), ("admin", ODD_PASSWORD)])
codecs = pytest.mark.parametrize("codec", ["h264", "h265"])


def read_ten(url):
    with av.open(url, options=OPTIONS, timeout=(10, 10)) as container:
        stream = container.streams.video[0]
        packets = []
        for packet in container.demux(stream):
            packets.append(packet)
            if len(packets) == 10:
                break
        return stream.codec_context.name, packets


@codecs
@logins
def test_ten_packets_come_from_gstreamer(codec, user, password):
    with gst_camera(codec, user=user, password=password) as url:
        name, packets = read_ten(url)

    assert (name, len(packets), packets[0].is_keyframe) == (NAMES[codec], 10, True)


@codecs
@logins
def test_ten_packets_come_from_the_simulator(codec, user, password):
    script = CameraScript(small_clip(codec=codec), user=user, password=password)
    with simulator({"kitchen": script}) as sim:
        name, packets = read_ten(sim.url("kitchen"))

    assert (name, len(packets), packets[0].is_keyframe) == (NAMES[codec], 10, True)


def test_gstreamer_refuses_a_wrong_password():
    with gst_camera(user="admin", password="right") as url:  # noqa: SIM117 - the camera stays
        with pytest.raises(av.error.HTTPUnauthorizedError):
            read_ten(url.replace("right", "wrong"))


def test_the_simulator_refuses_a_wrong_password():
    script = CameraScript(small_clip(), user="admin", password="right")
    with simulator({"kitchen": script}) as sim:
        with pytest.raises(av.error.HTTPUnauthorizedError):
            read_ten(sim.url("kitchen", password="wrong"))

        assert sim.counters("kitchen").refused_logins == 1
