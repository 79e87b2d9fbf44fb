"""Runs the models over a part of the pictures and gives every figure a card holds."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detector.network import Detector, Judge
from detector.training.augment import Reader
from detector.training.crops import ATTRIBUTES, Cut, crop, cuts
from detector.training.evaluation import (
    Judged,
    Table,
    end_to_end_figures,
    finder_figures,
    judge_figures,
    look,
)
from detector.training.labels import Picture
from detector.training.metrics import Interval

Figures = Mapping[str, Table]
_AT_ONCE = 64


def finder_measured(
    pictures: Sequence[Picture], read: Reader, detector: Detector, judge: Judge | None
) -> dict[str, Table]:
    """Figures of the finder and, with a judge, of both together."""
    seen = look(pictures, read, detector, judge)
    protect = detector.network.card.threshold("protect")
    figures = finder_figures(seen, protect=protect)
    return figures | (end_to_end_figures(seen) if judge is not None else {})


def judge_measured(pictures: Sequence[Picture], read: Reader, judge: Judge) -> dict[str, Table]:
    """Figures of the judge on labelled boxes, and how often it said neither yes nor no."""
    every = list(cuts(pictures, read))
    shares = shares_of(every, judge)
    rows = {name: rows_of(every, shares, column) for column, name in enumerate(ATTRIBUTES)}
    figures = judge_figures(rows)
    card = judge.network.card
    for name in ATTRIBUTES:
        yes, no = card.threshold(f"{name}_yes"), card.threshold(f"{name}_no")
        said = [row for row in rows[name] if row[2] >= yes or row[2] <= no]
        figures[f"{name}_accuracy_where_sure"] = judge_figures({name: said})[f"{name}_accuracy"]
        figures[f"{name}_uncertain"] = _share(len(rows[name]) - len(said), len(rows[name]))
    wrong = [shares[index, 0] for index, cut in enumerate(every) if _is_wrong(cut)]
    yes = card.threshold("mask_yes")
    figures["wrongly_worn_called_mask"] = _share(sum(s >= yes for s in wrong), len(wrong))
    return figures


def shares_of(every: Sequence[Cut], judge: Judge) -> NDArray[np.float32]:
    """What the judge says of each cut head, float32 [n, 2]."""
    parts = [
        judge.shares([crop(cut) for cut in every[begin : begin + _AT_ONCE]])
        for begin in range(0, len(every), _AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, len(ATTRIBUTES)), np.float32)


def rows_of(every: Sequence[Cut], shares: NDArray[np.float32], column: int) -> list[Judged]:
    """The heads of which an attribute is known; masks worn wrongly are told of apart."""
    name = ATTRIBUTES[column]
    rows: list[Judged] = []
    for cut, share in zip(every, shares, strict=True):
        truth = getattr(cut.head, name, None)
        if truth is not None and not (name == "mask" and _is_wrong(cut)):
            rows.append((cut.source, cut.picture, float(share[column]), truth))
    return rows


def _is_wrong(cut: Cut) -> bool:
    return cut.head is not None and cut.head.is_wrong


def lines(figures: Figures) -> list[str]:
    """The figures as rows of a table in Markdown: figure, source, value, interval, count."""
    return [
        f"| {name} | {source} | {one.value:.3f} | {one.low:.3f}–{one.high:.3f} | {one.count} |"
        for name, table in figures.items()
        for source, one in table.items()
        if one.count
    ]


def _share(part: int, whole: int) -> Table:
    value = part / whole if whole else float("nan")
    spread = 1.96 * float(np.sqrt(value * (1 - value) / whole)) if whole else float("nan")
    return {"all": Interval(value, max(0.0, value - spread), min(1.0, value + spread), whole)}
