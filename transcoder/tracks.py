"""What is followed in a picture, all of one kind at once: where it is, since when it is unseen."""

from collections.abc import Mapping
from enum import Enum, auto

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.finding import Boxes, Image

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

HOLD_SECONDS = 1.2  # from the first look that does not find it any more
GROWTH_A_SECOND, MOST_GROWTH = 0.5, 1.5  # of the box's size, while it is unseen and things move
UNSURE_GROWS = 2.0  # times as fast where it is not sure how it moved
LEAST_OVERLAP, SAME_OVERLAP = 0.1, 0.5
MOST = 60  # of a kind; beyond that the longest unseen are let go
PERSON_MARGIN = 0.15
SLOWING = 0.7  # a picture, of what is no longer seen to move
# Points in a box by which its content is followed, in parts of its size.
GRID = np.array([(0.25, 0.3), (0.75, 0.3), (0.5, 0.5), (0.25, 0.7), (0.75, 0.7)], np.float32)
STEPS_OF_FLOW = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 10, 0.03)
LEAST_GOOD, MOST_ERROR = 3, 20.0

NO_BOXES: Boxes = np.zeros((0, 4), np.float32)


class Kind(Enum):
    """What is followed; a MOVER is the upper part of what moves and has no head."""

    HEAD = auto()
    PERSON = auto()
    MOVER = auto()


# So many times its own size to each side, up and down reaches the body of what is followed.
BODY_OF: Mapping[Kind, tuple[float, float, float]] = {
    Kind.HEAD: (1.0, 0.5, 5.0), Kind.MOVER: (0.25, 0.25, 3.0)
}  # fmt: skip


class Tracks:
    """Things of one kind that are followed, at the same place in every array."""

    def __init__(self) -> None:
        self.boxes: Boxes = NO_BOXES
        self.seen_boxes: Boxes = NO_BOXES
        self.seen_at: Floats = np.zeros(0)
        self.missed_at: Floats = np.zeros(0)  # the first look since that did not find it; NaN
        self.restless: Floats = np.zeros(0)  # seconds in which things moved there since seen
        self.has_moved: Flags = np.zeros(0, np.bool_)  # since it is followed
        self._speeds: Boxes = np.zeros((0, 2), np.float32)  # pixels a second

    def __len__(self) -> int:
        return len(self.boxes)

    def grown(self) -> Boxes:
        """Where they may be by now."""
        shares = np.minimum(MOST_GROWTH, GROWTH_A_SECOND * self.restless) / 2
        return widened(self.boxes, shares[:, None].astype(np.float32))

    def with_bodies(self, kind: Kind) -> Boxes:
        """Their boxes with the bodies that belong to them, where they move."""
        # Not grown: who comes in beside somebody long unseen is news.
        if kind is Kind.PERSON:
            return widened(self.boxes, PERSON_MARGIN)
        boxes = self.boxes
        # What has never moved has no body either: it is a pan.
        width, height = ((boxes[:, 2:] - boxes[:, :2]) * self.has_moved[:, None]).T
        beside, above, below = BODY_OF[kind]
        room = (-beside * width, -above * height, beside * width, below * height)
        return np.asarray(boxes + np.stack(room, axis=1), np.float32)

    def matched(self, boxes: Boxes) -> tuple[list[tuple[int, int]], list[int]]:
        """Pairs of places in `boxes` and here that are the same, and the boxes that are new."""
        if not len(self):
            return [], list(range(len(boxes)))
        likeness = overlaps(boxes, self.boxes)
        pairs, new, taken = [], [], set()
        for index, row in enumerate(likeness):
            best = int(row.argmax())
            if row[best] >= LEAST_OVERLAP and best not in taken:
                taken.add(best)
                pairs.append((index, best))
            elif row[best] < SAME_OVERLAP:
                new.append(index)
        return pairs, new

    def see(self, boxes: Boxes, pairs: list[tuple[int, int]], *, at: float) -> None:
        """Note that what the pairs say is seen at `boxes` now."""
        if not pairs:
            return
        told, here = (list(places) for places in zip(*pairs, strict=True))
        self.boxes[here] = self.seen_boxes[here] = boxes[told]
        self.seen_at[here], self.missed_at[here], self.restless[here] = at, np.nan, 0

    def miss(self, which: Flags, *, at: float) -> None:
        """Note that a look at these did not find them."""
        self.missed_at[which & np.isnan(self.missed_at)] = at

    def begin(self, boxes: Boxes, has_moved: Flags, *, at: float) -> None:
        """Follow `boxes` too from now on; `has_moved` says in which of them things moved."""
        count = len(boxes)
        self.boxes = np.concatenate([self.boxes, boxes])
        self.seen_boxes = np.concatenate([self.seen_boxes, boxes])
        self.seen_at = np.concatenate([self.seen_at, np.full(count, at)])
        self.missed_at = np.concatenate([self.missed_at, np.full(count, np.nan)])
        self.restless = np.concatenate([self.restless, np.zeros(count)])
        self.has_moved = np.concatenate([self.has_moved, has_moved])
        self._speeds = np.concatenate([self._speeds, np.zeros((count, 2), np.float32)])
        if len(self) > MOST:
            stays = np.zeros(len(self), np.bool_)
            stays[np.argsort(-self.seen_at, kind="stable")[:MOST]] = True
            self.keep(stays)

    def drop_over(self, at: float, size: tuple[int, int]) -> None:
        """Let go what was missed for long enough, and what has left the picture."""
        stays = ~(at - self.missed_at >= HOLD_SECONDS)
        whole = np.array([0, 0, *size], np.float32)
        self.keep(stays & meeting(self.boxes, whole[None])[:, 0])

    def move(self, which: Places, shifts: Boxes, are_sure: Flags, *, seconds: float) -> None:
        """Move these by `shifts`; where that is not sure, on as before but ever slower."""
        short = np.float32(seconds)
        before = self._speeds[which]
        steps = np.where(are_sure[:, None], shifts, before * short)
        self._speeds[which] = np.where(
            are_sure[:, None], shifts / short, before * np.float32(SLOWING)
        )
        self.boxes[which] += np.tile(steps, 2)
        self.restless[which] += seconds * np.where(are_sure, 1.0, UNSURE_GROWS)
        self.has_moved[which] = True

    def keep(self, stays: Flags) -> None:
        """Let go all but those that stay."""
        if stays.all():
            return
        self.boxes, self.seen_boxes = self.boxes[stays], self.seen_boxes[stays]
        self.seen_at, self.missed_at = self.seen_at[stays], self.missed_at[stays]
        self.restless, self._speeds = self.restless[stays], self._speeds[stays]
        self.has_moved = self.has_moved[stays]


