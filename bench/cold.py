"""How soon a cold camera shows its first picture, beside the least that physics allows."""

import argparse
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av

from bench.cameras import engine, simulated
from bench.figures import Figure
from transcoder.demand import LOOK, PLAYLIST, STILL, stamp

TRIES = 8


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Seconds from demand to a playlist with a segment; reference: key frame plus one segment.

    The reference is taken by a bare reader of the same camera, started at the same moment: it
    connects, waits for a key frame and then for the next one, which ends the first segment.
    """
    root = directory / "live"
    with simulated(directory, TRIES) as cameras, engine(directory, cameras.addresses):
        time.sleep(3)  # the engine's spare worker is warm, as on any running system
        ours, bare = [], []
        for code, url in cameras.addresses.items():
            reader = _Reader(url)
            began = time.monotonic()
            reader.start()
            stamp(root, code)
            ours.append(_seconds_until(root / code / PLAYLIST, began))
            reader.join()
            bare.append(reader.second_key_at - began)
        still = _still_seconds(root, list(cameras.addresses))
    yield Figure(
        name="cold.first_segment", value=statistics.median(ours), unit="s",
        reference=statistics.median(bare), target=1.1,
    )  # fmt: skip
    yield Figure(name="cold.still_on_disk", value=still, unit="s", target=0.5, on_ratio=False)


class _Reader(threading.Thread):
    """Reads a camera with nothing in between until its second key frame."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.second_key_at = 0.0

    def run(self) -> None:
        """Note the moment of the second key frame."""
        options = {"rtsp_transport": "tcp", "analyzeduration": "100000", "fpsprobesize": "0"}
        keys = 0
        with av.open(self.url, options=options) as container:
            for packet in container.demux(video=0):
                keys += packet.is_keyframe
                if keys == 2:
                    self.second_key_at = time.monotonic()
                    return


def _seconds_until(path: Path, began: float, *, patience_seconds: float = 30) -> float:
    while not path.exists():
        if time.monotonic() - began > patience_seconds:
            raise RuntimeError("no first segment came")
        time.sleep(0.005)
    return time.monotonic() - began


def _still_seconds(root: Path, codes: list[str]) -> float:
    """Seconds until a page that asks for stills finds one: the file of the last look is there."""
    began = time.monotonic()
    for code in codes:
        stamp(root, code, LOOK)
    for code in codes:
        _seconds_until(root / code / STILL, began)
    return time.monotonic() - began
