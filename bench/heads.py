"""What heads, persons and attributes cost: shipped models, one core, a batch of small frames."""

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from bench.figures import Figure
from detector.boxes import Found
from detector.files import ATTRIBUTES_CARD, FINDER_CARD
from detector.heads import Image, Watcher
from detector.network import Detector, Judge, Network

MS_A_FRAME = 12.0
# A kitchen has fewer people than that in view nearly always.
HEADS_A_FRAME = 2
BATCH, ROUNDS = 8, 12


class _SameHeads(Detector):
    """The shipped finder, then the same few heads in every frame, so that each is judged."""

    def found(self, images: Sequence[Image], *, least_score: float | None = None) -> list[Found]:
        """What the net takes its time for, replaced by boxes that do not depend on the frame."""
        answers = super().found(images, least_score=least_score)
        boxes = np.array([[80 * n, 90, 80 * n + 30, 128] for n in range(HEADS_A_FRAME)], np.float32)
        same = Found(boxes, np.ones(len(boxes), np.float32), np.zeros(len(boxes), np.intp))
        return [same for _ in answers]


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU time of this thread a 640×360 frame: median of several batches, and the best."""
    del directory, options
    cv2.setNumThreads(1)
    watcher = Watcher(
        _SameHeads(Network.beside(FINDER_CARD)), Judge(Network.beside(ATTRIBUTES_CARD))
    )
    frames = [_frame(seed) for seed in range(BATCH)]
    watcher.scenes(frames)  # loads both
    took = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        watcher.scenes(frames)
        took.append(1000 * (time.thread_time() - began) / BATCH)
    yield Figure(
        name="heads.frame", value=float(np.median(took)), unit="CPU-ms a 640×360 frame",
        target=MS_A_FRAME, on_ratio=False,
    )  # fmt: skip
    yield Figure(name="heads.frame_best", value=min(took), unit="CPU-ms a 640×360 frame")


def _frame(seed: int) -> np.ndarray:
    """Shapes and grain: no net is quicker or slower for what it sees, but its decoder is."""
    rng = np.random.default_rng(seed)
    rough = rng.integers(0, 255, (36, 64, 3), np.uint8)
    smooth = cv2.resize(rough, (640, 360), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    return np.clip(smooth + rng.normal(0, 4, smooth.shape), 0, 255).astype(np.uint8)
