"""How good a finder or a judge of heads is, with the interval in which the truth lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from detector.boxes import Found, areas, overlaps, shared_areas

Floats = NDArray[np.float32]
T = TypeVar("T")

RESAMPLES = 400
# A found box of which this part lies in a region that does not count, does not count either.
COVERED_PART = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % interval (bootstrap over pictures); `count` says of how many things."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Matched:
    """One picture judged: of each found box that counts its score and whether it is right.

    `right` bool [n], `scores` [n]; `truths` boxes were there to be found.
    """

    scores: Floats
    right: NDArray[np.bool_]
    truths: int


def matched(
    found: Found, truths: Floats, ignores: Floats, *, overlap: float = 0.5, least_px: float = 0.0
) -> Matched:
    """Found boxes of one label against the labelled ones, best first, each used once.

    Truths with a shorter side below `least_px` count neither way, nor does what matches them.
    """
    order = np.argsort(-found.scores, kind="stable")
    boxes, scores = found.boxes[order], found.scores[order]
    counts = (truths[:, 2:] - truths[:, :2]).min(axis=1, initial=np.inf) >= least_px
    agree = overlaps(boxes, truths)
    free = np.ones(len(truths), np.bool_)
    right, void = np.zeros(len(boxes), np.bool_), np.zeros(len(boxes), np.bool_)
    for index in range(len(boxes)):
        options = np.where(free, agree[index], -1.0)
        if len(truths) and options.max() >= overlap:
            best = int(options.argmax())
            free[best] = False
            right[index], void[index] = counts[best], not counts[best]
    inside = shared_areas(boxes, ignores) / np.maximum(areas(boxes), 1e-9)[:, None]
    void |= ~right & (inside.max(axis=1, initial=0.0) >= COVERED_PART)
    return Matched(scores[~void], right[~void], int(counts.sum()))


def average_precision(pictures: Sequence[Matched]) -> float:
    """Area under precision over recall, every point used; NaN without anything to find."""
    truths = sum(one.truths for one in pictures)
    if not truths:
        return float("nan")
    scores = np.concatenate([one.scores for one in pictures])
    right = np.concatenate([one.right for one in pictures])[np.argsort(-scores, kind="stable")]
    hits = np.cumsum(right)
    precision = hits / np.arange(1, len(hits) + 1)
    best_after = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best_after * right).sum() / truths)


def recall_at(pictures: Sequence[Matched], *, false_a_picture: float) -> float:
    """Share found at the lowest score that brings no more false boxes a picture than told."""
    truths = sum(one.truths for one in pictures)
    if not truths:
        return float("nan")
    scores = np.concatenate([one.scores for one in pictures])
    right = np.concatenate([one.right for one in pictures])[np.argsort(-scores, kind="stable")]
    within = np.cumsum(~right) <= false_a_picture * len(pictures)
    return float((right & within).sum() / truths)


def interval(
    figure: Callable[[Sequence[T]], float], parts: Sequence[T], *, count: int, seed: int = 4
) -> Interval:
    """`figure` of `parts` with its bootstrap interval; parts are drawn anew, with return."""
    rng = np.random.default_rng(seed)
    drawn = [
        figure([parts[index] for index in rng.integers(len(parts), size=len(parts))])
        for _ in range(RESAMPLES if parts else 0)
    ]
    sound = [value for value in drawn if not np.isnan(value)]
    low, high = np.percentile(sound, [2.5, 97.5]) if sound else (float("nan"),) * 2
    return Interval(figure(parts), float(low), float(high), count)


def accuracy(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Share of pairs (said, true) that agree."""
    return sum(said == true for said, true in pairs) / len(pairs) if pairs else float("nan")


def balanced_accuracy(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Mean of the shares recognised among those that are and those that are not."""
    sides = [[said == true for said, true in pairs if true is side] for side in (True, False)]
    if not all(sides):
        return float("nan")
    return sum(sum(side) / len(side) for side in sides) / 2
