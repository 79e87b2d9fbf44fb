"""What is followed in a picture, in one table: what it is, where, since when it is unseen."""

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.finding import Boxes, Image

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Kinds = NDArray[np.int8]

HOLD_SECONDS = 1.2  # from the first look that does not find it any more
GROWTH_A_SECOND, MOST_GROWTH = 0.5, 1.5  # of the box's size, while it is unseen and things move
UNSURE_GROWS = 2.0  # times as fast where it is not sure how it moved
LEAST_OVERLAP, SAME_OVERLAP = 0.1, 0.5
MOST = 180  # beyond that the longest unseen are let go
SLOWING = 0.7  # a picture, of what is no longer seen to move
# Points in a box by which its content is followed, in parts of its size.
GRID = np.array([(0.25, 0.3), (0.75, 0.3), (0.5, 0.5), (0.25, 0.7), (0.75, 0.7)], np.float32)
STEPS_OF_FLOW = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 10, 0.03)
LEAST_GOOD, MOST_ERROR = 3, 20.0

MARGIN = np.array([-1, -1, 2, 2], np.float32)
NO_BOXES: Boxes = np.zeros((0, 4), np.float32)
# What is followed; a MOVER is the upper part of what moves and has no head. Plain numbers: an
# Enum's members took longer to ask for than to compare.
HEAD, PERSON, MOVER = range(3)
# By kind, in its own sizes: so far to the left, up, right and down reaches the body of what is
# followed; of a person, who is a body, only a margin.
BODIES = np.array(
    [(-1.0, -0.5, 1.0, 5.0), (-0.15, -0.15, 0.15, 0.15), (-0.25, -0.25, 0.25, 3.0)], np.float32
)
# A row of the table; `missed_at` is the first look since `seen_at` that did not find it, or NaN,
# `restless` the seconds since then in which things moved there, `speed` pixels a second.
ROW = np.dtype(
    [("kind", np.int8), ("box", np.float32, 4), ("seen_box", np.float32, 4),
     ("seen_at", np.float64), ("missed_at", np.float64), ("restless", np.float64),
     ("has_moved", np.bool_), ("speed", np.float32, 2)],
    align=True,
)  # fmt: skip


class Tracks:
    """Everything that is followed, a row each."""

    def __init__(self) -> None:
        self._rows: NDArray[np.void] = np.zeros(0, ROW)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def kinds(self) -> Kinds:
        """What each is: HEAD, PERSON or MOVER."""
        return np.asarray(self._rows["kind"])

    @property
    def boxes(self) -> Boxes:
        """Where each is taken to be."""
        return np.asarray(self._rows["box"])

    @property
    def has_moved(self) -> Flags:
        """In which of them things moved since they are followed."""
        return np.asarray(self._rows["has_moved"])

    @property
    def are_restless(self) -> Flags:
        """In which of them things moved since they were seen."""
        return np.asarray(self._rows["restless"] > 0)

    def last_seen(self, which: Places) -> tuple[Floats, Boxes]:
        """When and where these were seen."""
        rows = self._rows[which]
        return np.asarray(rows["seen_at"]), np.asarray(rows["seen_box"])

    def grown(self) -> Boxes:
        """Where they may be by now."""
        shares = np.minimum(MOST_GROWTH, GROWTH_A_SECOND * self._rows["restless"]) / 2
        return widened(self.boxes, shares[:, None].astype(np.float32))

    def with_bodies(self) -> Boxes:
        """Their boxes with the bodies that belong to them, where they move."""
        # Not grown: who comes in beside somebody long unseen is news.
        boxes, kinds = self.boxes, self.kinds
        # What has never moved has no body either: it is a pan.
        has_body = self.has_moved | (kinds == PERSON)
        sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2) * has_body[:, None]
        return np.asarray(boxes + BODIES[kinds] * sides, np.float32)

    def matched(self, boxes: Boxes, kinds: Kinds) -> tuple[list[tuple[int, int]], list[int]]:
        """Pairs of places in `boxes` and here that are the same, and the boxes that are new."""
        if not len(self):
            return [], list(range(len(boxes)))
        likeness = overlaps(boxes, self.boxes) * (kinds[:, None] == self.kinds[None])
        pairs, new, taken = [], [], set()
        for index, best in enumerate(likeness.argmax(axis=1).tolist()):
            if likeness[index, best] >= LEAST_OVERLAP and best not in taken:
                taken.add(best)
                pairs.append((index, best))
            elif likeness[index, best] < SAME_OVERLAP:
                new.append(index)
        return pairs, new

    def see(self, which: Places, boxes: Boxes, *, at: float) -> None:
        """Note that these are seen at `boxes` now."""
        rows = self._rows
        rows["box"][which] = rows["seen_box"][which] = boxes
        rows["seen_at"][which], rows["missed_at"][which], rows["restless"][which] = at, np.nan, 0

    def miss(self, which: Flags, *, at: float) -> None:
        """Note that a look at these did not find them."""
        missed_at = self._rows["missed_at"]
        missed_at[which & np.isnan(missed_at)] = at

    def begin(self, boxes: Boxes, kinds: Kinds, has_moved: Flags, *, at: float) -> None:
        """Follow `boxes` too from now on; `has_moved` says in which of them things moved."""
        rows = np.zeros(len(boxes), ROW)
        rows["kind"], rows["has_moved"] = kinds, has_moved
        rows["box"] = rows["seen_box"] = boxes
        rows["seen_at"], rows["missed_at"] = at, np.nan
        self._rows = np.concatenate([self._rows, rows])
        if len(self) > MOST:
            latest = np.argsort(-self._rows["seen_at"], kind="stable")[:MOST]
            self._rows = self._rows[np.sort(latest)]

    def keep(self, stays: Flags, *, at: float, size: tuple[int, int]) -> None:
        """Let go all but these, and what was missed for long enough or has left the picture."""
        boxes = self.boxes
        stays = stays & ~(at - self._rows["missed_at"] >= HOLD_SECONDS)
        stays &= (boxes[:, :2] < size).all(axis=1) & (boxes[:, 2:] > 0).all(axis=1)
        self._rows = self._rows[stays]

    def move(self, which: Places, shifts: Boxes, are_sure: Flags, *, seconds: float) -> None:
        """Move these by `shifts`; where that is not sure, on as before but ever slower."""
        rows = self._rows[which]
        before, sure = rows["speed"], are_sure[:, None]
        steps = np.where(sure, shifts, before * np.float32(seconds))
        rows["speed"] = np.where(sure, shifts / np.float32(seconds), before * np.float32(SLOWING))
        rows["box"] += np.tile(steps, 2)
        rows["restless"] += seconds * np.where(are_sure, 1.0, UNSURE_GROWS)
        rows["has_moved"] = True
        self._rows[which] = rows


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
    corners = (boxes + MARGIN).astype(np.int32)
    # Twice as quick as np.clip.
    corners = np.maximum(np.minimum(corners, (width - 1, height - 1) * 2), 0)
    x1, y1, x2, y2 = corners.T
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


def inside(boxes: Boxes, regions: Boxes) -> Flags:
    """Whether the middle of each of `boxes` [n, 4] lies in each of `regions` [m, 4]: [m, n]."""
    middles = ((boxes[:, :2] + boxes[:, 2:]) / 2)[None]
    low, high = regions[:, None, :2], regions[:, None, 2:]
    return np.asarray(((middles >= low) & (middles <= high)).all(axis=2))
