"""CPU and delay of a stream in which people are hidden, beside bare decoding and encoding.

The picture is the drawn kitchen with its cooks, in which something moves all the time; with
`--clips FOLDER` also each film there, as a camera of 640×360 would send it.
"""

import argparse
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from bench.cameras import CLIP, engine, simulated, watched
from bench.copied import wait_for_all
from bench.figures import Figure
from bench.processes import cpu_seconds, end, family
from detector.heads import find_people_quickly
from transcoder.camera import Strength
from transcoder.demand import PLAYLIST
from transcoder.ffmpeg import LIST_NAME, SAVINGS, ffmpeg_executable, hls_arguments
from transcoder.finding import Desk
from transcoder.mosaic import Planes
from transcoder.protecting import Guard
from transcoder.simulator.clips import ClipPlan, draw_clip

SMALL = replace(CLIP, size=(640, 360), fps=Fraction(25, 2), kilobits_per_second=700)
PLANS = {"640x360 12.5 fps": SMALL, "1280x720 25 fps": CLIP}
DELAY_SECONDS = 0.3
CAMERAS = 2  # what the engine costs by itself is shared by as many


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU as a share of a core for one camera of either kind, and how long pictures are kept."""
    plans: dict[str, ClipPlan | Path] = dict(PLANS)
    for film in sorted(options.clips.glob("*.mp4")) if options.clips else ():
        plans[film.stem] = _as_sent(film, directory / film.name)
    for number, (name, plan) in enumerate(plans.items()):
        place = directory / str(number)
        place.mkdir()
        ours, bare = _costs(place, plan, options.seconds)
        yield Figure(
            name=f"protected.cpu, camera {name}", value=100 * ours, unit="% of a core",
            reference=100 * bare, target=1.3,
        )  # fmt: skip
    usual, late = _delays(draw_clip(directory / "delay.mp4", SMALL))
    yield Figure(
        name="protected.delay", value=usual, unit="s, median",
        target=DELAY_SECONDS, on_ratio=False,
    )  # fmt: skip
    yield Figure(name="protected.delay_late", value=late, unit="s, 95 % of pictures")


def _as_sent(film: Path, target: Path) -> Path:
    """`film` as a camera sends it: the size, rate and bits of SMALL, a key frame each 2 s."""
    width, height = SMALL.size
    subprocess.run(
        [ffmpeg_executable(), "-v", "error", "-i", film, "-an",
         "-vf", f"fps={SMALL.fps},scale={width}:{height}", "-c:v", "libx264", "-bf", "0",
         "-g", str(round(2 * SMALL.fps)), "-b:v", f"{SMALL.kilobits_per_second}k",
         "-maxrate", f"{SMALL.kilobits_per_second}k", "-bufsize", "1400k", target],
        check=True,
    )  # fmt: skip
    return target


def _costs(directory: Path, plan: ClipPlan | Path, seconds: int) -> tuple[float, float]:
    """The same for one of CAMERAS, ours and bare, in one window: others load both alike."""
    with simulated(directory, CAMERAS, plan) as cameras:
        codes = list(cameras.addresses)
        with (
            engine(directory, cameras.addresses, privacy="blur") as ours,
            watched(directory / "live", codes),
            _bare(directory, cameras.addresses) as children,
        ):
            wait_for_all([directory / "live" / code / PLAYLIST for code in codes])
            wait_for_all([directory / code / LIST_NAME for code in codes])
            both = family(ours.pid), [member for each in children for member in family(each.pid)]
            before, began = [cpu_seconds(pids) for pids in both], time.monotonic()
            time.sleep(seconds)
            after, window = [cpu_seconds(pids) for pids in both], time.monotonic() - began
    our_cpu, bare_cpu = (late - soon for late, soon in zip(after, before, strict=True))
    return our_cpu / window / CAMERAS, bare_cpu / window / CAMERAS


@contextmanager
def _bare(directory: Path, addresses: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """One ffmpeg a camera that decodes, scales and encodes, and hides nobody."""
    with ExitStack() as stack:
        children = []
        for code, url in addresses.items():
            target = directory / code
            target.mkdir()
            child = subprocess.Popen(_fed_by_camera(hls_arguments(target), url))
            stack.callback(end, child)
            children.append(child)
        yield children


def _fed_by_camera(arguments: list[str], url: str) -> list[str]:
    """Our encoder's arguments with the camera itself as input, thinned to as many pictures.

    Without what we save beside the preset: the preset alone is what anybody would take.
    """
    program, after_input = arguments[0], arguments[arguments.index("-i") + 2 :]
    for name in SAVINGS:
        at = after_input.index(f"-{name}")
        del after_input[at : at + 2]
    camera = ["-rtsp_transport", "tcp", "-threads", "1", "-i", url]
    return [program, *camera, "-an", "-vf", "fps=12.5,scale=640:360", *after_input]


def _delays(clip: Path) -> tuple[float, float]:
    """How long pictures of a film, played as fast as life, are kept: median, and 95 % of them."""
    cv2.setNumThreads(1)
    with closing(Desk(find_people_quickly).seat()) as seat, av.open(str(clip)) as container:
        seat.people(np.zeros((224, 384, 3), np.uint8), seconds=30)  # loads the net
        guard = Guard(SMALL.size, Strength.HEADS, seat)
        began, took = time.monotonic(), []
        for frame in container.decode(video=0):
            time.sleep(max(0.0, float(frame.time or 0) - (time.monotonic() - began)))
            came_at = time.monotonic()
            guard.take(Planes(frame, *SMALL.size), float(frame.time or 0), media_at=came_at,
                       came_at=came_at)  # fmt: skip
            took += [time.monotonic() - ready.came_at for ready in guard.ready()]
    return float(np.median(took)), float(np.percentile(took, 95))
