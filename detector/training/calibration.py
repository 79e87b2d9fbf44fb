"""Sets temperatures and thresholds on the choosing part; the judging part is not looked at."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detector.heads import BASE, PROTECT_PERSON, SCORE, logits
from detector.heads import HEAD as HEAD_LABEL
from detector.training.evaluation import Seen, covered, matched_of
from detector.training.subjects import HEAD, PERSON

Floats = NDArray[np.float32]

# A yes or a no is said where at least this share of such answers was right; between: uncertain.
SURE = 0.97
# Share of heads of 20 px that protection should cover on the choosing part, if it can at all.
PROTECT = 0.98
# A thing of a trial is looked at by people: so few pictures may show one where none is.
FALSE_A_PICTURE = 0.02
# Lower scores than that cover half the picture.
LEAST_PROTECT = 0.05
# From where on protection suspects a person: what is far away is told by its outline, if at all.
PERSONS_PROTECT = 0.15
_NEWTON_STEPS = 30
_TEMPERATURES = np.geomspace(0.25, 8.0, 61)


def temperature(logits: Floats, truths: NDArray[np.bool_]) -> float:
    """What to divide logits by so that their shares come true most nearly (least log loss)."""
    if not len(logits):
        return 1.0
    signs = np.where(truths, 1.0, -1.0)
    losses = [np.logaddexp(0.0, -signs * logits / heat).mean() for heat in _TEMPERATURES]
    return round(float(_TEMPERATURES[int(np.argmin(losses))]), 3)


def sure_bounds(shares: Floats, truths: NDArray[np.bool_]) -> tuple[float, float]:
    """The share from which “yes” is right in SURE of all cases, and that up to which “no” is."""
    grid = np.arange(0.5, 0.991, 0.01)
    yes = _first(grid, lambda bound: truths[shares >= bound])
    no = _first(grid, lambda bound: ~truths[shares <= 1 - bound])
    return round(yes, 2), round(1 - no, 2)


def sureness_weights(
    scores: Floats, shares: Floats, right: NDArray[np.bool_]
) -> Mapping[str, float]:
    """What a finder's score and a judge's share weigh, so that both tell best what is a head.

    A logistic regression of `right`, drawn a little to nought.
    """
    inputs = np.stack([logits(scores), logits(shares), np.ones(len(scores))], axis=1, dtype=float)
    weights = np.zeros(3)
    for _ in range(_NEWTON_STEPS):
        told = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (told - right) + weights
        bend = (inputs * (told * (1 - told))[:, None]).T @ inputs + np.eye(3)
        weights = weights - np.linalg.solve(bend, slope)
    names = (SCORE, HEAD_LABEL, BASE)
    return {name: round(float(each), 3) for name, each in zip(names, weights, strict=True)}


def finder_thresholds(seen: Sequence[Seen]) -> Mapping[str, float]:
    """Thresholds of a finder: where precision and recall balance best, and where protection is."""
    thresholds = {
        "head": _balanced(seen, HEAD),
        "person": _balanced(seen, PERSON),
        "protect": _protect(seen),
        PROTECT_PERSON: PERSONS_PROTECT,
    }
    return {"least_score": min(thresholds.values()), **thresholds, "overlap": 0.5}


def thing_thresholds(seen: Sequence[Seen], labels: Sequence[str]) -> Mapping[str, float]:
    """Thresholds of a finder of things: where few pictures show one wrongly."""
    told = {label: _quiet(seen, kind) for kind, label in enumerate(labels)}
    return {"least_score": min(told.values()), **told, "overlap": 0.5}


def _quiet(seen: Sequence[Seen], kind: int) -> float:
    """The best score by F1, or a higher one from which false boxes are FALSE_A_PICTURE at most."""
    parts = [matched_of(one, kind, overlap=0.3) for one in seen if kind in one.picture.annotated]
    wrong = np.sort(np.concatenate([part.scores[~part.right] for part in parts]))[::-1]
    most = int(FALSE_A_PICTURE * len(parts))
    first = float(wrong[most]) + 0.001 if most < len(wrong) else 0.0
    return round(max(first, _balanced(seen, kind)), 3)


def _first(grid: NDArray[np.float64], answers: Callable[[float], NDArray[np.bool_]]) -> float:
    """The first bound from which enough of the answers are right; the last where none is."""
    for bound in grid:
        right = answers(float(bound))
        if len(right) and right.mean() >= SURE:
            return float(bound)
    return float(grid[-1])


def _balanced(seen: Sequence[Seen], kind: int) -> float:
    """The score with the best F1."""
    parts = [matched_of(one, kind) for one in seen if kind in one.picture.annotated]
    scores = np.concatenate([part.scores for part in parts])
    right = np.concatenate([part.right for part in parts])
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(right[order])
    if not len(hits):
        return 0.3
    truths = sum(part.truths for part in parts)
    harmony = 2 * hits / (np.arange(1, len(hits) + 1) + truths)
    return round(float(scores[order][int(harmony.argmax())]), 3)


def _protect(seen: Sequence[Seen]) -> float:
    """The highest score at which PROTECT of the heads are covered, not below LEAST_PROTECT."""
    with_heads = [one for one in seen if HEAD in one.picture.annotated]
    for bound in np.arange(0.3, LEAST_PROTECT, -0.02):
        parts = [covered(one, float(bound)) for one in with_heads]
        truths = sum(part.truths for part in parts)
        if truths and sum(int(part.right.sum()) for part in parts) >= PROTECT * truths:
            return round(float(bound), 3)
    return LEAST_PROTECT
