"""Follows heads and persons from picture to picture between the looks of a finder.

What was found is held where it was last seen, moved with what moves there, and grown the longer
it is unseen. What is found anew is followed back through the pictures that still wait to be
published. What moves and has no head is taken for an upper body. Pure: no clock, no thread.
"""

from collections import deque
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from transcoder.camera import Strength
from transcoder.finding import Boxes, Image, People
from transcoder.privacy import have_heads, upper_thirds
from transcoder.regions import Region, region_about
from transcoder.tracks import (
    HEAD,
    MOVER,
    NO_BOXES,
    PERSON,
    Flags,
    Kinds,
    Places,
    Tracks,
    counted,
    flow,
    inside,
    widened,
)

Mask = NDArray[np.uint8]
Floats = NDArray[np.float64]
Counts = NDArray[np.int32]
Parts = tuple[Boxes, Flags]
NO_PARTS: Parts = (NO_BOXES, np.zeros(0, np.bool_))

# Change beyond what a sensor's noise makes of the mean of some 16 pixels.
CHANGED_STEP, MOVED_STEP = 12, 8
CHANGED_PX = 3  # of the small luma; fewer are noise
MOVED_PX = 2
LIGHT_PX = 5  # one pixel of the small luma in so many tells how light it is
# Nobody stands so still that not a pixel changes: what does is a pan, a lamp, a picture.
STILL_SECONDS, STILL_STEP = 10.0, 6
# Of the picture's longer side: so large is who stands before the lens, and is surely found.
LARGE = 1 / 6
MOVER_SIDE = 2  # of the small luma
# Boxes are moved so often; what is passed over on the way is hidden in the pictures in between.
FOLLOW_SECONDS = 0.3
# Looks: soon at what changed and is not accounted for, now and then at what is, and at all.
SOON_SECONDS, ACCOUNTED_SECONDS, WIDE_SECONDS, WHOLE_SECONDS = 0.28, 1.0, 2.0, 4.0
# A head that was found now and moved back; it may have been a little elsewhere.
BACK_MARGIN, UNSURE_MARGIN = 0.15, 0.5


@dataclass(slots=True)
class Moment:
    """A picture that waits to be published, and what of it is to be hidden.

    `is_hidden` says that nothing is known of it, so that all of it must be hidden. `hides` are
    boxes, float32 [n, 4], several times so many; neighbours may share them.
    """

    at: float
    small: Image
    is_hidden: bool = False
    hides: list[Boxes] = field(default_factory=list)

    def hidden(self) -> Boxes | None:
        """The boxes to hide, float32 [n, 4]; None for the whole picture."""
        return None if self.is_hidden else np.concatenate([NO_BOXES, *self.hides])


