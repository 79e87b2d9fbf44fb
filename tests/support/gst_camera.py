"""GStreamer's RTSP server as a camera that we have not written ourselves."""

import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.support.lacking import skip_or_fail

SYSTEM_PYTHON = Path("/usr/bin/python3")  # GStreamer's bindings belong to the system
START_SECONDS = 20.0
STOP_SECONDS = 5.0


@contextmanager
def gst_camera(
    codec: str = "h264",
    *,
    user: str | None = None,
    password: str = "",
    gop_seconds: float = 2.0,
    certificate: Path | None = None,
) -> Iterator[str]:
    """The address, login included, of a camera of 320×180 at 25 fps; it stops on leaving.

    `codec` is h264 or h265; with a `certificate` (PEM, key included) it
    speaks TLS. Without GStreamer the test is skipped, in CI it fails.
    """
    options = ["--codec", codec, "--gop-frames", str(round(gop_seconds * 25))]
    if user is not None:
        options += ["--user", user, "--password", password]
    if certificate is not None:
        options += ["--certificate", str(certificate)]
    with _server(*options) as port:
        login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
        scheme = "rtsp" if certificate is None else "rtsps"
        yield f"{scheme}://{login}127.0.0.1:{port}/camera"


@contextmanager
def gst_relay(url: str) -> Iterator[str]:
    """The address of a relay that pulls H.264 from `url` (rtsp, or HLS by http) while it is asked.

    It stops on leaving. Without GStreamer the test is skipped, in CI it fails.
    """
    with _server("--relay", url) as port:
        yield f"rtsp://127.0.0.1:{port}/camera"


@contextmanager
def _server(*options: str) -> Iterator[int]:
    if not SYSTEM_PYTHON.exists():
        _give_up("no system Python")
    command = [str(SYSTEM_PYTHON), str(Path(__file__).with_name("gst_server.py")), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield _port_of(server)
        finally:
            _stop(server)


def _port_of(server: "subprocess.Popen[str]") -> int:
    assert server.stdout is not None
    readable, _, _ = select.select([server.stdout], [], [], START_SECONDS)
    line = server.stdout.readline().strip() if readable else "absent: it did not start"
    if not line.startswith("ready "):
        _give_up(line)
    return int(line.removeprefix("ready "))


def _stop(server: "subprocess.Popen[str]") -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(STOP_SECONDS)


def _give_up(reason: str) -> None:
    skip_or_fail(f"GStreamer: {reason}")
