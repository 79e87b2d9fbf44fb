"""How many playlists a second the gate hands out, beside a bare Flask "hello"."""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.beside import again
from bench.figures import Figure
from bench.processes import end
from portal import create_app
from portal.extensions import db
from portal.registry.queries import active_cameras
from portal.settings import load
from portal.shell import clock
from portal.shell.rules import local_day
from transcoder.demand import PLAYLIST, Activity, CameraState, write_state

ROUNDS = 3
ROUND_SECONDS = 5
CONNECTIONS = 16
A_PLAYLIST = (
    """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:1795000000
#EXT-X-MAP:URI="/live/{code}/abcdefgh/init-0123456789abcdef01234567.mp4"
"""
    + "#EXTINF:2.000,\n/live/{code}/abcdefgh/1-0123456789abcdef01234567.m4s\n" * 6
)


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Requests a second of a warm camera's playlist and of "hello", one gthread process each."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("bench gate: wrk is missing; `make test-deps` installs it", file=sys.stderr)
        return
    environment = os.environ | {
        "MINGCHU_DATA": str(directory / "data"),
        "MINGCHU_LIVE_ROOT": str(directory / "live"),
        "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8",
        "MINGCHU_LIVE_EMBEDDED_VIEWERS": "100000",
    }
    code = district(environment)
    with (
        again(lambda: renew(directory / "live", code), seconds=0.5),
        served("portal:create_app()", environment) as portal,
        served("bench.hello:app", environment) as hello,
    ):
        playlist = f"{portal}/live/{code}/index.m3u8"
        wait(playlist)
        wait(hello)
        ours, bare = [], []
        for _ in range(ROUNDS):  # taken in turns, so that a busy machine slows both
            ours.append(rate(wrk, playlist))
            bare.append(rate(wrk, hello))
    yield Figure(
        name="gate.playlists",
        value=statistics.median(ours),
        unit="1/s",
        reference=statistics.median(bare),
        target=0.5,
        at_least=True,
    )


def district(environment: dict[str, str]) -> str:
    """A migrated, seeded database; the code of a camera that may be shown now."""
    for command in (["db", "upgrade"], ["seed", "demo"]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "portal", *command],
            env=environment, check=True, capture_output=True,
        )  # fmt: skip
    app = create_app(load(environment))
    with app.app_context():
        cameras = active_cameras(db.session(), day=local_day(clock.now()))
        client = app.test_client()
        for camera in cameras:
            answer = client.get(f"/live/{camera.code}/index.m3u8")
            if answer.json and answer.json["code"] in {"starting", "ready", "unknown", "offline"}:
                return camera.code
    raise RuntimeError("no camera of the demo district may be shown")


def renew(root: Path, code: str) -> None:
    """Write the state and the playlist of a camera that plays, as the transcoder would."""
    now = datetime.now(UTC)
    write_state(root, code, CameraState(Activity.LIVE, since=now, updated_at=now))
    beside = root / code / "index.tmp"
    beside.write_text(A_PLAYLIST.replace("{code}", code))
    beside.replace(root / code / PLAYLIST)


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[str]:
    """`application` in one gunicorn process with threads, as an address."""
    with served_by(application, environment) as (address, _):
        yield address


@contextmanager
def served_by(application: str, environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """The same, with the number of the process that all of it descends from."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers=1", "--worker-class=gthread",
         "--threads=8", f"--bind=127.0.0.1:{port}", "--config=python:bench.no_config",
         "--log-level=warning", application],
        env=environment | {"MINGCHU_PORT": str(port)},
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        end(process)


def wait(address: str, *, patience_seconds: float = 30) -> None:
    """Return as soon as `address` answers 200."""
    until = time.monotonic() + patience_seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server under test did not start")


def rate(wrk: str, address: str, *, header: str = "X-Bench: 1") -> float:
    """Requests a second that `wrk` got answered. Raises RuntimeError when any failed."""
    return rate_of(wrk_report(wrk, address, "-H", header))


def wrk_report(wrk: str, address: str, *more: str) -> str:
    """What `wrk` printed of a round. Raises RuntimeError when any request failed."""
    report = subprocess.run(
        [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{ROUND_SECONDS}s", *more, address],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in report:
        raise RuntimeError(f"some requests failed:\n{report}")
    return report


def rate_of(report: str) -> float:
    """Requests a second as `wrk` reports them."""
    found = re.search(r"Requests/sec:\s+([\d.]+)", report)
    if found is None:
        raise RuntimeError(f"wrk printed no rate:\n{report}")
    return float(found.group(1))
