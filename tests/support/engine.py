"""A supervisor in a thread, for tests.

with engine(tmp_path, [CameraSource(...)]) as run:
    run.keep_wanted("a")
    run.until(lambda: run.activity("a") is Activity.LIVE)
"""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import av

from transcoder.camera import CameraSource, Privacy
from transcoder.demand import (
    DEMAND,
    LOOK,
    PLAYLIST,
    STATE,
    Activity,
    CameraState,
    read_state,
    stamp,
)
from transcoder.limits import Limits
from transcoder.supervisor import Supervisor

# Simulated cameras all answer on one host.
OPEN_HOUSE = Limits(
    host_sessions=1000, host_connects_per_second=1000, node_connects_per_second=1000
)
# Quick to notice demand and to try again, but patient with cameras and workers: a machine that is
# slow for a moment must not look like a failure. Tests of a failure shorten its time themselves.
QUICK = replace(
    OPEN_HOUSE,
    demand_stale_seconds=2.0,
    reload_seconds=0.2,
    scan_seconds=1.0,
    sweep_seconds=1.0,
    withdraw_seconds=5.0,
    state_seconds=3.0,
    look_fresh_seconds=10.0,
    open_timeout_seconds=10.0,
    watchdog_seconds=10.0,
    backoff_first_seconds=0.3,
    backoff_longest_seconds=2.0,
    heartbeat_seconds=0.3,
    worker_silent_seconds=15.0,
    worker_kill_seconds=1.0,
)
# For tests in which a camera falls silent.
WATCHFUL = replace(QUICK, open_timeout_seconds=2.0, watchdog_seconds=2.0)
PATIENCE_SECONDS = 120.0  # far more than a loaded machine needs; only what never comes takes it


def open_camera(code: str, url: str) -> CameraSource:
    """A camera whose picture is published as it is."""
    return CameraSource(code, url, privacy=Privacy.OPEN)


class Engine:
    """A running supervisor and what can be seen of it from outside."""

    def __init__(
        self,
        root: Path,
        cameras: dict[str, CameraSource],
        limits: Limits,
        *,
        stills: Path | None = None,
    ) -> None:
        self.root = root
        self.stills = stills
        self.cameras = cameras
        self.limits = limits
        self._asked: dict[str, set[str]] = {DEMAND: set(), LOOK: set()}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.failure: BaseException | None = None

    def keep_wanted(self, *codes: str) -> None:
        """Stamp the demand of these cameras whenever `until` polls; `leave` ends it."""
        self._asked[DEMAND].update(codes)
        self._stamp()

    def keep_looked_at(self, *codes: str) -> None:
        """Ask for stills of these cameras whenever `until` polls; `leave` ends it."""
        self._asked[LOOK].update(codes)
        self._stamp()

    def leave(self, *codes: str) -> None:
        """Ask for them no more."""
        for asked in self._asked.values():
            asked.difference_update(codes)

    def state(self, code: str) -> CameraState:
        """The published state; fails when there is none."""
        state = read_state(self.root, code)
        assert state is not None
        return state

    def activity(self, code: str) -> Activity | None:
        """What the camera is doing, None when that is not published yet."""
        state = read_state(self.root, code)
        return None if state is None else state.activity

    def playlist(self, code: str) -> str | None:
        """The published playlist, None when there is none."""
        try:
            return (self.root / code / PLAYLIST).read_text()
        except FileNotFoundError:
            return None

    def until(self, condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
        """Wait for the condition, the wanted cameras staying wanted; seconds it took."""
        begun = time.monotonic()
        while not condition():
            assert self.failure is None, self.failure
            taken = time.monotonic() - begun
            assert taken < seconds, f"not within {seconds} s: {self._states()}"
            self._stamp()
            time.sleep(0.02)
        return time.monotonic() - begun

    def stop(self) -> float:
        """Stop the supervisor; seconds it took."""
        begun = time.monotonic()
        self._stop.set()
        self._thread.join()
        return time.monotonic() - begun

    def __enter__(self) -> "Engine":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        supervisor = Supervisor(
            self.root,
            cameras=lambda: dict(self.cameras),
            limits=self.limits,
            stills=self.stills,
        )
        try:
            supervisor.run(self._stop)
        except BaseException as failure:  # noqa: BLE001 - told to the test's own thread
            self.failure = failure

    def _stamp(self) -> None:
        for name, codes in self._asked.items():
            for code in codes:
                stamp(self.root, code, name)

    def _states(self) -> dict[str, object]:
        files = self.root.glob(f"*/{STATE}")
        return {file.parent.name: json.loads(file.read_text()) for file in files}


@contextmanager
def engine(
    root: Path,
    cameras: list[CameraSource],
    limits: Limits = QUICK,
    *,
    stills: Path | None = None,
) -> Iterator[Engine]:
    """A supervisor for these cameras, stopped at the end."""
    by_code = {camera.code: camera for camera in cameras}
    with Engine(root, by_code, limits, stills=stills) as running:
        running.until(lambda: all(read_state(root, camera.code) for camera in cameras))
        yield running
    assert running.failure is None, running.failure


def children(pid: int | None = None) -> dict[int, str]:
    """Command lines of the direct children of a process (default: this one) by their ids."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError):
            continue
        if parent == (pid or os.getpid()):
            found[int(entry.name)] = command
    return found


def workers(pid: int | None = None) -> list[int]:
    """Ids of the worker processes started by a process (default: this one)."""
    return [child for child, command in children(pid).items() if "transcoder.worker" in command]


def kill(pid: int) -> None:
    """End a process that the test itself has started, without a chance to clean up."""
    os.kill(pid, signal.SIGKILL)


def segments(directory: Path) -> list[Path]:
    """The media segments below a camera's directory, in order."""
    return sorted(directory.glob("*/*.m4s"), key=lambda path: int(path.name.partition("-")[0]))


def decoded(segment: Path) -> tuple[list[bool], int]:
    """Whether each packet of a segment is a key frame, and how many frames decode.

    The segment is joined to the init of its own run and to nothing else.
    """
    (init,) = segment.parent.glob("init-*.mp4")
    joined = segment.with_suffix(".joined.mp4")
    joined.write_bytes(init.read_bytes() + segment.read_bytes())
    try:
        with av.open(str(joined)) as container:
            packets = [packet for packet in container.demux(video=0) if packet.size]
            frames = sum(len(packet.decode()) for packet in packets)
            frames += len(container.streams.video[0].codec_context.decode(None))
            return [packet.is_keyframe for packet in packets], frames
    finally:
        joined.unlink()