def flow(before: Image, now: Image, boxes: Boxes) -> tuple[Boxes, Flags]:
    """How far the content of each box has moved, float32 [n, 2], and whether that is sure.

    Boxes are in pixels of the two pictures.
    """
    sides = boxes[:, 2:] - boxes[:, :2]
    points = np.ascontiguousarray(boxes[:, None, :2] + GRID[None] * sides[:, None]).reshape(
        -1, 1, 2
    )
    moved, status, errors = cv2.calcOpticalFlowPyrLK(
        before,
        now,
        points,
        np.empty(0, np.float32),
        winSize=(9, 9),
        maxLevel=2,
        criteria=STEPS_OF_FLOW,
    )
    shape = (len(boxes), len(GRID))
    shifts = (moved - points).reshape(*shape, 2)
    good = (status.reshape(shape) > 0) & (errors.reshape(shape) < MOST_ERROR)
    good &= np.isfinite(shifts).all(axis=2)
    counts = good.sum(axis=1)
    # The median of the good ones: they are sorted to the front.
    ranked = np.sort(np.where(good[..., None], shifts, np.float32(np.inf)), axis=1)
    middles = np.maximum(counts - 1, 0) // 2
    medians = ranked[np.arange(len(boxes)), middles]
    are_sure = counts >= LEAST_GOOD
    return np.asarray(np.where(are_sure[:, None], medians, 0), np.float32), are_sure


def counted(pixels: NDArray[np.int32], boxes: Boxes) -> NDArray[np.int32]:
    """How many pixels are set in each box, with one about it; `pixels` is their integral."""
    height, width = pixels.shape
    limit = np.array([width - 1, height - 1] * 2)
    margin = np.array([-1, -1, 2, 2], np.float32)
    x1, y1, x2, y2 = np.clip((boxes + margin).astype(np.int32), 0, limit).T
    return np.asarray(pixels[y2, x2] - pixels[y1, x2] - pixels[y2, x1] + pixels[y1, x1])


def widened(boxes: Boxes, share: float | Boxes) -> Boxes:
    """Each box with `share` of its size more on each side."""
    room = (boxes[:, 2:] - boxes[:, :2]) * share
    return np.asarray(
        np.concatenate([boxes[:, :2] - room, boxes[:, 2:] + room], axis=1), np.float32
    )


def overlaps(some: Boxes, others: Boxes) -> Boxes:
    """Intersection over union of each of `some` [n, 4] with each of `others` [m, 4]: [n, m]."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    both = np.clip(high - low, 0, None).prod(axis=2)
    one, other = ((each[:, 2:] - each[:, :2]).prod(axis=1) for each in (some, others))
    return np.asarray(both / np.maximum(one[:, None] + other[None] - both, 1e-6), np.float32)


def meeting(some: Boxes, others: Boxes) -> Flags:
    """Whether each of `some` [n, 4] and each of `others` [m, 4] share a place: [n, m]."""
    return np.asarray(
        (some[:, None, :2] < others[None, :, 2:]).all(axis=2)
        & (others[None, :, :2] < some[:, None, 2:]).all(axis=2)
    )


def inside(boxes: Boxes, region: Boxes) -> Flags:
    """Whether the middle of each box lies in `region` [4]."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    return np.asarray(((middles >= region[:2]) & (middles <= region[2:])).all(axis=1))
