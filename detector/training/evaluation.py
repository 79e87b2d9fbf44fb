"""Measures models on labelled pictures, source by source, with 95 % intervals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detector.boxes import Found, areas, overlaps, shared_areas
from detector.heads import claimed, crop_of
from detector.network import Detector, Judge
from detector.training.augment import Image, Reader
from detector.training.labels import Head, Picture
from detector.training.metrics import (
    Figure,
    Interval,
    Matched,
    Pairs,
    accuracy,
    average_precision,
    balanced_accuracy,
    false_a_picture,
    interval,
    matched,
    recall_at,
    share_found,
)
from detector.training.subjects import HEAD, PERSON

Floats = NDArray[np.float32]
Table = dict[str, Interval]

# Below any threshold of use: average precision needs the whole curve.
LEAST_SCORE = 0.03
# Faces with fewer pixels across are beyond what protection promises.
PROTECTED_PX = 20.0
FALSE_A_PICTURE = 3.0
# As transcoder.privacy grows a head's box before it is made a mosaic.
GROWN = 0.3
COVERED = 0.9
_OVERALL = "all"


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture, what a finder found in it, and its heads as a judge sees them.

    `shares` [n, k]: what the judge says of each of `heads`.
    """

    picture: Picture
    found: Found
    heads: Found
    shares: Floats


def look(
    pictures: Sequence[Picture], read: Reader, detector: Detector, judge: Judge | None
) -> list[Seen]:
    """What the models say of each picture."""
    return [_seen(picture, read(picture), detector, judge) for picture in pictures]


def _seen(picture: Picture, image: Image, detector: Detector, judge: Judge | None) -> Seen:
    (found,) = detector.found([image], least_score=LEAST_SCORE)
    heads = found.of(HEAD)
    if judge is None:
        return Seen(picture, found, heads, np.zeros((len(heads), 0), np.float32))
    said = judge.judged([crop_of(image, box) for box in heads.boxes])
    claims = claimed(image, heads, said, judge.network.card)
    return Seen(picture, found, claims.found, claims.shares)


@dataclass(frozen=True, slots=True)
class Suspected:
    """Places that a finder suspects: its score, the judge's share, whether a head is there.

    What is neither right nor wrong is left out.
    """

    scores: Floats
    shares: Floats
    right: NDArray[np.bool_]


def suspected(
    pictures: Sequence[Picture], read: Reader, detector: Detector, judge: Judge
) -> Suspected:
    """What finder and judge say of each place in pictures of which heads are known."""
    column = judge.network.card.labels.index("head")
    parts = []
    for picture in pictures:
        if HEAD not in picture.annotated:
            continue
        image = read(picture)
        (found,) = detector.found([image], least_score=LEAST_SCORE)
        heads = found.of(HEAD)
        said = judge.shares([crop_of(image, box) for box in heads.boxes])[:, column]
        right = overlaps(heads.boxes, picture.boxes[HEAD]).max(axis=1, initial=0.0) >= 0.5
        inside = shared_areas(heads.boxes, picture.ignores[HEAD]).max(axis=1, initial=0.0)
        counts = right | (inside < 0.5 * areas(heads.boxes))
        parts.append((heads.scores[counts], said[counts], right[counts]))
    if not parts:
        return Suspected(np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0, np.bool_))
    scores, shares, truths = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Suspected(scores, shares, truths)


def finder_figures(seen: Sequence[Seen], *, protect: float) -> dict[str, Table]:
    """Every figure of a finder, by name and source; `protect` is the threshold of protection."""
    with_heads = [one for one in seen if HEAD in one.picture.annotated]
    with_persons = [one for one in seen if PERSON in one.picture.annotated]
    figures: dict[str, Table] = {}
    for name, kind, pictures, overlap, least_px in (
        ("heads_ap50", HEAD, with_heads, 0.5, 0.0),
        ("heads_ap30", HEAD, with_heads, 0.3, 0.0),
        ("persons_ap50", PERSON, with_persons, 0.5, 0.0),
    ):
        figures[name] = _by_source(
            pictures, partial(matched_of, kind=kind, overlap=overlap, least_px=least_px),
            average_precision,
        )  # fmt: skip
    figures["heads_20px_found_3_false"] = _by_source(
        with_heads, partial(matched_of, kind=HEAD, overlap=0.3, least_px=PROTECTED_PX),
        partial(recall_at, false_a_picture=FALSE_A_PICTURE),
    )  # fmt: skip
    figures["heads_20px_covered"] = _by_source(
        with_heads, partial(covered, protect=protect), share_found
    )
    figures["false_heads_a_picture_at_protect"] = _by_source(
        with_heads, partial(_false, protect=protect), false_a_picture
    )
    return figures


def end_to_end_figures(seen: Sequence[Seen]) -> dict[str, Table]:
    """Average precision of heads as the judge sees them, of those with a mask and those without."""
    known = [
        one for one in seen
        if HEAD in one.picture.annotated and any(h.mask is not None for h in one.picture.heads)
    ]  # fmt: skip
    with_heads = [one for one in seen if HEAD in one.picture.annotated]
    figures = {"judged_heads_ap50": _by_source(with_heads, _judged, average_precision)}
    for name, wanted in (("mask_ap50", True), ("no_mask_ap50", False)):
        figures[name] = _by_source(known, partial(_masked, wanted=wanted), average_precision)
    return figures


