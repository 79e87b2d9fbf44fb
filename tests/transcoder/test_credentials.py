"""A camera's password appears nowhere but in memory."""

import base64
import logging
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.support.engine import engine, open_camera
from tests.support.simulator import simulator, small_clip
from transcoder.demand import Activity
from transcoder.errors import Cause
from transcoder.protocol import source_from
from transcoder.simulator import CameraScript, Fault, Login

pytestmark = [pytest.mark.media, pytest.mark.slow]
# Every character that means something in an address, and some that need encoding.
PASSWORD = "m@rk:er/100%#ä中 x"
USER = "marker-user"


def forms(password: str) -> set[bytes]:
    """The password as it might show: plain, encoded for an address, in base64."""
    raw = password.encode()
    login = f"{USER}:{password}".encode()
    written = {password, quote(password, safe=""), quote(password), quote_plus(password)}
    coded = {base64.b64encode(raw), base64.b64encode(login), raw}
    return coded | {form.encode() for form in written}


def everything_public(root: Path) -> bytes:
    """All published and private files, and what every process shows of itself."""
    files = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    processes = []
    for entry in Path("/proc").iterdir():
        for shown in ("cmdline", "environ"):
            try:
                processes.append((entry / shown).read_bytes())
            except OSError:
                continue
    return b"\n".join([*files, *processes])


@pytest.mark.parametrize("login", list(Login))
def test_a_password_with_every_odd_character_opens_the_camera(login: Login, tmp_path: Path):
    script = CameraScript(small_clip(), user=USER, password=PASSWORD, login=login)
    with (
        simulator({"a": script}) as house,
        engine(tmp_path, [open_camera("a", house.url("a"))]) as run,
    ):
        run.keep_wanted("a")
        run.until(lambda: run.activity("a") is Activity.LIVE)


def test_no_log_file_or_process_shows_a_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG)
    good = CameraScript(small_clip(), user=USER, password=PASSWORD)
    scripts = {
        "good": good,
        "encoded": CameraScript(small_clip(codec="h265"), user=USER, password=PASSWORD),
        "refused": CameraScript(small_clip(), user=USER, password="another"),
        "missing": CameraScript(small_clip(), user=USER, password=PASSWORD, status=404),
        "broken": CameraScript(small_clip(), fault=Fault.GARBAGE),
    }
    with simulator(scripts) as house:
        cameras = [
            open_camera(name, house.url(name, user=USER, password=PASSWORD)) for name in scripts
        ]
        with engine(tmp_path, cameras) as run:
            run.keep_wanted(*scripts)
            run.until(lambda: run.activity("good") is Activity.LIVE)
            run.until(lambda: run.activity("encoded") is Activity.LIVE)
            run.until(lambda: run.state("refused").cause is Cause.BAD_PASSWORD)
            run.until(lambda: run.activity("missing") is Activity.DOWN)
            seen = everything_public(tmp_path)
    logged = "".join(str(record.__dict__) for record in caplog.records)
    printed = "".join(capfd.readouterr())
    shown = seen + logged.encode() + printed.encode() + repr(cameras).encode()
    assert [form for form in forms(PASSWORD) if form in shown] == []
    assert b"rtsp://" not in shown
    assert b"good" in shown


def test_a_camera_that_cannot_be_read_is_told_without_its_address():
    with pytest.raises(ValueError, match="no camera") as failed:
        source_from({"code": "a", "url": f"rtsp://u:{PASSWORD}@host/", "privacy": PASSWORD})
    assert PASSWORD not in str(failed.value)
    assert failed.value.__context__ is None
