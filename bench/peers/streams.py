"""RTSP to HLS by our engine, by bare ffmpeg and by GStreamer's hlssink2, all at the same time.

The peers are a process a camera, with nobody who starts, stops or retries them, and write under
names that anybody can guess. hlssink2 writes MPEG-TS, the others fragmented MP4.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.cameras import engine, simulated, watched
from bench.copied import copying_arguments, wait_for_all
from bench.encoded import H265, encoding_arguments
from bench.figures import Figure
from bench.processes import cpu_seconds, end, family, memory_bytes
from tests.support.gst_camera import SYSTEM_PYTHON
from transcoder.demand import PLAYLIST
from transcoder.simulator.clips import ClipPlan

COPIED, ENCODED = 10, 1
SECONDS = 12.0
GST = Path(__file__).with_name("gst_hls.py")

Command = Callable[[str, Path], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One way to do the work: whose processes, and the lists by which one sees that it works."""

    pids: tuple[int, ...]
    lists: tuple[Path, ...]


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU and memory a stream of ours, over each peer's: copied, and H.265 made H.264."""
    peers: dict[str, dict[str, Command]] = {
        "copy": {"ffmpeg": copying_arguments, "gstreamer": _gst("copy")},
        "encode": {"ffmpeg": encoding_arguments, "gstreamer": _gst("encode")},
    }
    if lacking := _lacking_gstreamer():
        print(f"bench peers: no GStreamer side: {lacking}", file=sys.stderr)
        for commands in peers.values():
            del commands["gstreamer"]
    for work, count, plan in (("copy", COPIED, None), ("encode", ENCODED, H265)):
        folder = directory / work
        folder.mkdir()
        yield from _beside(folder, work, peers[work], count=count, plan=plan)


def _beside(
    directory: Path, work: str, peers: Mapping[str, Command], *, count: int, plan: ClipPlan | None
) -> Iterator[Figure]:
    with ExitStack() as stack:
        how = (plan,) if plan else ()
        cameras = stack.enter_context(simulated(directory, count, *how)).addresses
        live, codes = directory / "live", list(cameras)
        ours = stack.enter_context(engine(directory, cameras))
        stack.enter_context(watched(live, codes))
        sides = {"ours": Side((ours.pid,), tuple(live / code / PLAYLIST for code in codes))}
        for name, command in peers.items():
            sides[name] = stack.enter_context(_children(directory / name, cameras, command))
        wait_for_all([path for side in sides.values() for path in side.lists])
        found = _window(sides)
    our_cpu, our_bytes = found.pop("ours")
    for name, (cpu, size) in found.items():
        yield Figure(
            name=f"peers.{work}.{name}.cpu", value=100 * our_cpu / count,
            unit="% of a core a stream", reference=100 * cpu / count,
        )  # fmt: skip
        yield Figure(
            name=f"peers.{work}.{name}.memory", value=our_bytes / count / 1e6,
            unit="MB a stream", reference=size / count / 1e6,
        )  # fmt: skip


@contextmanager
def _children(directory: Path, cameras: Mapping[str, str], command: Command) -> Iterator[Side]:
    """A process a camera."""
    with ExitStack() as stack:
        pids, lists = [], []
        for code, url in cameras.items():
            target = directory / code
            target.mkdir(parents=True)
            lists.append(target / PLAYLIST)
            child = subprocess.Popen(command(url, lists[-1]), stdin=subprocess.DEVNULL)
            stack.callback(end, child)
            pids.append(child.pid)
        yield Side(tuple(pids), tuple(lists))


def _window(sides: Mapping[str, Side]) -> dict[str, tuple[float, float]]:
    """CPU (share of a core) and memory (bytes) of each side, in the same seconds."""

    def used() -> dict[str, float]:
        return {
            name: cpu_seconds(each for pid in side.pids for each in family(pid))
            for name, side in sides.items()
        }

    before, began = used(), time.monotonic()
    time.sleep(SECONDS)
    after, passed = used(), time.monotonic() - began
    return {
        name: (
            (after[name] - before[name]) / passed,
            memory_bytes(each for pid in side.pids for each in family(pid)),
        )
        for name, side in sides.items()
    }


def _gst(work: str) -> Command:
    return lambda url, target: [str(SYSTEM_PYTHON), str(GST), work, url, str(target)]


def _lacking_gstreamer() -> str | None:
    """Why GStreamer cannot be measured here, None when it can."""
    if not SYSTEM_PYTHON.exists():
        return "no system Python"
    asked = subprocess.run([SYSTEM_PYTHON, GST], capture_output=True, text=True, check=False)
    return (asked.stdout + asked.stderr).strip().splitlines()[-1] if asked.returncode else None
