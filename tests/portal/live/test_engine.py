"""The transcoder process as the portal runs it: its cameras, its commands, its health."""

import errno
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from portal.live import engine
from portal.live.engine import READ_SECONDS, RegisteredCameras
from portal.registry.kinds import Privacy
from portal.rounds.kinds import Refused
from portal.rounds.models import CameraRefusal
from tests.support.factories import CAMERA_KEY, NOON, make_camera
from transcoder.demand import RETRY, Activity

# Starting Flask and all its floors takes long on a busy machine.
PATIENCE_SECONDS = 120


class Ticks:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
def cameras(app, ticks):
    return RegisteredCameras(app, tick=ticks)


def test_the_engine_gets_the_registers_cameras(cameras, camera):
    source = cameras()[camera.code]
    assert (source.host, source.privacy) == ("10.0.0.9", Privacy.OPEN)


def test_the_register_is_read_every_five_seconds(cameras, camera, session, ticks):
    assert set(cameras()) == {camera.code}
    other = make_camera(session)
    session.commit()
    ticks.now = READ_SECONDS - 0.1
    assert set(cameras()) == {camera.code}
    ticks.now = READ_SECONDS
    assert set(cameras()) == {camera.code, other.code}


def test_the_last_known_cameras_outlive_the_database(cameras, camera, ticks, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OperationalError("SELECT", {}, Exception("gone"))

    cameras()
    monkeypatch.setattr(engine, "camera_sources", fail)
    ticks.now = READ_SECONDS
    assert set(cameras()) == {camera.code}
    (record,) = [each for each in caplog.records if each.name == engine.__name__]
    assert (record.message, record.reason) == ("register_unread", "OperationalError")


def test_a_wish_to_try_a_password_again_is_stamped_once(cameras, camera, session, settings, ticks):
    cameras()
    release(session, camera, NOON + timedelta(minutes=2))
    stamps = settings.live_directory / camera.code / RETRY
    ticks.now += READ_SECONDS
    cameras()
    assert stamps.exists()
    stamps.unlink()
    ticks.now += READ_SECONDS
    cameras()
    assert not stamps.exists()


def test_what_was_asked_before_the_engine_started_is_not_stamped(
    app, camera, session, settings, set_clock
):
    release(session, camera, NOON + timedelta(minutes=2))
    set_clock(NOON + timedelta(minutes=3))
    RegisteredCameras(app)()
    assert not (settings.live_directory / camera.code / RETRY).exists()


def test_a_full_disk_costs_the_wish_and_not_the_cameras(
    cameras, camera, session, ticks, monkeypatch, caplog
):
    def fail(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    cameras()
    release(session, camera, NOON + timedelta(minutes=2))
    monkeypatch.setattr(engine, "stamp", fail)
    ticks.now = READ_SECONDS
    assert set(cameras()) == {camera.code}
    (record,) = [each for each in caplog.records if each.name == engine.__name__]
    assert (record.message, record.errno) == ("stamp_failed", errno.ENOSPC)


def release(session, camera, moment):
    """Somebody asks at `moment` to try the camera's refused password again."""
    marks = dict.fromkeys(("address_mark", "user_mark", "password_mark"), "m")
    session.add(
        CameraRefusal(
            camera_id=camera.id,
            cause=Refused.BAD_PASSWORD,
            refused_at=NOON,
            released_at=moment,
            **marks,
        )
    )
    session.commit()


def test_readiness_tells_of_a_transcoder_that_never_ran(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "has not written anything" in answer.json["wrong"]["transcoder"]


def test_readiness_tells_of_a_silent_transcoder(client, camera, transcoder, set_clock):
    transcoder.state(camera.code, Activity.RESTING)
    written = (transcoder.root / camera.code / "state.json").stat().st_mtime
    set_clock(NOON.fromtimestamp(written, NOON.tzinfo) + timedelta(seconds=59))
    assert client.get("/readyz").status_code == 200
    set_clock(NOON.fromtimestamp(written, NOON.tzinfo) + timedelta(seconds=70))
    assert "silent for 70 seconds" in client.get("/readyz").json["wrong"]["transcoder"]


def test_a_working_transcoder_without_cameras_is_ready(client, transcoder):
    transcoder.root.mkdir(parents=True)
    (transcoder.root / ".lock").touch()
    assert client.get("/readyz").status_code == 200


@pytest.fixture
def start(app, settings):
    """Start `flask --app portal live transcode` as the Procfile does; ended at teardown."""
    processes = []

    def start():
        environment = os.environ | {
            "MINGCHU_DATA": str(settings.data),
            "MINGCHU_LIVE_ROOT": str(settings.live_root),
            "MINGCHU_CAMERA_KEYS": CAMERA_KEY,
            "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "portal", "live", "transcode"],
            env=environment, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def wait_for(condition, *, seconds=PATIENCE_SECONDS):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.media
@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_cleanly_when_told(start, session, settings, ending):
    camera = make_camera(session, url="rtsp://127.0.0.1:9/none")
    session.commit()
    process = start()
    wait_for((settings.live_root / camera.code / "state.json").exists)
    process.send_signal(ending)
    stderr = process.communicate(timeout=PATIENCE_SECONDS)[1]
    assert process.returncode == 0
    assert "Traceback" not in stderr


@pytest.mark.media
@pytest.mark.slow
def test_a_second_process_on_one_directory_refuses(start, settings, session):
    camera = make_camera(session, url="rtsp://127.0.0.1:9/none")
    session.commit()
    start()
    wait_for((settings.live_root / camera.code / "state.json").exists)
    second = start()
    assert "another supervisor works below" in second.communicate(timeout=PATIENCE_SECONDS)[1]
    assert second.returncode == 1
