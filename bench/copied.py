"""CPU and memory of a copied stream, beside `ffmpeg -c copy -f hls` on the same cameras."""

import argparse
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.cameras import engine, simulated, watched
from bench.figures import Figure
from bench.processes import cpu_seconds, end, family, memory_bytes
from transcoder.demand import PLAYLIST
from transcoder.ffmpeg import ffmpeg_executable


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU per stream as a share of a core, and memory per stream, with many streams at once."""
    with simulated(directory, options.streams) as cameras:
        codes = list(cameras.addresses)
        with engine(directory, cameras.addresses) as ours, watched(directory / "live", codes):
            wait_for_all([directory / "live" / code / PLAYLIST for code in codes])
            our_cpu, our_bytes = cost_of_window([ours.pid], options.seconds)
        with _bare(directory, cameras.addresses) as children:
            wait_for_all([directory / "bare" / code / PLAYLIST for code in codes])
            bare_cpu, bare_bytes = cost_of_window([each.pid for each in children], options.seconds)
    count = options.streams
    yield Figure(
        name="copied.cpu", value=100 * our_cpu / count, unit="% of a core a stream",
        reference=100 * bare_cpu / count, target=1.3,
    )  # fmt: skip
    yield Figure(
        name="copied.memory", value=our_bytes / count / 1e6, unit="MB a stream",
        reference=bare_bytes / count / 1e6, target=5.0, on_ratio=False,
    )  # fmt: skip


def wait_for_all(paths: list[Path], *, patience_seconds: float = 60) -> None:
    """Return when every one of `paths` exists."""
    until = time.monotonic() + patience_seconds
    while missing := [path for path in paths if not path.exists()]:
        if time.monotonic() > until:
            raise RuntimeError(f"{len(missing)} of {len(paths)} streams did not start")
        time.sleep(0.1)


def cost_of_window(pids: list[int], seconds: float) -> tuple[float, float]:
    """CPU (share of a core) and memory (bytes, at the end) of `pids` and their families."""
    families = [member for pid in pids for member in family(pid)]
    before, began = cpu_seconds(families), time.monotonic()
    time.sleep(seconds)
    families = [member for pid in pids for member in family(pid)]
    used = cpu_seconds(families) - before
    return used / (time.monotonic() - began), memory_bytes(families)


@contextmanager
def _bare(directory: Path, addresses: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """One ffmpeg a camera that copies into HLS, as everybody does it."""
    with ExitStack() as stack:
        children = []
        for code, url in addresses.items():
            target = directory / "bare" / code
            target.mkdir(parents=True)
            child = subprocess.Popen(copying_arguments(url, target / PLAYLIST))
            stack.callback(end, child)
            children.append(child)
        yield children


def copying_arguments(url: str, target: Path) -> list[str]:
    """An ffmpeg that copies a camera into HLS with `target` as its list, as everybody does it."""
    return [
        ffmpeg_executable(), "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp",
        "-i", url, "-an", "-c", "copy", "-f", "hls", "-hls_time", "1.5",
        "-hls_list_size", "6", "-hls_flags", "delete_segments",
        "-hls_segment_type", "fmp4", str(target),
    ]  # fmt: skip
