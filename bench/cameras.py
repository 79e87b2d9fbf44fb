"""The simulated cameras that benches watch, and the engine that watches them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from bench.beside import again
from bench.processes import end
from transcoder.demand import stamp
from transcoder.simulator.clips import ClipPlan, draw_clip

# The clip of docs/design/video.md, Measured, so that figures compare: 720p25, 1.5 Mbit/s, GOP 2 s.
CLIP = ClipPlan(seconds=12, fps=Fraction(25), size=(1280, 720), kilobits_per_second=1500)


@dataclass(frozen=True, slots=True)
class Cameras:
    """Running simulated cameras: address by code."""

    addresses: dict[str, str]
    process: subprocess.Popen[bytes]


@contextmanager
def simulated(
    directory: Path, count: int, plan: ClipPlan | Path = CLIP, **script: object
) -> Iterator[Cameras]:
    """`count` cameras that replay the clip of `plan`, or a film, in a process of their own.

    `script` tells what else they do, as in `CameraScript`.
    """
    codes = [f"bench{number:05d}" for number in range(count)]
    clip = plan if isinstance(plan, Path) else draw_clip(directory / "bench.mp4", plan)
    config = directory / "simulator.json"
    config.write_text(
        json.dumps([{"name": code, "clip": str(clip.resolve()), **script} for code in codes])
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "transcoder.simulator", "--port=0", f"--config={config}"],
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline().decode()
        base = ready.rpartition(" ")[2].strip()
        yield Cameras({code: f"{base}/{code}" for code in codes}, process)
    finally:
        end(process)
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def engine(
    directory: Path, addresses: dict[str, str], *, privacy: str = "open"
) -> Iterator[subprocess.Popen[bytes]]:
    """The engine alone over these cameras, with budgets wide enough for one host."""
    cameras = directory / "cameras.json"
    cameras.write_text(
        json.dumps(
            [{"code": code, "url": url, "privacy": privacy} for code, url in addresses.items()]
        )
    )
    limits = directory / "limits.json"
    limits.write_text(json.dumps({"host_sessions": 1000, "host_connects_per_second": 1000}))
    process = subprocess.Popen(
        [sys.executable, "-m", "transcoder", f"--root={directory / 'live'}",
         f"--cameras={cameras}", f"--limits={limits}",
         f"--head-finder=detector.watching:people_finder={directory / 'models'}"],
    )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def watched(root: Path, codes: list[str]) -> AbstractContextManager[None]:
    """Viewers who ask for the playlists of these cameras, as the gate stamps their demand."""

    def ask() -> None:
        for code in codes:
            stamp(root, code)

    return again(ask, seconds=2)
