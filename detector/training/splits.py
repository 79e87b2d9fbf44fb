"""Which pictures are learnt from, which choose between trainings, and which only judge.

No two parts share a picture, a nearly equal one, or a frame of the same recording.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.training.labels import Picture

Image = NDArray[np.uint8]

# Bits of 64 in which two hashes of the same scene differ at most.
NEAR_BITS = 6
# Share of the training groups that choose and calibrate.
CHOOSING_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Splits:
    """`learning` teaches, `choosing` picks and calibrates, `judging` is looked at last.

    `dropped` counts pictures left out of learning because a judging one is nearly equal.
    """

    learning: tuple[Picture, ...]
    choosing: tuple[Picture, ...]
    judging: tuple[Picture, ...]
    dropped: int


def split(pictures: Sequence[Picture], read: Callable[[Picture], Image]) -> Splits:
    """The parts of `pictures`; those the source gave to `val` judge."""
    groups = _groups(pictures, np.array([fingerprint(read(one)) for one in pictures]))
    parts: dict[str, list[Picture]] = defaultdict(list)
    dropped = 0
    for group in groups:
        judging = [one for one in group if one.split == "val"]
        parts["judging"] += judging
        if judging:
            dropped += len(group) - len(judging)
            continue
        name = min(one.path.name for one in group)
        parts["choosing" if share_of(name) < CHOOSING_SHARE else "learning"] += group
    return Splits(
        learning=tuple(parts["learning"]),
        choosing=tuple(parts["choosing"]),
        judging=tuple(parts["judging"]),
        dropped=dropped,
    )


def fingerprint(image: Image) -> np.uint64:
    """64 bits that stay nearly the same when the picture is resized, coded anew or dimmed."""
    grey = cv2.resize(
        cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (32, 32), interpolation=cv2.INTER_AREA
    )
    low = cv2.dct(grey.astype(np.float32))[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return np.uint64(int("".join("1" if bit else "0" for bit in bits), 2))


def recording(picture: Picture) -> str:
    """The recording a picture's name gives away: itself, unless names are numbered frames."""
    stem = picture.path.stem
    frame = re.fullmatch(r"(.*?(?:frame|video|vid|mp4|mov|avi|clip).*?)[-_]?\d+(?:[-_]jpg)?", stem)
    return f"{picture.source}/{frame[1] if frame else stem}"


def share_of(name: str) -> float:
    """A number in [0, 1) that a name always has: the same parts on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big") / 2**48


def _groups(pictures: Sequence[Picture], prints: NDArray[np.uint64]) -> Iterable[list[Picture]]:
    """Pictures that must stay together."""
    parents = list(range(len(pictures)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    first: dict[str, int] = {}
    for index, picture in enumerate(pictures):
        parents[root(index)] = root(first.setdefault(recording(picture), index))
    for index in range(len(prints)):
        for other in np.flatnonzero(np.bitwise_count(prints[:index] ^ prints[index]) <= NEAR_BITS):
            parents[root(index)] = root(int(other))
    groups: dict[int, list[Picture]] = defaultdict(list)
    for index, picture in enumerate(pictures):
        groups[root(index)].append(picture)
    return groups.values()
