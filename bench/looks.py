"""What a look costs: connect, one key frame, decode, integrity; the cameras' own CPU apart."""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from bench.cameras import CLIP, simulated
from bench.figures import Figure
from bench.processes import cpu_seconds
from detector.errors import NoPicture
from detector.integrity import judge
from detector.look import Camera, Frame, Look, Result
from detector.memory import Memory, Reference
from detector.sampler import Sampler
from detector.turns import Pace
from transcoder.camera import CameraSource, Privacy
from transcoder.errors import SourceFailed
from transcoder.limits import Limits
from transcoder.simulator.clips import ClipPlan
from transcoder.source import key_frame

# A substream as video.md section 4 wants it for the public.
SMALL = replace(CLIP, size=(640, 360), kilobits_per_second=500)
# The pace of a district: 2,210 cameras a minute.
PACE = Pace(at_once=120, per_second=37.0)
LIMITS = Limits(key_wait_seconds=0.0)
CPU_MS_A_CAMERA, INTEGRITY_MS = 45.0, 5.0


@dataclass(frozen=True, slots=True)
class _Round:
    count: int
    ok: int
    cpu_ms: float
    integrity_ms: float
    wall_seconds: float
    simulator_ms: float


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU of one look at a small camera and at one of 720p, and how long the round took."""
    for name, plan in (("360p", SMALL), ("720p", CLIP)):
        folder = directory / name
        folder.mkdir()
        done = _round(folder, plan, options.cameras)
        yield Figure(
            name=f"looks.{name}.cpu", value=done.cpu_ms, unit="CPU-ms a camera",
            target=CPU_MS_A_CAMERA, on_ratio=False,
        )  # fmt: skip
        yield Figure(
            name=f"looks.{name}.integrity", value=done.integrity_ms, unit="CPU-ms a picture",
            target=INTEGRITY_MS, on_ratio=False,
        )  # fmt: skip
        yield Figure(
            name=f"looks.{name}.ok", value=done.ok / done.count, unit="share of looks",
            target=1.0, on_ratio=False, at_least=True,
        )  # fmt: skip
        yield Figure(
            name=f"looks.{name}.rate", value=done.count / done.wall_seconds, unit="looks a second"
        )
        yield Figure(
            name=f"looks.{name}.simulator", value=done.simulator_ms, unit="CPU-ms a camera"
        )


def _round(directory: Path, plan: ClipPlan, count: int) -> _Round:
    cv2.setNumThreads(1)
    with simulated(directory, count, plan) as cameras:
        sources = {
            code: CameraSource(code, url, privacy=Privacy.OPEN)
            for code, url in cameras.addresses.items()
        }
        targets = [Camera(code, host=code) for code in sources]
        sampler = Sampler(lambda camera, limit: _open(sources[camera.code], limit), pace=PACE)
        before = time.process_time(), time.monotonic(), cpu_seconds([cameras.process.pid])
        judged_ms, ok, memory = 0.0, 0, Memory()
        for look in sampler.look_at(targets, round_seconds=600.0):
            began = time.thread_time()
            memory = _judged(look, memory)
            judged_ms += 1000 * (time.thread_time() - began)
            ok += look.result is Result.OK
        return _Round(
            count=count,
            ok=ok,
            cpu_ms=1000 * (time.process_time() - before[0]) / count,
            integrity_ms=judged_ms / count,
            wall_seconds=time.monotonic() - before[1],
            simulator_ms=1000 * (cpu_seconds([cameras.process.pid]) - before[2]) / count,
        )


def _open(source: CameraSource, limit_seconds: float) -> Frame:
    try:
        return key_frame(source, LIMITS, deadline_seconds=limit_seconds)
    except SourceFailed as failed:
        cause = failed.cause
    raise NoPicture(cause)


def _judged(look: Look, memory: Memory) -> Memory:
    """Judge the picture with a full memory and a reference, and pack what is remembered."""
    if look.frame is None:
        return memory
    if memory.reference is None:
        memory = memory.with_reference(Reference.of([look.frame.image]))
    memory = Memory.unpacked(memory.packed())
    taken_at = (memory.taken_at or 0.0) + 60.0
    return judge(look.frame.image, memory, taken_at=taken_at).memory
