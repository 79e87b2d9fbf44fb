"""The child: its arguments, and that it always ends."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import imageio_ffmpeg
import pytest

from transcoder import ffmpeg
from transcoder.errors import ChildFailed
from transcoder.ffmpeg import Child, Overlay, ffmpeg_executable, hls_arguments
from transcoder.logs import OneASecond

BUNDLED = imageio_ffmpeg.get_ffmpeg_exe()


@pytest.fixture
def unknown_executable():
    ffmpeg_executable.cache_clear()
    yield
    ffmpeg_executable.cache_clear()


def until(is_done, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not is_done() and time.monotonic() < end:
        time.sleep(0.01)
    return is_done()


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(") ")[2][0] != "Z"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def put_on_path(folder: Path, script: str, monkeypatch) -> Path:
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return program


def after(arguments: list[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


@pytest.mark.media
@pytest.mark.usefixtures("unknown_executable")
def test_ffmpeg_on_the_path_is_preferred(tmp_path, monkeypatch):
    program = put_on_path(tmp_path, f'exec {BUNDLED} "$@"', monkeypatch)
    assert ffmpeg_executable() == str(program)


@pytest.mark.media
@pytest.mark.usefixtures("unknown_executable")
@pytest.mark.parametrize("script", ["exit 1", "exec /nowhere/ffmpeg"])
def test_ffmpeg_on_the_path_that_cannot_encode_is_passed_over(tmp_path, monkeypatch, script):
    put_on_path(tmp_path, script, monkeypatch)
    assert ffmpeg_executable() == BUNDLED


@pytest.mark.usefixtures("unknown_executable")
def test_bundled_ffmpeg_serves_where_there_is_no_other(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ffmpeg_executable() == BUNDLED


def test_child_is_told_to_read_nut_and_to_cut_below_its_key_interval(tmp_path):
    arguments = hls_arguments(tmp_path)
    assert after(arguments, "-i") == "pipe:0"
    assert arguments[arguments.index("-i") - 1 :: -1].count("nut") == 1
    assert float(after(arguments, "-hls_time")) == 1.5
    assert after(arguments, "-force_key_frames").endswith("+gte(t,prev_forced_t+1.99)")
    assert after(arguments, "-profile:v") == "main"
    assert after(arguments, "-tune") == "zerolatency"
    assert after(arguments, "-sc_threshold") == "0"
    assert "temp_file" in after(arguments, "-hls_flags")
    assert "delete_segments" not in after(arguments, "-hls_flags")


def test_mask_is_scaled_with_nothing_and_laid_over_the_scaled_picture(tmp_path):
    arguments = hls_arguments(
        tmp_path, size=(640, 360), overlay=Overlay(tmp_path / "mask.png", x=10, y=20)
    )
    graph = after(arguments, "-filter_complex")
    assert graph.index("scale=640:360") < graph.index("overlay=")
    assert "x=10:y=20" in graph


def test_child_gets_no_signal_of_our_terminal():
    child = Child(python("import time; time.sleep(60)"), "cam", max_waiting=1)
    try:
        assert os.getsid(child.pid) == child.pid != os.getsid(0)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.close()


def test_child_gets_whole_pieces_in_order(tmp_path):
    target = tmp_path / "got"
    code = f"import sys; open({str(target)!r}, 'wb').write(sys.stdin.buffer.read(300_000))"
    child = Child(python(code), "cam", max_waiting=3)
    pieces = [bytes([n]) * 100_000 for n in (1, 2, 3)]
    for piece in pieces:
        child.put(piece)
    try:
        assert until(lambda: target.exists() and target.stat().st_size == 300_000)
        assert target.read_bytes() == b"".join(pieces)
    finally:
        child.close()


def test_child_that_does_not_read_is_full_and_blocks_nobody():
    child = Child(python("import time; time.sleep(60)"), "cam", max_waiting=2)
    try:
        # What blocked here would do so until the child ends, which it does not by itself.
        assert until(lambda: child.put(bytes(200_000)) or child.is_full)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.close()


def test_child_that_ended_by_itself_is_told():
    child = Child(python("raise SystemExit(3)"), "cam", max_waiting=1)
    try:
        with pytest.raises(ChildFailed, match="camera cam: encoder ended with status 3"):
            until(lambda: child.check() or False)
    finally:
        child.close()


def test_healthy_child_ends_at_the_end_of_its_input():
    child = Child(python("import sys; sys.stdin.buffer.read()"), "cam", max_waiting=1)
    child.close()
    with pytest.raises(ChildFailed, match="status 0"):
        child.check()


STUBBORN = """
import signal, sys, time
signal.signal({})
print("up", file=sys.stderr, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("action", "status", "wait_seconds"),
    [
        ("signal.SIGINT, lambda *_: sys.exit(7)", 7, 30.0),  # as long as a busy machine needs
        ("signal.SIGINT, signal.SIG_IGN", -9, 0.5),
    ],
)
def test_child_that_ignores_the_end_is_interrupted_and_then_killed(
    action, status, wait_seconds, monkeypatch, caplog
):
    monkeypatch.setattr(ffmpeg, "EOF_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(ffmpeg, "INTERRUPT_WAIT_SECONDS", wait_seconds)
    monkeypatch.setattr(logging.getLogger("transcoder.ffmpeg"), "filters", [])
    child = Child(python(STUBBORN.format(action)), "cam", max_waiting=1)
    assert until(lambda: any(record.msg == "encoder_said" for record in caplog.records))
    child.close()
    with pytest.raises(ChildFailed, match=f"status {status}$"):
        child.check()


def test_stopped_child_with_a_full_pipe_is_killed_in_bounded_time(monkeypatch):
    monkeypatch.setattr(ffmpeg, "EOF_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(ffmpeg, "INTERRUPT_WAIT_SECONDS", 0.2)
    before = set(threading.enumerate())
    child = Child(python("import time; time.sleep(60)"), "cam", max_waiting=9)
    os.kill(child.pid, signal.SIGSTOP)
    for _ in range(5):
        child.put(bytes(200_000))
    begun = time.monotonic()
    child.close()
    assert time.monotonic() - begun < 20  # its own end would take a minute
    assert not is_running(child.pid)
    assert until(lambda: set(threading.enumerate()) == before)


def test_closing_twice_is_no_error():
    child = Child(python("pass"), "cam", max_waiting=1)
    child.close()
    child.close()


ORPHAN = """
import os, pathlib, signal, sys, time
from transcoder.ffmpeg import Child
child = Child([sys.executable, "-c", "import time; time.sleep(60)"], "cam", max_waiting=1)
while b"prctl" in pathlib.Path(f"/proc/{child.pid}/cmdline").read_bytes():
    time.sleep(0.01)
os.kill(child.pid, signal.SIGSTOP)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_even_a_hung_child_dies_with_its_parent():
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        python(ORPHAN), stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(root)}
    ) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    assert until(lambda: not is_running(pid))


def test_chatter_of_the_child_is_one_short_line_a_second(monkeypatch, caplog):
    monkeypatch.setattr(logging.getLogger("transcoder.ffmpeg"), "filters", [OneASecond()])
    code = "import sys\nfor n in range(2000): print('bad frame ' + 'x' * 500, file=sys.stderr)"
    begun = time.monotonic()
    child = Child(python(code), "cam", max_waiting=1)
    until(lambda: not is_running(child.pid))
    child.close()
    seconds = time.monotonic() - begun  # a busy machine takes several for 2,000 lines
    said = [record for record in caplog.records if record.msg == "encoder_said"]
    assert 1 <= len(said) <= 1 + seconds + 1
    assert all(record.camera == "cam" and len(record.line) <= 200 for record in said)
