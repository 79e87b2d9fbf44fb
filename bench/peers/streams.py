"""RTSP to HLS by our engine and by others, all at the same time.

The peers of one process a camera have nobody who starts, stops or retries them, and all write under
names that anybody can guess. ffmpeg and ours write fragmented MP4, node-media-server sends FLV, the
others write MPEG-TS.
"""

import argparse
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench.cameras import engine, simulated, watched
from bench.copied import copying_arguments, wait_for_all
from bench.encoded import H265, encoding_arguments
from bench.figures import Figure
from bench.peers import nginx_rtmp, node_media_server, vlc
from bench.peers.sides import Command, Peer, Run, Side, children, those_here, window
from tests.support.gst_camera import SYSTEM_PYTHON
from transcoder.demand import PLAYLIST
from transcoder.simulator.clips import ClipPlan

COPIED, ENCODED = 10, 1
SECONDS = 24.0
SETTLING_SECONDS = 4.0  # what a start costs is no stream's cost
PATIENCE_SECONDS = 240.0  # dozens of processes start at once
GST = Path(__file__).with_name("gst_hls.py")


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU and memory a stream of ours, over each peer's: copied, and H.265 made H.264."""
    for work, count, plan in (("copy", COPIED, None), ("encode", ENCODED, H265)):
        folder = directory / work
        folder.mkdir()
        here = those_here(peers(work, options.node_media_server))
        yield from _beside(folder, work, here, count=count, plan=plan)


def peers(work: str, npm_folder: Path | None = None) -> Sequence[Peer]:
    """Those who can do a kind of work: `copy` or `encode`."""
    if work == "encode":
        return (
            Peer("ffmpeg", _each(lambda url, target: [encoding_arguments(url, target)])),
            Peer("gstreamer", _each(_gst("encode")), _lacking_gstreamer),
            Peer("vlc", _each(vlc.encoding), vlc.lacking),
        )
    return (
        Peer("ffmpeg", _each(lambda url, target: [copying_arguments(url, target)])),
        Peer("gstreamer", _each(_gst("copy")), _lacking_gstreamer),
        Peer("vlc", _each(vlc.copying), vlc.lacking),
        Peer("nginx-rtmp", nginx_rtmp.running, nginx_rtmp.lacking),
        Peer(
            "node-media-server",
            partial(node_media_server.running, package=npm_folder),
            lambda: node_media_server.lacking(npm_folder),
        ),
    )


def _each(command: Command) -> Run:
    """Processes of its own for each camera."""
    return partial(children, command=command)


def _beside(
    directory: Path, work: str, peers: Sequence[Peer], *, count: int, plan: ClipPlan | None
) -> Iterator[Figure]:
    with ExitStack() as stack:
        how = (plan,) if plan else ()
        cameras = stack.enter_context(simulated(directory, count, *how)).addresses
        live, codes = directory / "live", list(cameras)
        ours = stack.enter_context(engine(directory, cameras))
        stack.enter_context(watched(live, codes))
        sides = {"ours": Side((ours.pid,), tuple(live / code / PLAYLIST for code in codes))}
        for peer in peers:
            folder = directory / peer.name
            folder.mkdir()
            sides[peer.name] = stack.enter_context(peer.run(folder, cameras))
        wait_for_all(
            [path for side in sides.values() for path in side.lists],
            patience_seconds=PATIENCE_SECONDS,
        )
        time.sleep(SETTLING_SECONDS)
        found = window(sides, SECONDS)
    if "ours" not in found:
        raise RuntimeError("our streams stood still")
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


def _gst(work: str) -> Command:
    return lambda url, target: [[str(SYSTEM_PYTHON), str(GST), work, url, str(target)]]


def _lacking_gstreamer() -> str | None:
    """Why GStreamer cannot be measured here, None when it can."""
    if not SYSTEM_PYTHON.exists():
        return "no system Python"
    asked = subprocess.run([SYSTEM_PYTHON, GST], capture_output=True, text=True, check=False)
    return (asked.stdout + asked.stderr).strip().splitlines()[-1] if asked.returncode else None