class Follower:
    """Follows people through the pictures of one camera, `width` × `height` pixels each.

    For each picture: `add` it, look where `due` says and tell what was found by `found`, or by
    `lost` that nothing is known.
    """

    def __init__(self, width: int, height: int, strength: Strength) -> None:
        self._size = (width, height)
        self._strength = strength
        self._scale = np.float32(1)
        self._tracks = Tracks()
        self._waiting: deque[Moment] = deque()
        self._moved_to: Moment | None = None  # where the tracks are by now
        # What is to be hidden of each track where it stands now, and whether it is.
        self._parts_now = NO_PARTS
        self._known: Image | None = None  # luma of each place as it was last looked at
        self._light = 0  # by so much it has become lighter since
        self._strange: Mask | None = None  # where nobody is known, while the tracks stand there
        self._looked_at = self._wide_at = self._whole_at = float("-inf")
        self._still: Image | None = None  # luma of each place since it last changed at a look
        self._still_since: Floats = np.zeros(0)

    def add(self, at: float, small: Image) -> Moment:
        """Take the luma of the next picture, shown at `at` seconds; uint8, shrunk."""
        self._scale = np.float32(self._size[0] / small.shape[1])
        is_hidden = self._known is None or self._strength is Strength.WHOLE
        moment = Moment(at, small, is_hidden)
        self._waiting.append(moment)
        if self._moved_to is None:
            self._moved_to = moment
        elif at - self._moved_to.at >= FOLLOW_SECONDS:
            self._catch_up()
        else:  # until the next ones are moved
            moment.hides = list(self._waiting[-2].hides)
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
            return Region.whole(self._size)
        if since < SOON_SECONDS:
            return None
        changed = self._changed(moment)
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
        changed = self._changed(moment)
        boxes, kinds = self._told(people, changed, region)
        alive = self._alive(moment)
        is_alive = counted(alive, boxes / self._scale) > 0
        boxes, kinds = boxes[is_alive], kinds[is_alive]
        new = self._match(boxes, kinds, region)
        tracks = self._tracks
        stays = counted(alive, tracks.boxes / self._scale) > 0
        tracks.keep(stays, at=moment.at, size=self._size)
        boxes, kinds = boxes[new], kinds[new]
        has_moved = counted(_integral(changed), boxes / self._scale) >= MOVED_PX
        tracks.begin(boxes, kinds, has_moved, at=moment.at)
        self._strange = None
        follows = has_moved | self._are_hidden(kinds)
        self._follow_back(boxes[follows], kinds[follows])
        self._stand()
        moment.hides = [_hidden(self._parts_now)]
        self._looked_at = moment.at
        if region == Region.whole(self._size):
            self._whole_at = self._wide_at = moment.at
            self._known, self._light = moment.small.copy(), 0
            moment.is_hidden = False
        elif self._known is not None:
            part = self._small(region)
            self._known[part] = moment.small[part]

    def forget(self) -> None:
        """Hide what comes until a look at the whole picture succeeds: there was a gap."""
        self._known = None

    def lost(self) -> None:
        """Hide all that waits and all that comes, until a look at the whole picture succeeds."""
        self._known = self._strange = None
        self._tracks, self._parts_now = Tracks(), NO_PARTS
        for moment in self._waiting:
            moment.is_hidden = True

    def _told(self, people: People, changed: Mask, region: Region) -> tuple[Boxes, Kinds]:
        """The boxes to follow that a look at `region` tells, and what each is."""
        heads = self._credible(people.heads)
        every = (heads, people.persons[:, :4], self._movers(changed, region, heads))
        kinds = np.repeat(np.array([HEAD, PERSON, MOVER], np.int8), [len(boxes) for boxes in every])
        return np.concatenate(every), kinds

    def _are_hidden(self, kinds: Kinds) -> Flags:
        """Which are hidden, and not only when they have moved."""
        return np.asarray((kinds != PERSON) | (self._strength is Strength.PERSONS))

    def _stand(self) -> None:
        """Note what is to be hidden of the tracks where they are now."""
        boxes, kinds = self._tracks.grown(), self._tracks.kinds
        are_hidden = self._tracks.has_moved | self._are_hidden(kinds)
        self._parts_now = self._parts(boxes, kinds, are_hidden, boxes[kinds == HEAD])

    def _parts(self, boxes: Boxes, kinds: Kinds, are_hidden: Flags, heads: Boxes) -> Parts:
        """What is to be hidden of `boxes`: of persons the upper third, unless a head is there."""
        persons = np.flatnonzero(kinds == PERSON)
        if self._strength is Strength.PERSONS or not len(persons):
            return boxes, are_hidden
        parts, are_hidden = boxes.copy(), are_hidden.copy()
        parts[persons] = upper_thirds(boxes[persons])
        are_hidden[persons] &= ~have_heads(boxes[persons], heads)
        return parts, are_hidden

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

    def _small(self, region: Region) -> tuple[slice, slice]:
        """The pixels of the small luma that lie in `region` as a whole."""
        left, top, right, bottom = region.box[0] / self._scale
        return slice(int(np.ceil(top)), int(bottom)), slice(int(np.ceil(left)), int(right))

    def _changed(self, moment: Moment) -> Mask:
        """Where a picture is not as it was looked at; light that rises evenly is no change."""
        known = moment.small if self._known is None else self._known
        lit = cv2.addWeighted(known, 1, known, 0, self._light) if self._light else known
        step = cv2.absdiff(moment.small, lit)
        return np.asarray(cv2.threshold(step, CHANGED_STEP, 1, cv2.THRESH_BINARY)[1], np.uint8)

    def _news(self, changed: Mask) -> Mask:
        """What of `changed` is neither a person known nor what covers one."""
        if self._strange is None:
            self._strange = np.ones_like(changed)
            boxes = np.maximum(self._tracks.with_bodies() / self._scale, 0).astype(np.int32)
            for x1, y1, x2, y2 in boxes.tolist():
                self._strange[y1 : y2 + 1, x1 : x2 + 1] = 0
        return np.asarray(cv2.bitwise_and(changed, self._strange), np.uint8)

    def _restless(self, *, are_upper: bool = False) -> Boxes:
        """Where people move, or the upper parts alone of them."""
        which = self._tracks.are_restless
        boxes = self._tracks.grown()[which]
        if are_upper:
            persons = self._tracks.kinds[which] == PERSON
            boxes[persons, 3] = (boxes[persons, 1] + boxes[persons, 3]) / 2
        return boxes

    def _region(self, changed: Mask | None, people: Boxes) -> Region:
        """The part that holds what changed and `people`, with room about."""
        if changed is None:
            return region_about(people, self._size)
        x, y, across, down = cv2.boundingRect(changed)
        place = np.array([[x, y, x + across, y + down]], np.float32) * self._scale
        return region_about(np.concatenate([place, people]), self._size)

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
        known = np.concatenate([heads, self._tracks.grown()[self._tracks.kinds == HEAD]])
        return np.asarray(upper[~inside(known, upper).any(axis=1)], np.float32)

    def _match(self, boxes: Boxes, kinds: Kinds, region: Region) -> list[int]:
        """Hold `boxes` against the tracks, seen again or missed; returns which are new."""
        at, tracks = self._waiting[-1].at, self._tracks
        pairs, new = tracks.matched(boxes, kinds)
        told, here = np.array(pairs, np.intp).reshape(-1, 2).T
        self._correct(here, boxes[told])
        tracks.see(here, boxes[told], at=at)
        is_seen = np.zeros(len(tracks), np.bool_)
        is_seen[here] = True
        tracks.miss(~is_seen & inside(tracks.boxes, region.box)[0], at=at)
        return new

    def _correct(self, here: Places, boxes: Boxes) -> None:
        """Say where tracks were since they were seen, now that they are seen again in `boxes`."""
        tracks, at, oldest = self._tracks, self._waiting[-1].at, self._waiting[0].at
        (seen_at, before), kinds = tracks.last_seen(here), tracks.kinds[here]
        are_hidden = tracks.has_moved[here] | self._are_hidden(kinds)
        shares = np.maximum(oldest - seen_at, 0) / np.maximum(at - seen_at, 1e-6)
        began = before + shares[:, None].astype(np.float32) * (boxes - before)
        self._hide_way(began, boxes, kinds, are_hidden)

    def _follow_back(self, boxes: Boxes, kinds: Kinds) -> None:
        """Follow new `boxes` back to the oldest picture that waits."""
        oldest, newest = self._waiting[0], self._waiting[-1]
        if not len(boxes) or oldest is newest:
            return
        shifts, are_sure = flow(newest.small, oldest.small, boxes / self._scale)
        margins = np.where(are_sure, BACK_MARGIN, UNSURE_MARGIN)[:, None].astype(np.float32)
        began = widened(boxes + np.tile(shifts * self._scale, 2), margins)
        self._hide_way(began, boxes, kinds, np.ones(len(boxes), np.bool_))

    def _hide_way(self, began: Boxes, ended: Boxes, kinds: Kinds, are_hidden: Flags) -> None:
        """In all pictures that wait but the newest hide the way from `began` to `ended`."""
        # One cover serves all of them anyway.
        heads = kinds == HEAD
        some, others = (
            self._parts(boxes, kinds, are_hidden, boxes[heads]) for boxes in (began, ended)
        )
        way = _hidden(_ways(some, others))
        for each in list(self._waiting)[:-1]:
            each.hides.append(way)

    def _catch_up(self) -> None:
        """Move the tracks to the newest picture; those in between hide all of the way."""
        before, now = self._moved_to, self._waiting[-1]
        if before is None or before is now:
            return
        self._moved_to = now
        if self._known is not None:
            self._light = _lighter(now.small, self._known)
        if not len(self._tracks):
            return
        between = [each for each in self._waiting if before.at < each.at < now.at]
        began = self._parts_now
        if self._move(before, now):
            self._stand()
        now.hides = [_hidden(_ways(began, self._parts_now) if between else self._parts_now)]
        for each in between:
            each.hides = list(now.hides)

    def _move(self, before: Moment, now: Moment) -> bool:
        """Move the tracks with what moves there; returns whether any has moved."""
        seconds = now.at - before.at
        moved = cv2.threshold(
            cv2.absdiff(before.small, now.small), MOVED_STEP, 1, cv2.THRESH_BINARY
        )[1]
        if seconds <= 0 or not cv2.countNonZero(moved):
            return False
        boxes = self._tracks.boxes / self._scale
        which = np.flatnonzero(counted(_integral(np.asarray(moved)), boxes) >= MOVED_PX)
        if not len(which):
            return False
        shifts, are_sure = flow(before.small, now.small, boxes[which])
        self._tracks.move(which, shifts * self._scale, are_sure, seconds=seconds)
        self._strange = None
        return True


def _hidden(parts: Parts) -> Boxes:
    """Those of `parts` that are to be hidden."""
    boxes, are_hidden = parts
    return boxes[are_hidden]


def _ways(began: Parts, ended: Parts) -> Parts:
    """All that each part passes over between two places."""
    (some, were_hidden), (others, are_hidden) = began, ended
    low, high = np.minimum(some[:, :2], others[:, :2]), np.maximum(some[:, 2:], others[:, 2:])
    return np.concatenate([low, high], axis=1), were_hidden | are_hidden


def _lighter(small: Image, known: Image) -> int:
    """By how much most of a picture is lighter than another."""
    some, others = (each[::LIGHT_PX, ::LIGHT_PX] for each in (small, known))
    steps = np.subtract(some, others, dtype=np.int16)
    return int(np.partition(steps, steps.size // 2, axis=None)[steps.size // 2])


def _integral(pixels: NDArray[np.generic]) -> Counts:
    return np.asarray(cv2.integral(pixels.astype(np.uint8)), np.int32)
