"""A marker password planted in the register is looked for in everything the house shows.

The parts have tests of their own; here all of it runs as processes, as an operator starts it.
"""

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.support.simulator import simulator, small_clip
from transcoder.simulator import CameraScript

pytestmark = [pytest.mark.media, pytest.mark.slow, pytest.mark.timeout(1800)]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 240  # far more than a loaded machine needs; only what never comes takes it
USER = "marker-user"
PASSWORD = "M4rker@:/%#ä中 x"
WRONG = "Wr0ng@:/%#ö文 y"
HEADER = (
    "station,station_code,licence_no,name,type,address,status,hours,"
    "camera_no,zone,camera_url,privacy,privacy_basis,privacy_decided_by"
)


def forms(password):
    """The password as it might show: plain, encoded for an address, in base64."""
    plain = {password, quote(password, safe=""), quote(password), quote_plus(password)}
    coded = {base64.b64encode(text.encode()) for text in (password, f"{USER}:{password}")}
    return coded | {text.encode() for text in plain}


@pytest.fixture
def environment(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return os.environ | {
        "MINGCHU_DATA": str(tmp_path / "data"),
        "MINGCHU_LIVE_ROOT": str(tmp_path / "live"),
        "MINGCHU_PORT": str(port),
        "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8",
        "PYTHONUNBUFFERED": "1",
    }


def flask(environment, *command):
    """Run a command of the portal; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "portal", *command],
        cwd=ROOT, env=environment, capture_output=True, check=False, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return done.stdout + done.stderr


@contextmanager
def running(environment, log, *command):
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


class Reader:
    """Asks the portal for pages and keeps every byte of every answer."""

    def __init__(self, base):
        self.base = base
        self.heard = b""

    def get(self, path):
        try:
            with urllib.request.urlopen(self.base + path, timeout=60) as answer:
                return self._keep(answer)
        except urllib.error.HTTPError as answer:
            return self._keep(answer)
        except OSError:  # not up yet, or slower than a loaded machine lets one wait
            return None, b""

    def until(self, path, wanted, seconds=PATIENCE_SECONDS):
        """Ask until `wanted(status, body)`; fails with the last answer."""
        end = time.monotonic() + seconds
        while True:
            status, body = self.get(path)
            if wanted(status, body):
                return body
            assert time.monotonic() < end, (path, status, body[:500])
            time.sleep(0.2)

    def _keep(self, answer):
        body = answer.read()
        self.heard += str(answer.headers).encode() + body
        return answer.status, body


def shown_by_processes():
    shown = b""
    for entry in Path("/proc").iterdir():
        for name in ("cmdline", "environ"):
            try:
                shown += (entry / name).read_bytes()
            except OSError:
                continue
    return shown


def files_below(folder):
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_password_leaves_the_house(tmp_path, environment):
    good = CameraScript(small_clip(), user=USER, password=PASSWORD)
    other = CameraScript(small_clip(), user=USER, password="not the one in the register")
    with simulator({"good": good, "bad": other}) as sim:
        register = tmp_path / "register.csv"
        rows = [
            f"一所,first,M-{number},餐馆,small,一路1号,open,24h,1,CK,{address},open,consent,Li"
            for number, address in enumerate(
                [
                    sim.url("good", user=USER, password=PASSWORD),
                    sim.url("bad", user=USER, password=WRONG),
                ]
            )
        ]
        register.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        told = flask(environment, "db", "upgrade")
        told += flask(environment, "registry", "import", str(register))
        register.unlink()
        listing = flask(environment, "registry", "cameras").decode()
        codes = [next(w for w in line.split() if len(w) == 10 and w.isalnum())
                 for line in listing.splitlines() if "M-" in line]  # fmt: skip
        assert len(codes) == 2, told.decode() + listing

        reader = Reader(f"http://127.0.0.1:{environment['MINGCHU_PORT']}")
        web = ["gunicorn", "--config", "gunicorn.conf.py", "portal:create_app()"]
        with (
            running(environment, tmp_path / "web.log", *web),
            running(environment, tmp_path / "transcoder.log",
                    "flask", "--app", "portal", "live", "transcode"),
        ):  # fmt: skip
            playlist = f"/live/{codes[0]}/index.m3u8"
            reader.until(playlist, lambda status, body: status == 200)
            state = Path(environment["MINGCHU_LIVE_ROOT"], codes[1], "state.json")
            reader.until(
                f"/live/{codes[1]}/index.m3u8",
                lambda status, body: (
                    b"bad_password" in (state.read_bytes() if state.exists() else b"")
                ),
            )
            for path in ("/", "/restaurants", "/en/restaurants", "/readyz", "/nowhere",
                         f"/live/{codes[1]}/state.json", f"/live/{codes[1]}/still.jpg",
                         f"/live/{codes[0]}/../../data/mingchu.db",
                         "/register/template.csv"):  # fmt: skip
                reader.get(path)
            shown = shown_by_processes() + files_below(tmp_path / "live")
        assert sim.counters("bad").refused_logins > 0
    kept = files_below(tmp_path)
    everything = told + listing.encode() + reader.heard + shown + kept
    assert b"EXTM3U" in everything  # the net was really cast
    found = [form for word in (PASSWORD, WRONG) for form in forms(word) if form in everything]
    assert found == []
    assert f"127.0.0.1:{sim.port}".encode() not in everything
