"""A still of a camera by our look, by bare ffmpeg and by OpenCV.

Ours opens the camera, takes one key frame, judges it against what is remembered of the camera and
makes a JPEG. The peers make the JPEG and judge nothing: of a black or frozen picture as well.
"""

import argparse
import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2

from bench.cameras import simulated
from bench.figures import Figure
from bench.looks import LIMITS, SMALL
from detector.integrity import judge
from detector.memory import Memory, Reference
from transcoder.camera import CameraSource, Privacy
from transcoder.ffmpeg import ffmpeg_executable
from transcoder.source import key_frame
from transcoder.stills import jpeg_of

CAMERAS, ROUNDS = 10, 3
DEADLINE_SECONDS = 30.0

Take = Callable[[str, Path], object]


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU-ms a still of ours over each peer's; the least of some turns."""
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp"
    takes: dict[str, Take] = {"ours": ours, "ffmpeg": _by_ffmpeg, "opencv": _by_opencv}
    with simulated(directory, CAMERAS, SMALL) as cameras:
        costs = rounds(directory, cameras.addresses, takes)
    least = min(costs.pop("ours"))
    for name, found in costs.items():
        yield Figure(
            name=f"peers.still.{name}.cpu", value=least, unit="CPU-ms a still", reference=min(found)
        )


def rounds(
    directory: Path, cameras: Mapping[str, str], takes: Mapping[str, Take]
) -> dict[str, list[float]]:
    """CPU-ms a still of each of `takes`, by turns."""
    cv2.setNumThreads(1)
    costs: dict[str, list[float]] = {name: [] for name in takes}
    for _ in range(ROUNDS):
        for name, take in takes.items():
            costs[name].append(_cost(take, list(cameras.values()), directory))
    return costs


def _cost(take: Take, urls: list[str], directory: Path) -> float:
    """CPU-ms a still, of this process and of children that it waited for."""
    before = _used()
    with ThreadPoolExecutor(len(urls)) as pool:
        targets = [directory / f"{number}.jpg" for number in range(len(urls))]
        list(pool.map(take, urls, targets))
    if missing := [path for path in targets if not path.stat().st_size]:
        raise RuntimeError(f"{len(missing)} stills are empty")
    for path in targets:
        path.unlink()
    return 1000 * (_used() - before) / len(urls)


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def ours(url: str, target: Path) -> None:
    """Our look, its picture as a JPEG."""
    source = CameraSource("still", url, privacy=Privacy.OPEN)
    image = key_frame(source, LIMITS, deadline_seconds=DEADLINE_SECONDS).image
    memory = Memory().with_reference(Reference.of([image]))
    judge(image, Memory.unpacked(memory.packed()), taken_at=0.0).memory.packed()
    target.write_bytes(jpeg_of(image))


def _by_ffmpeg(url: str, target: Path) -> None:
    subprocess.run(
        [ffmpeg_executable(), "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp",
         "-threads", "1", "-i", url, "-frames:v", "1", str(target)],
        check=True,
    )  # fmt: skip


def _by_opencv(url: str, target: Path) -> None:
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
    is_read, image = capture.read()
    capture.release()
    if not is_read:
        raise RuntimeError("OpenCV read no picture")
    cv2.imwrite(str(target), image)
