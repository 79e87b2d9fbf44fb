"""Finds heads, persons, and what heads wear, with the models that are shipped.

`find_people` is a finder for `transcoder.finding`: it would rather tell too many than too few.
`find_people_quickly` is another, with a smaller model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.boxes import Found, distinct, shifted
from detector.cards import Card
from detector.files import ATTRIBUTES_CARD, FINDER_CARD, QUICK_CARD
from detector.network import Detector, Judge, Judgement, Network

Image = NDArray[np.uint8]
Boxes = NDArray[np.float32]

HEAD, PERSON = "head", "person"
# A card may tell of persons, too, from which score on protection suspects one.
PROTECT_PERSON = "protect_person"
MASK, COVER = "mask", "cover"
# The weights of a judge's card, beside the one for “head”.
SCORE, BASE = "score", "base"
# Room about a face-like box, in its sides: a hat is above it, a mask's edge beside it.
CROP_ABOVE, CROP_BELOW, CROP_BESIDE = 0.7, 0.25, 0.35
CROP_PX = 64


class Answer(StrEnum):
    """What can be said of an attribute; uncertain is never a reason for a lead."""

    YES = "yes"
    NO = "no"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class SeenHead:
    """A head: box x1 y1 x2 y2 in pixels, score, and what it wears."""

    box: tuple[float, float, float, float]
    score: float
    mask: Answer
    cover: Answer


@dataclass(frozen=True, slots=True)
class SeenThing:
    """What a plugged-in model found: `label` is a violation code, box x1 y1 x2 y2 in pixels."""

    label: str
    box: tuple[float, float, float, float]
    score: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What is in one picture; `persons` float32 [n, 4] with their `person_scores` [n]."""

    heads: tuple[SeenHead, ...]
    persons: Boxes
    person_scores: NDArray[np.float32]
    things: tuple[SeenThing, ...] = ()


@dataclass(slots=True)
class PeopleFinder:
    """Finds every head it can suspect, and persons: float32 [n, 5], x1 y1 x2 y2, how sure.

    The threshold of heads is the card's `protect`, far below `head`, from which leads are raised:
    a box too many hides a pan, a box too few shows a face. How sure it is is the score over `head`,
    1 at most. A model that knows no persons tells none. Whatever goes wrong is raised, and the
    caller then covers the whole picture.
    """

    detector: Detector

    def __call__(self, image: Image) -> tuple[Boxes, Boxes]:
        """The heads and the persons in `image` (BGR). Raises ModelFault."""
        card = self.detector.network.card
        least = {HEAD: card.threshold("protect")}
        if PERSON in card.labels:
            least[PERSON] = card.thresholds.get(PROTECT_PERSON, card.threshold(PERSON))
        (found,) = self.detector.found([image], least_score=min(least.values()))
        heads, persons = (self._boxes(found, label, least) for label in (HEAD, PERSON))
        return heads, persons

    def _boxes(self, found: Found, label: str, least: Mapping[str, float]) -> Boxes:
        card = self.detector.network.card
        if label not in least:
            return np.zeros((0, 5), np.float32)
        every = found.of(card.labels.index(label))
        chosen = every[every.scores >= least[label]]
        sure = np.minimum(chosen.scores / np.float32(card.threshold(label)), 1)
        return np.concatenate([chosen.boxes, sure[:, None]], axis=1)


@dataclass(slots=True)
class Watcher:
    """Finds heads and persons in a batch of pictures and judges the heads, in two runs in all."""

    detector: Detector
    judge: Judge
    # Crops of fewer pixels across than that say nothing about a mask.
    least_head_px: float = field(default=12.0)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of the models that speak here."""
        return self.detector.network.card, self.judge.network.card

    def scenes(self, images: Sequence[Image]) -> list[Scene]:
        """What is in each picture. Raises ModelFault."""
        heads, persons = self.people(images)
        crops = [
            crop_of(image, box)
            for image, found in zip(images, heads, strict=True)
            for box in found.boxes
        ]
        said, ends = self.judge.judged(crops), np.cumsum([len(found) for found in heads])
        return [
            Scene(self._judged(image, found, said[end - len(found) : end]), each.boxes, each.scores)
            for image, found, end, each in zip(images, heads, ends, persons, strict=True)
        ]

    def people(self, images: Sequence[Image]) -> tuple[list[Found], list[Found]]:
        """The heads and the persons in each picture. Raises ModelFault."""
        card = self.detector.network.card
        least = min(card.threshold(HEAD), card.threshold(PERSON))
        seen = self.detector.found(images, least_score=least)
        heads = [sure_of(found, card, HEAD) for found in seen]
        return heads, [sure_of(found, card, PERSON) for found in seen]

    def _judged(self, image: Image, found: Found, said: Judgement) -> tuple[SeenHead, ...]:
        card = self.judge.network.card
        claims = claimed(image, found, said, card)
        # What the judge is sure is none, is none.
        least = card.thresholds.get(f"{HEAD}_no", -1.0)
        return tuple(
            self._answered(claims.found, index, claims.shares[index])
            for index in range(len(claims.found))
            if claims.are_heads[index] > least
        )

    def _answered(self, found: Found, index: int, shares: NDArray[np.float32]) -> SeenHead:
        card = self.judge.network.card
        x1, y1, x2, y2 = (float(value) for value in found.boxes[index])
        is_small = min(x2 - x1, y2 - y1) < self.least_head_px
        said = dict(zip(card.labels, shares, strict=True))
        answers = {
            label: Answer.UNCERTAIN if is_small else answer(float(said[label]), card, label)
            for label in (MASK, COVER)
        }
        return SeenHead((x1, y1, x2, y2), float(found.scores[index]), answers[MASK], answers[COVER])


@dataclass(frozen=True, slots=True)
class Claims:
    """Heads of one picture as a finder and a judge see them together, best first.

    The boxes of `found` are where the judge put them, its scores how sure both are that each is a
    head; `are_heads` [n] is the judge's share alone, `shares` [n, k] stand in the order of its
    labels.
    """

    found: Found
    shares: NDArray[np.float32]
    are_heads: NDArray[np.float32]


def claimed(image: Image, found: Found, said: Judgement, card: Card) -> Claims:
    """What comes of found heads and of what a judge, whose card is told, said of their crops."""
    height, width = image.shape[:2]
    are_heads = np.ones(len(found), np.float32)
    if HEAD in card.labels:
        are_heads = said.shares[:, card.labels.index(HEAD)]
    moved = Found(
        shifted(found.boxes, said.shifts, width=width, height=height),
        sureness(found.scores, are_heads, card.weights),
        found.labels,
    )
    # Two boxes about one head come to lie upon each other.
    order = distinct(moved)
    return Claims(moved[order], said.shares[order], are_heads[order])


def sureness(
    scores: NDArray[np.float32], shares: NDArray[np.float32], weights: Mapping[str, float]
) -> NDArray[np.float32]:
    """The share that heads with these scores and shares are heads, by the weights of a card.

    Without weights the product.
    """
    if not weights:
        return scores * shares
    weighed = sum(weights[name] * logits(part) for name, part in ((SCORE, scores), (HEAD, shares)))
    return np.asarray(1 / (1 + np.exp(-weighed - weights[BASE])), np.float32)


def logits(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logits of shares, none beyond what a card's few digits could tell apart."""
    kept = np.clip(shares, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)