def thing_figures(
    seen: Sequence[Seen], labels: Sequence[str], thresholds: Mapping[str, float]
) -> dict[str, Table]:
    """Figures of a finder of things: how well each is found, and how often where there is none."""
    figures: dict[str, Table] = {}
    for kind, label in enumerate(labels):
        known = [one for one in seen if kind in one.picture.annotated]
        sure = partial(_sure, kind=kind, least=thresholds[label])
        for name, overlap in (("ap50", 0.5), ("ap30", 0.3)):
            of = partial(matched_of, kind=kind, overlap=overlap)
            figures[f"{label}_{name}"] = _by_source(known, of, average_precision)
        figures[f"{label}_found_where_sure"] = _by_source(known, sure, share_found)
        figures[f"false_{label}_a_picture_where_sure"] = _by_source(known, sure, false_a_picture)
    return figures


Judged = tuple[str, str, float, bool]
"""Source, picture, share said, and what is true."""


def judge_figures(judged: Mapping[str, Sequence[Judged]]) -> dict[str, Table]:
    """Accuracy and balanced accuracy at one half, of each attribute, on given boxes."""
    figures: dict[str, Table] = {}
    for name, rows in judged.items():
        for title, figure in (("accuracy", accuracy), ("balanced_accuracy", balanced_accuracy)):
            figures[f"{name}_{title}"] = _rows_by_source(rows, figure)
    return figures


def _rows_by_source(rows: Sequence[Judged], figure: Callable[[Sequence[Pairs]], Figure]) -> Table:
    table: Table = {}
    for source in [_OVERALL, *sorted({row[0] for row in rows})]:
        by_picture: dict[str, list[tuple[bool, bool]]] = {}
        for of, picture, share, truth in rows:
            if source in {_OVERALL, of}:
                by_picture.setdefault(picture, []).append((share >= 0.5, truth))
        parts = list(by_picture.values())
        table[source] = interval(figure(parts), pictures=len(parts), count=sum(map(len, parts)))
    return table


def _by_source(
    seen: Sequence[Seen], of: Callable[[Seen], Matched],
    figure: Callable[[Sequence[Matched]], Figure],
) -> Table:  # fmt: skip
    sources = sorted({one.picture.source for one in seen})
    parts = [(one.picture.source, of(one)) for one in seen]
    table: Table = {}
    for source in [_OVERALL, *sources]:
        chosen = [part for name, part in parts if source in {_OVERALL, name}]
        truths = sum(part.truths for part in chosen)
        table[source] = interval(figure(chosen), pictures=len(chosen), count=truths)
    return table


def matched_of(one: Seen, kind: int, *, overlap: float = 0.5, least_px: float = 0.0) -> Matched:
    """What was found of a class, against what is labelled."""
    picture = one.picture
    return matched(
        one.found.of(kind), picture.boxes[kind], picture.ignores[kind],
        overlap=overlap, least_px=least_px,
    )  # fmt: skip


def covered(one: Seen, protect: float) -> Matched:
    """Of each labelled head of 20 px whether the grown boxes cover nine tenths of it."""
    truths = one.picture.boxes[HEAD]
    truths = truths[(truths[:, 2:] - truths[:, :2]).min(axis=1, initial=np.inf) >= PROTECTED_PX]
    heads = one.found.of(HEAD)
    boxes = heads.boxes[heads.scores >= protect]
    margin = GROWN * (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0.0, keepdims=True)
    wide = np.concatenate([boxes[:, :2] - margin, boxes[:, 2:] + margin], axis=1)
    part = shared_areas(truths, wide) / np.maximum(areas(truths), 1e-9)[:, None]
    right = part.max(axis=1, initial=0.0) >= COVERED
    return Matched(np.ones(len(truths), np.float32), right, len(truths))


def _false(one: Seen, protect: float) -> Matched:
    return _sure(one, HEAD, protect)


def _sure(one: Seen, kind: int, least: float) -> Matched:
    """What was found with so high a score."""
    judged = matched_of(one, kind, overlap=0.3)
    chosen = judged.scores >= least
    return Matched(judged.scores[chosen], judged.right[chosen], judged.truths)


def _judged(one: Seen) -> Matched:
    return matched(one.heads, one.picture.boxes[HEAD], one.picture.ignores[HEAD])


def _masked(one: Seen, *, wanted: bool) -> Matched:
    """The judged heads as claims that there is a mask (or none), their scores multiplied."""
    heads = one.heads
    share = one.shares[:, 0] if wanted else 1 - one.shares[:, 0]
    truths = _boxes(h for h in one.picture.heads if _mask_of(h) is wanted)
    unsure = _boxes(h for h in one.picture.heads if _mask_of(h) is None)
    ignores = np.concatenate([one.picture.ignores[HEAD], unsure])
    claims = Found(heads.boxes, np.asarray(heads.scores * share, np.float32), heads.labels)
    return matched(claims, truths, ignores)


def _mask_of(head: Head) -> bool | None:
    """Mask as it counts end to end: a wrongly worn one neither way."""
    return None if head.is_wrong or not head.is_whole else head.mask


def _boxes(heads: Iterable[Head]) -> Floats:
    return np.asarray([head.box for head in heads], np.float32).reshape(-1, 4)
