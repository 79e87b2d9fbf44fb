"""Follows heads and persons from picture to picture between the looks of a finder.

What was found is held where it was last seen, moved with what moves there, and grown the longer
it is unseen. What is found anew is followed back through the pictures that still wait to be
published. What moves and has no head is taken for an upper body. Pure: no clock, no thread.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.camera import Strength
from transcoder.finding import Boxes, Image, People
from transcoder.privacy import hidden_of
from transcoder.tracks import NO_BOXES, Kind, Tracks, counted, flow, inside, widened

Mask = NDArray[np.uint8]
Floats = NDArray[np.float64]
Counts = NDArray[np.int32]

# Change beyond what a sensor's noise makes of the mean of some 16 pixels.
CHANGED_STEP, MOVED_STEP = 12, 8
CHANGED_PX = 3  # of the small luma; fewer are noise
MOVED_PX = 2
# Nobody stands so still that not a pixel changes: what does is a pan, a lamp, a picture.
STILL_SECONDS, STILL_STEP = 10.0, 6
# Of the picture's longer side: so large is who stands before the lens, and is surely found.
LARGE = 1 / 6
MOVER_SIDE = 2  # of the small luma
# Boxes are moved so often; in a picture in between they are half-way.
FOLLOW_SECONDS = 0.2
WHOLE_WAY = np.float32(1)
# Looks: soon at what changed and is not accounted for, now and then at what is, and at all.
SOON_SECONDS, ACCOUNTED_SECONDS, WIDE_SECONDS, WHOLE_SECONDS = 0.28, 1.0, 2.0, 4.0
WHOLE_SHARE = 0.6  # a region that covers more of the picture is looked at as a whole
REGION_MARGIN = 0.08  # of the picture's width, about what is to be looked at
REGION_STEPS = 12  # regions are so many parts of the width or fewer: nets take whole cells
# A head that was found now and moved back; it may have been a little elsewhere.
BACK_MARGIN, UNSURE_MARGIN = 0.15, 0.25


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture to be looked at, in whole pixels, all even."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def box(self) -> Boxes:
        """The region as a box."""
        return np.array([[self.left, self.top, self.right, self.bottom]], np.float32)


@dataclass(slots=True)
class Moment:
    """A picture that waits to be published, and where people are in it.

    `is_hidden` says that nothing is known of it, so that all of it must be hidden.
    """

    at: float
    small: Image
    is_hidden: bool = False
    boxes: list[tuple[Kind, Boxes]] = field(default_factory=list)

    def hidden(self, strength: Strength) -> Boxes | None:
        """The boxes to hide, float32 [n, 4]; None for the whole picture."""
        if self.is_hidden or strength is Strength.WHOLE:
            return None
        people = People(self._of(Kind.HEAD), self._of(Kind.PERSON))
        return np.concatenate([hidden_of(people, strength), self._of(Kind.MOVER)])

    def _of(self, kind: Kind) -> Boxes:
        return np.concatenate([NO_BOXES, *(boxes for each, boxes in self.boxes if each is kind)])


class Follower:
    """Follows people through the pictures of one camera, `width` × `height` pixels each.

    For each picture: `add` it, look where `due` says and tell what was found by `found`, or by
    `lost` that nothing is known.
    """

    def __init__(self, width: int, height: int, strength: Strength) -> None:
        self._size = (width, height)
        self._strength = strength
        self._scale = np.float32(1)
        self._tracks = {kind: Tracks() for kind in Kind}
        self._waiting: deque[Moment] = deque()
        self._moved_to: Moment | None = None  # where the tracks are by now
        self._known: Image | None = None  # luma of each place as it was last looked at
        self._looked_at = self._wide_at = self._whole_at = float("-inf")
        self._still: Image | None = None  # luma of each place since it last changed at a look
        self._still_since: Floats = np.zeros(0)

    def add(self, at: float, small: Image) -> Moment:
        """Take the luma of the next picture, shown at `at` seconds; uint8, shrunk."""
        self._scale = np.float32(self._size[0] / small.shape[1])
        moment = Moment(at, small, is_hidden=self._known is None)
        self._waiting.append(moment)
        if self._moved_to is None:
            self._moved_to = moment
            moment.boxes = self._boxes()
        elif at - self._moved_to.at >= FOLLOW_SECONDS:
            self._catch_up()
        else:  # until the next ones are moved
            moment.boxes = list(self._waiting[-2].boxes)
        return moment

    def published(self, moment: Moment) -> None:
        """Forget `moment` and those before it; the newest stays, to follow from."""
        while len(self._waiting) > 1 and self._waiting[0].at <= moment.at:
            self._waiting.popleft()

    @property
    def settled_at(self) -> float:
        """Until when it is known where things are, but for what looks to come may tell."""
        return float("-inf") if self._moved_to is None else self._moved_to.at

    def due(self) -> Region | None:
        """Where to look in the newest picture, None when nothing there needs it yet."""
        moment = self._waiting[-1]
        since = moment.at - self._looked_at
        if self._known is None or moment.at - self._whole_at >= WHOLE_SECONDS:
            return self._whole()
        if since < SOON_SECONDS:
            return None
        changed = _changed(moment.small, self._known)
        if cv2.countNonZero(changed) < CHANGED_PX:
            return None
        news = self._news(changed)
        is_news = cv2.countNonZero(news) >= CHANGED_PX
        if since < ACCOUNTED_SECONDS and not is_news:
            return None
        if moment.at - self._wide_at >= WIDE_SECONDS:
            self._wide_at = moment.at
            return self._region(changed, self._restless())
        return self._region(news if is_news else None, self._restless(are_upper=True))

    def found(self, people: People, region: Region) -> None:
        """Take what a look at `region` of the newest picture found."""
        self._catch_up()
        moment = self._waiting[-1]
        alive = self._alive(moment)
        changed = _changed(moment.small, moment.small if self._known is None else self._known)
        heads = self._credible(people.heads)
        told = {
            Kind.HEAD: heads,
            Kind.PERSON: people.persons[:, :4],
            Kind.MOVER: self._movers(changed, region, heads),
        }
        moved = _integral(changed)
        for kind, boxes in told.items():
            tracks = self._tracks[kind]
            is_alive = counted(alive, boxes / self._scale) > 0
            new = self._match(tracks, kind, boxes[is_alive], region)
            tracks.keep(counted(alive, tracks.boxes / self._scale) > 0)
            tracks.drop_over(moment.at, self._size)
            has_moved = counted(moved, new / self._scale) >= MOVED_PX
            tracks.begin(new, has_moved, at=moment.at)
            self._follow_back(kind, new if self._is_hidden(kind) else new[has_moved])
        moment.boxes = self._boxes()
        self._looked_at = moment.at
        if region == self._whole():
            self._whole_at = self._wide_at = moment.at
            self._known = moment.small.copy()
            moment.is_hidden = False
        elif self._known is not None:
            part = self._small(region)
            self._known[part] = moment.small[part]

    def forget(self) -> None:
        """Hide what comes until a look at the whole picture succeeds: there was a gap."""
        self._known = None

    def lost(self) -> None:
        """Hide all that waits and all that comes, until a look at the whole picture succeeds."""
        self._known = None
        self._tracks = {kind: Tracks() for kind in Kind}
        for moment in self._waiting:
            moment.is_hidden = True

    def _boxes(
        self, starts: Mapping[Kind, Boxes] | None = None, share: np.float32 = WHOLE_WAY
    ) -> list[tuple[Kind, Boxes]]:
        """What the tracks hide now, or after a `share` of the way from `starts` to now."""
        found = []
        for kind, tracks in self._tracks.items():
            if not len(tracks):
                continue
            boxes = tracks.grown()
            if starts is not None:
                boxes = starts[kind] + share * (boxes - starts[kind])
            found.append((kind, boxes if self._is_hidden(kind) else boxes[tracks.has_moved]))
        return found

    def _is_hidden(self, kind: Kind) -> bool:
        """Whether all of a kind are hidden, and not only what has moved."""
        return kind is not Kind.PERSON or self._strength is Strength.PERSONS

    def _alive(self, moment: Moment) -> Counts:
        """Where anything changed in the last seconds: an integral of such pixels."""
        if self._still is None:
            self._still = moment.small.copy()
            self._still_since = np.full(moment.small.shape, moment.at)
        else:
            changed = cv2.absdiff(self._still, moment.small) > STILL_STEP
            self._still[changed] = moment.small[changed]
            self._still_since[changed] = moment.at
        return _integral(moment.at - self._still_since < STILL_SECONDS)

    def _credible(self, heads: Boxes) -> Boxes:
        """The boxes of `heads` but for large ones of which the finder is not sure.

        What is large moves, and is hidden as what moves; a mistake there hides half of a kitchen.
        """
        boxes = heads[:, :4]
        is_large = (boxes[:, 2:] - boxes[:, :2] > LARGE * max(self._size)).any(axis=1)
        return boxes[~is_large | (heads[:, 4] >= 1)]

    def _whole(self) -> Region:
        return Region(0, 0, *self._size)

    def _small(self, region: Region) -> tuple[slice, slice]:
        """The pixels of the small luma that lie in `region` as a whole."""
        left, top, right, bottom = region.box[0] / self._scale
        return slice(int(np.ceil(top)), int(bottom)), slice(int(np.ceil(left)), int(right))

    def _news(self, changed: Mask) -> Mask:
        """What of `changed` is neither a person known nor what covers one."""
        rest = changed.copy()
        for kind, tracks in self._tracks.items():
            if len(tracks):
                boxes = np.maximum(tracks.with_bodies(kind) / self._scale, 0).astype(np.int32)
                for x1, y1, x2, y2 in boxes.tolist():
                    rest[y1 : y2 + 1, x1 : x2 + 1] = 0
        return rest

    def _restless(self, *, are_upper: bool = False) -> Boxes:
        """Where people move, or the upper parts alone of them."""
        found = []
        for kind, tracks in self._tracks.items():
            boxes = tracks.grown()[tracks.restless > 0]
            if are_upper and kind is Kind.PERSON:
                boxes[:, 3] = (boxes[:, 1] + boxes[:, 3]) / 2
            found.append(boxes)
        return np.concatenate(found)

    def _region(self, changed: Mask | None, people: Boxes) -> Region:
        """The part that holds what changed and `people`, with room about."""
        both = people
        if changed is not None:
            x, y, across, down = cv2.boundingRect(changed)
            place = np.array([[x, y, x + across, y + down]], np.float32) * self._scale
            both = np.concatenate([place, people])
        if not len(both):
            return self._whole()
        width, height = self._size
        margin = REGION_MARGIN * width
        left, top = (float(value) for value in np.maximum(both[:, :2].min(axis=0) - margin, 0))
        ends = np.minimum(both[:, 2:].max(axis=0) + margin, np.array(self._size))
        right, bottom = (float(value) for value in ends)
        if (right - left) * (bottom - top) > WHOLE_SHARE * width * height:
            return self._whole()
        step = width / REGION_STEPS
        left, right = _stretched(left, right, width, step)
        top, bottom = _stretched(top, bottom, height, step)
        return Region(left, top, right, bottom)

    def _movers(self, changed: Mask, region: Region, heads: Boxes) -> Boxes:
        """Upper parts of what moved in `region` and holds no head there."""
        part = self._small(region)
        mask = np.zeros_like(changed)
        mask[part] = changed[part]
        joined = cv2.dilate(mask, np.ones((3, 3), np.uint8))
        figures = cv2.connectedComponentsWithStats(joined)[2][1:].astype(np.float32)
        # The brush has made each wider by one pixel on each side.
        figures = figures[figures[:, 2:4].min(axis=1) - 2 >= MOVER_SIDE]
        x, y, width, height, _ = figures.T
        down = np.maximum(height / 3, np.minimum(height, width))
        upper = np.stack([x, y, x + width, y + down], axis=1) * self._scale
        known = np.concatenate([heads, self._tracks[Kind.HEAD].grown()])
        has_head = [inside(known, box).any() for box in upper]
        return np.asarray(upper[~np.array(has_head, np.bool_)], np.float32)

    def _match(self, tracks: Tracks, kind: Kind, boxes: Boxes, region: Region) -> Boxes:
        """Hold `boxes` against the tracks of their kind, seen again or missed; returns the new."""
        at = self._waiting[-1].at
        pairs, new = tracks.matched(boxes)
        if self._is_hidden(kind):
            self._correct(kind, tracks, pairs, boxes)
        else:
            moved = [pair for pair in pairs if tracks.has_moved[pair[1]]]
            self._correct(kind, tracks, moved, boxes)
        tracks.see(boxes, pairs, at=at)
        is_seen = np.zeros(len(tracks), np.bool_)
        is_seen[[track for _, track in pairs]] = True
        tracks.miss(~is_seen & inside(tracks.boxes, region.box[0]), at=at)
        return boxes[new]

    def _correct(
        self, kind: Kind, tracks: Tracks, pairs: list[tuple[int, int]], boxes: Boxes
    ) -> None:
        """Say where tracks were since they were seen, now that they are seen again in `boxes`."""
        if not pairs:
            return
        told, here = (list(places) for places in zip(*pairs, strict=True))
        at, seen_at, before = self._waiting[-1].at, tracks.seen_at[here], tracks.seen_boxes[here]
        ways = boxes[told] - before
        for each in self._waiting:
            since = np.flatnonzero(seen_at < each.at)
            if each.at < at and len(since):
                shares = ((each.at - seen_at[since]) / (at - seen_at[since])).astype(np.float32)
                each.boxes.append((kind, before[since] + shares[:, None] * ways[since]))

    def _follow_back(self, kind: Kind, boxes: Boxes) -> None:
        """Follow new `boxes` back through the pictures that wait."""
        if not len(boxes):
            return
        later, there = self._waiting[-1], boxes
        for earlier in list(self._waiting)[-2::-1]:
            shifts, are_sure = flow(later.small, earlier.small, there / self._scale)
            there = there + np.tile(shifts * self._scale, 2)
            there = np.where(are_sure[:, None], there, widened(there, UNSURE_MARGIN))
            earlier.boxes.append((kind, widened(there, BACK_MARGIN)))
            later = earlier

    def _catch_up(self) -> None:
        """Move the tracks to the newest picture; those in between get the middle of the way."""
        before, now = self._moved_to, self._waiting[-1]
        if before is None or before is now:
            return
        between = [each for each in self._waiting if before.at < each.at < now.at]
        starts = {kind: tracks.grown() for kind, tracks in self._tracks.items()} if between else {}
        self._move(before, now)
        self._moved_to = now
        now.boxes = self._boxes()
        for each in between:
            share = (each.at - before.at) / (now.at - before.at)
            each.boxes = self._boxes(starts, np.float32(share))

    def _move(self, before: Moment, now: Moment) -> None:
        """Move the tracks with what moves there."""
        seconds = now.at - before.at
        moved = cv2.threshold(
            cv2.absdiff(before.small, now.small), MOVED_STEP, 1, cv2.THRESH_BINARY
        )[1]
        if seconds <= 0 or not cv2.countNonZero(moved):
            return
        # All kinds at once: a call costs more than what it does.
        boxes = np.concatenate([tracks.boxes for tracks in self._tracks.values()])
        every = np.asarray(boxes / self._scale, np.float32)
        is_touched = counted(_integral(np.asarray(moved)), every) >= MOVED_PX
        if not is_touched.any():
            return
        shifts, are_sure = flow(before.small, now.small, every[is_touched])
        shifts *= self._scale
        first = done = 0
        for tracks in self._tracks.values():
            which = np.flatnonzero(is_touched[first : first + len(tracks)])
            if len(which):
                part = slice(done, done + len(which))
                tracks.move(which, shifts[part], are_sure[part], seconds=seconds)
            first, done = first + len(tracks), done + len(which)


def _changed(small: Image, known: Image) -> Mask:
    """Where a picture is not as it was looked at; light that rises evenly is no change."""
    step = small.astype(np.int16) - known
    step -= np.int16(np.median(step[::3, ::3]))
    return np.asarray(np.abs(step) > CHANGED_STEP, np.uint8)


def _integral(pixels: NDArray[np.generic]) -> Counts:
    return np.asarray(cv2.integral(pixels.astype(np.uint8)), np.int32)


def _stretched(begin: float, end: float, size: int, step: float) -> tuple[int, int]:
    """Even ends about `begin` and `end`, whole `step`s apart, within `size`."""
    length = min(size, round(np.ceil((end - begin) / step) * step / 2) * 2)
    first = int(max(0, min(begin, size - length))) & ~1
    return first, first + length