def sure_of(found: Found, card: Card, label: str) -> Found:
    """Those of `label` that reach its threshold."""
    chosen = found.of(card.labels.index(label))
    return chosen[chosen.scores >= card.threshold(label)]


def answer(share: float, card: Card, label: str) -> Answer:
    """Yes from the card's upper threshold, no up to its lower one, else uncertain."""
    if share >= card.threshold(f"{label}_yes"):
        return Answer.YES
    return Answer.NO if share <= card.threshold(f"{label}_no") else Answer.UNCERTAIN


def crop_of(image: Image, box: Sequence[float] | Boxes) -> Image:
    """The head in `box` with room for a hat, uint8 [64, 64, 3]; grey beyond the picture's edge."""
    x1, y1, x2, y2 = (float(value) for value in box)
    width, height = max(x2 - x1, 1.0), max(y2 - y1, 1.0)
    left, right = x1 - CROP_BESIDE * width, x2 + CROP_BESIDE * width
    top, bottom = y1 - CROP_ABOVE * height, y2 + CROP_BELOW * height
    across, down = CROP_PX / (right - left), CROP_PX / (bottom - top)
    # Sampling every other pixel only would lose thin straps: shrink large heads in two steps.
    step = max(1, int(min(1 / across, 1 / down)))
    if step > 1:
        image, left, top = _shrunk(image, (left, top, right, bottom), step)
        across, down = across * step, down * step
    matrix = np.array([[across, 0, -left * across], [0, down, -top * down]])
    return np.asarray(
        cv2.warpAffine(
            image, matrix, (CROP_PX, CROP_PX), flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT, borderValue=(114, 114, 114),
        ),
        np.uint8,
    )  # fmt: skip


def _shrunk(
    image: Image, region: tuple[float, float, float, float], step: int
) -> tuple[Image, float, float]:
    """The region of `image`, `step` times smaller, and where its old corner is in it."""
    height, width = image.shape[:2]
    x1, y1 = max(0, int(region[0])), max(0, int(region[1]))
    x2, y2 = min(width, int(region[2]) + 2), min(height, int(region[3]) + 2)
    if x2 - x1 < step or y2 - y1 < step:
        return np.full((1, 1, 3), 114, np.uint8), 0.0, 0.0
    part = image[y1:y2, x1:x2]
    size = ((x2 - x1) // step, (y2 - y1) // step)
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), (region[0] - x1) / step, (region[1] - y1) / step


@cache
def shipped_detector() -> Detector:
    """The finder that is shipped, loaded when first used. Raises BadCard."""
    return Detector(Network.beside(FINDER_CARD))


@cache
def shipped_watcher() -> Watcher:
    """The finder and the judge that are shipped. Raises BadCard."""
    return Watcher(shipped_detector(), Judge(Network.beside(ATTRIBUTES_CARD)))


def find_people(image: Image) -> tuple[Boxes, Boxes]:
    """Every head the shipped finder can suspect in `image`, and persons. Raises ModelFault."""
    return PeopleFinder(shipped_detector())(image)


@cache
def quick_detector() -> Detector:
    """The quick finder that is shipped, loaded when first used. Raises BadCard."""
    return Detector(Network.beside(QUICK_CARD))


def find_people_quickly(image: Image) -> tuple[Boxes, Boxes]:
    """As `find_people`, with the quick finder, which suspects more. Raises ModelFault."""
    return PeopleFinder(quick_detector())(image)
