"""A camera looked at once a minute: our look beside `motion`, which Debian ships for just that.

motion reads the stream all the time and decodes each picture, since it looks for movement; it is
asked for a still now and then and to record nothing. Ours connects, reads a key frame and leaves.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.cameras import simulated
from bench.copied import wait_for_all
from bench.figures import Figure
from bench.looks import SMALL
from bench.peers import stills
from bench.peers.sides import Side, window
from bench.processes import end

CAMERAS, SECONDS = 10, 20.0
MINUTE_MS = 60_000
CONF = """
daemon off
setup_mode off
log_level 4
webcontrol_port 0
stream_port 0
framerate 2
picture_output off
movie_output off
snapshot_interval 5
snapshot_filename still
width {0}
height {1}
"""


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU-ms a camera and minute of ours over motion's, and motion's memory."""
    if shutil.which("motion") is None:
        told = "motion is not measured: Debian's motion is not installed"
        print(f"bench peers: {told}", file=sys.stderr)
        return
    with simulated(directory, CAMERAS, SMALL) as cameras:
        look = min(stills.rounds(directory, cameras.addresses, {"ours": stills.ours})["ours"])
        with running(directory / "motion", cameras.addresses) as side:
            wait_for_all(list(side.lists), patience_seconds=120)
            found = window({"motion": side}, SECONDS)
    for cpu, size in found.values():
        yield Figure(
            name="peers.minute.motion.cpu", value=look, unit="CPU-ms a camera and minute",
            reference=MINUTE_MS * cpu / CAMERAS,
        )  # fmt: skip
        yield Figure(
            name="peers.minute.motion.memory", value=size / CAMERAS / 1e6,
            unit="MB a camera, motion alone",
        )  # fmt: skip


@contextmanager
def running(directory: Path, cameras: Mapping[str, str]) -> Iterator[Side]:
    """One motion over all cameras, its stills by code."""
    stills_by_code, lines = [], [CONF.format(*SMALL.size)]
    for code, url in cameras.items():
        folder = directory / code
        folder.mkdir(parents=True)
        conf = folder / "camera.conf"
        conf.write_text(f"netcam_url {url}\ntarget_dir {folder}\n", encoding="utf-8")
        lines.append(f"camera {conf}")
        stills_by_code.append(folder / "still.jpg")
    main = directory / "motion.conf"
    main.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (directory / "log").open("wb") as log:
        motion = subprocess.Popen(
            ["motion", "-n", "-c", str(main)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield Side((motion.pid,), tuple(stills_by_code))
    finally:
        end(motion)
