"""CPU of an H.265 camera shown as H.264, beside the same ffmpeg doing the whole work alone."""

import argparse
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.cameras import CLIP, engine, simulated, watched
from bench.copied import cost_of_window, wait_for_all
from bench.figures import Figure
from bench.processes import end
from transcoder.demand import PLAYLIST
from transcoder.ffmpeg import LIST_NAME, hls_arguments

H265 = replace(CLIP, codec="h265")


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU as a share of a core for one H.265 camera, with the same encoder settings both ways."""
    with simulated(directory, 1, H265) as cameras:
        ((code, url),) = cameras.addresses.items()
        with engine(directory, cameras.addresses) as ours, watched(directory / "live", [code]):
            wait_for_all([directory / "live" / code / PLAYLIST])
            our_cpu, _ = cost_of_window([ours.pid], options.seconds)
        target = directory / "bare"
        target.mkdir()
        bare = subprocess.Popen(encoding_arguments(url, target / LIST_NAME))
        try:
            wait_for_all([target / LIST_NAME])
            bare_cpu, _ = cost_of_window([bare.pid], options.seconds)
        finally:
            end(bare)
    yield Figure(
        name="encoded.cpu", value=100 * our_cpu, unit="% of a core",
        reference=100 * bare_cpu, target=1.15,
    )  # fmt: skip


def encoding_arguments(url: str, target: Path) -> list[str]:
    """Our encoder's arguments with the camera itself as input in place of our pipe."""
    program, *arguments = hls_arguments(target.parent)
    after_input = arguments[arguments.index("-i") + 2 :]
    after_input[after_input.index(str(target.parent / LIST_NAME))] = str(target)
    camera = ["-rtsp_transport", "tcp", "-threads", "1", "-i", url]
    return [program, *camera, "-an", *after_input]
