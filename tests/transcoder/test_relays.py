"""Cameras behind a relay, as MediaMTX or ZLMediaKit would stand there: GStreamer's RTSP server."""

import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.engine import OPEN_HOUSE, engine, open_camera, segments
from tests.support.gst_camera import gst_relay
from tests.support.simulator import simulator, small_clip
from transcoder.camera import CameraSource, Privacy, Transport
from transcoder.demand import Activity
from transcoder.ffmpeg import ffmpeg_executable
from transcoder.simulator import CameraScript
from transcoder.source import key_frame

# A relay answers when the camera behind it has, and on a loaded machine that takes long.
PATIENT = replace(OPEN_HOUSE, open_timeout_seconds=60.0, watchdog_seconds=60.0)

pytestmark = [pytest.mark.media, pytest.mark.slow]


@pytest.fixture(scope="module")
def clip():
    return small_clip()


@pytest.mark.parametrize("transport", Transport)
def test_a_camera_behind_a_relay_plays_while_it_is_watched(clip, tmp_path, transport):
    with (
        simulator({"a": CameraScript(clip)}) as behind,
        gst_relay(behind.url("a")) as url,
        engine(
            tmp_path, [CameraSource("a", url, privacy=Privacy.OPEN, transport=transport)]
        ) as run,
    ):
        assert behind.counters("a").connections == 0
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE and len(segments(tmp_path / "a")) > 1)
        run.leave("a")
        # The relay lets the camera go when its last reader has left.
        run.until(lambda: behind.open_connections == 0)


def test_a_look_takes_one_picture_through_a_relay(clip):
    with simulator({"a": CameraScript(clip)}) as behind, gst_relay(behind.url("a")) as url:
        key = key_frame(open_camera("a", url), PATIENT, deadline_seconds=60.0)

    assert key.image.shape == (180, 320, 3)


@contextmanager
def hls_camera(folder):
    """The address of a live playlist of TS segments, as platforms give it beside RTSP."""
    command = [
        ffmpeg_executable(), "-loglevel", "error", "-re", "-f", "lavfi",
        "-i", "testsrc=size=320x180:rate=10", "-c:v", "libx264", "-g", "10", "-pix_fmt", "yuv420p",
        "-f", "hls", "-hls_time", "1", "-hls_list_size", "6", str(folder / "index.m3u8"),
    ]  # fmt: skip
    serve = partial(QuietHandler, directory=str(folder))
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), serve) as server,
        subprocess.Popen(command, stdin=subprocess.DEVNULL) as camera,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            while not (folder / "index.m3u8").exists() and camera.poll() is None:
                time.sleep(0.05)
            yield f"http://127.0.0.1:{server.server_port}/index.m3u8"
        finally:
            server.shutdown()
            camera.kill()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_args):
        """Nothing."""


def test_a_look_takes_one_picture_of_a_playlist_through_a_relay(tmp_path):
    with hls_camera(tmp_path) as behind, gst_relay(behind) as url:
        key = key_frame(open_camera("a", url), PATIENT, deadline_seconds=60.0)

    assert key.image.shape == (180, 320, 3)
