"""How good a finder or a judge of heads is, with the interval in which the truth lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.boxes import Found, areas, overlaps, shared_areas

Floats = NDArray[np.float32]
Times = NDArray[np.int64]
Figure = Callable[[Times], float]
"""A figure of some pictures, each counted as many times as told; cheap to ask again."""

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


def average_precision(pictures: Sequence[Matched]) -> Figure:
    """Area under precision over recall, every point used; NaN without anything to find."""
    owner, right, truths = _in_order(pictures)

    def figure(times: Times) -> float:
        wanted = float(times @ truths)
        if not wanted:
            return float("nan")
        weights = times[owner]
        precision = np.cumsum(weights * right) / np.maximum(np.cumsum(weights), 1)
        best_after = np.maximum.accumulate(precision[::-1])[::-1]
        return float((best_after * right * weights).sum() / wanted)

    return figure


def recall_at(pictures: Sequence[Matched], *, false_a_picture: float) -> Figure:
    """Share found at the lowest score that brings no more false boxes a picture than told."""
    owner, right, truths = _in_order(pictures)

    def figure(times: Times) -> float:
        wanted = float(times @ truths)
        if not wanted:
            return float("nan")
        weights = times[owner]
        within = np.cumsum(weights * ~right) <= false_a_picture * times.sum()
        return float((weights * (right & within)).sum() / wanted)

    return figure


def share_found(pictures: Sequence[Matched]) -> Figure:
    """Share of all truths that something right was found for."""
    found = np.array([part.right.sum() for part in pictures], np.int64)
    return _ratio(found, np.array([part.truths for part in pictures], np.int64))


def false_a_picture(pictures: Sequence[Matched]) -> Figure:
    """False boxes a picture."""
    false = np.array([(~part.right).sum() for part in pictures], np.int64)
    return _ratio(false, np.ones(len(pictures), np.int64))


Pairs = Sequence[tuple[bool, bool]]
"""What was said of things in one picture, and what is true."""


def accuracy(pictures: Sequence[Pairs]) -> Figure:
    """Share of pairs that agree."""
    agree = np.array([sum(said == true for said, true in pairs) for pairs in pictures], np.int64)
    return _ratio(agree, np.array([len(pairs) for pairs in pictures], np.int64))


def balanced_accuracy(pictures: Sequence[Pairs]) -> Figure:
    """Mean of the shares recognised among those that are and those that are not."""
    sides = [
        accuracy([[pair for pair in pairs if pair[1] is side] for pairs in pictures])
        for side in (True, False)
    ]
    return lambda times: sum(side(times) for side in sides) / 2


def interval(figure: Figure, *, pictures: int, count: int, seed: int = 4) -> Interval:
    """`figure` with its bootstrap interval: as many pictures are drawn anew, with return."""
    if not pictures:
        return Interval(float("nan"), float("nan"), float("nan"), count)
    rng = np.random.default_rng(seed)
    even = np.full(pictures, 1 / pictures)
    drawn = [figure(rng.multinomial(pictures, even)) for _ in range(RESAMPLES)]
    sound = [value for value in drawn if not np.isnan(value)]
    low, high = np.percentile(sound, [2.5, 97.5]) if sound else (float("nan"),) * 2
    return Interval(figure(np.ones(pictures, np.int64)), float(low), float(high), count)


def _ratio(parts: Times, wholes: Times) -> Figure:
    def figure(times: Times) -> float:
        whole = float(times @ wholes)
        return float(times @ parts) / whole if whole else float("nan")

    return figure


def _in_order(
    pictures: Sequence[Matched],
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.int64]]:
    """Of every found box, best first, its picture and whether it is right; truths a picture."""
    owner = np.repeat(np.arange(len(pictures)), [len(one.scores) for one in pictures])
    scores = np.concatenate([one.scores for one in pictures]) if pictures else np.zeros(0)
    right = np.concatenate([one.right for one in pictures]) if pictures else np.zeros(0, np.bool_)
    order = np.argsort(-scores, kind="stable")
    return owner[order], right[order], np.array([one.truths for one in pictures], np.int64)
