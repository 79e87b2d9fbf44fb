"""Simulated cameras and small clips for tests.

with simulator({"a": CameraScript(small_clip())}) as sim:
    open_camera(sim.url("a"))
"""

import atexit
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from transcoder.simulator import CameraScript, Simulator
from transcoder.simulator.clips import ClipPlan, draw_clip

SMALL = ClipPlan(seconds=4, size=(320, 180), gop_seconds=1, kilobits_per_second=200)


def simulator(scripts: Mapping[str, CameraScript], *, port: int = 0, **more: Any) -> Simulator:
    """A simulator in a thread of this process; use it in a `with` statement."""
    return Simulator(scripts, port=port, **more)


def small_clip(**differences: Any) -> Path:
    """A clip of 4 s, 320×180, 10 fps, a key frame each second; drawn once per process.

    Keywords are those of `ClipPlan`: small_clip(codec="h265", gop_seconds=2.0, b_frames=2).
    """
    return _drawn(replace(SMALL, **differences))


@contextmanager
def swallowing_port() -> Iterator[int]:
    """A port on 127.0.0.1 whose connections are never completed: every SYN is swallowed."""
    with socket.socket() as listener, socket.socket() as filler:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        filler.connect(listener.getsockname())  # the queue of one is full from here on
        yield listener.getsockname()[1]


@cache
def _drawn(plan: ClipPlan) -> Path:
    return draw_clip(_directory() / f"{abs(hash(plan)):x}.mp4", plan)


@cache
def _directory() -> Path:
    made = tempfile.mkdtemp(prefix="clips-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)
