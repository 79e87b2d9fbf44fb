"""Judges whether a camera's picture can be relied on: seen, sharp, free, live and where it was.

Pure: a picture and the camera's memory go in, verdicts and the next memory come out. Each check
looks at numbers only and at no other verdict, so their order means nothing. Thresholds were
measured; how, and where they fail, stands in docs/design/looking.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detector.measures import (
    BLOCKS_ACROSS,
    BLOCKS_DOWN,
    MAP_HEIGHT,
    MAP_WIDTH,
    Floats,
    Measures,
    Picture,
    measure,
)
from detector.memory import Memory, Reference, few_of


class Check(StrEnum):
    """What is asked of a picture."""

    DARK = "dark"
    OVEREXPOSED = "overexposed"
    BLURRED = "blurred"
    COVERED = "covered"
    FROZEN = "frozen"
    MOVED = "moved"
    REPLAY = "replay"


# Codes of faults. Too much light has none of its own: like black, its luma tells nothing.
CODES: Mapping[Check, str] = MappingProxyType(
    {
        Check.DARK: "DEV-DARK",
        Check.OVEREXPOSED: "DEV-DARK",
        Check.BLURRED: "DEV-BLUR",
        Check.COVERED: "DEV-COVER",
        Check.FROZEN: "DEV-FROZEN",
        Check.MOVED: "DEV-MOVED",
        Check.REPLAY: "DEV-LOOP",
    }
)


class Reason(StrEnum):
    """Why a verdict is as it is: measured (the first two), or not to be measured."""

    WITHIN = "within"
    BEYOND = "beyond"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TOO_PLAIN = "too_plain"
    NO_REFERENCE = "no_reference"
    FIRST_LOOK = "first_look"
    SAME_MOMENT = "same_moment"
    SIZE_CHANGED = "size_changed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's answer; `value` is None when it could not be measured, which is never bad."""

    check: Check
    is_bad: bool
    value: float | None
    threshold: float
    reason: Reason

    @property
    def code(self) -> str:
        """The code of the fault this would be."""
        return CODES[self.check]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where good ends; units as in `Measures`.

    With a reference, edges may be `edge_growth` times as wide as there, and `edge_least_px` in any
    case; without one, `edge_px`. `lost_part` is the part of its reference's structure below which a
    block is lost, `plain_structure` the structure below which it is empty. Below `dim_luma` a
    kitchen at night loses much, so nearly all (`dim_share`) must be gone to call it covered. Two
    looks are equal when their samples differ by no more than `equal_levels` in the mean and none
    of them by more than `equal_peak`, as a clock's digits do. A picture shows somebody
    when its thumbnail differs from the usual one by `figure_levels`.
    """

    dark_luma: float = 30.0
    dim_luma: float = 60.0
    dim_share: float = 0.92
    clipped_share: float = 0.6
    edge_px: float = 3.5
    edge_least_px: float = 2.6
    edge_growth: float = 1.6
    plain_structure: float = 1.0
    lost_part: float = 0.35
    lost_share: float = 0.5
    plain_share: float = 0.85
    likeness: float = 0.4
    equal_levels: float = 0.45
    equal_peak: float = 24.0
    frozen_looks: int = 2
    figure_levels: float = 5.0
    replay_looks: int = 2


THRESHOLDS = Thresholds()
# Two looks closer than this may show the same key frame.
_APART_SECONDS = 1.0
# A reference needs this many blocks with structure before anything can be missed in them.
_FEWEST_BLOCKS = 12


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts on one picture, one for each check, and what to remember of it."""

    verdicts: tuple[Verdict, ...]
    memory: Memory

    @property
    def bad(self) -> tuple[Verdict, ...]:
        """The verdicts that make the picture unreliable."""
        return tuple(each for each in self.verdicts if each.is_bad)


def judge(
    image: Picture, memory: Memory, *, taken_at: float, thresholds: Thresholds = THRESHOLDS
) -> Judgement:
    """Judge `image`, uint8 [height, width, 3], BGR, taken at `taken_at` (Unix seconds).

    A picture no newer than the memory's last adds nothing to it. Raises ValueError for what is no
    picture of at least 64×36.
    """
    case = Case(measure(image), memory, taken_at, thresholds)
    verdicts = tuple(check(case) for check in CHECKS.values())
    if not case.is_newer:
        return Judgement(verdicts, memory)
    remembered = memory.after(
        case.seen, taken_at=taken_at, equal_looks=case.equal_looks, is_repeat=case.is_repeat
    )
    return Judgement(verdicts, remembered)


class Case:
    """A picture, what came before it, and what several checks ask of both."""

    def __init__(
        self, seen: Measures, memory: Memory, taken_at: float, thresholds: Thresholds
    ) -> None:
        self.seen = seen
        self.memory = memory
        self.taken_at = taken_at
        self.limits = thresholds

    @property
    def is_newer(self) -> bool:
        """Whether this is surely another picture than the last."""
        before = self.memory.taken_at
        return before is None or self.taken_at - before >= _APART_SECONDS

    @property
    def unlit(self) -> Reason | None:
        """Why there is nothing to see in the picture, None when there is."""
        if self.seen.bright_luma < self.limits.dark_luma:
            return Reason.TOO_DARK
        if self.seen.clipped_share > self.limits.clipped_share:
            return Reason.TOO_BRIGHT
        return None

    @cached_property
    def plain_share(self) -> float:
        """Share of blocks in which nothing stands out."""
        return float(np.mean(self.seen.structure < self.limits.plain_structure))

    @cached_property
    def hidden(self) -> tuple[float, float]:
        """Share of the picture in which nothing is seen that should be, and the most it may be."""
        reference, limits = self.memory.reference, self.limits
        least = limits.dim_share if self.seen.bright_luma < limits.dim_luma else 0.0
        if reference is not None:
            kept = reference.structure >= 2 * limits.plain_structure
            if np.count_nonzero(kept) >= _FEWEST_BLOCKS:
                lost = self.seen.structure[kept] < limits.lost_part * reference.structure[kept]
                return float(lost.mean()), max(limits.lost_share, least)
        return self.plain_share, max(limits.plain_share, least)

    @cached_property
    def difference(self) -> float | None:
        """Mean difference of this look's samples to the last look's, None without one to compare.

        Never small when a clock moved between the two.
        """
        before = self.memory.samples
        if before is None or self.memory.size != (self.seen.width, self.seen.height):
            return None
        levels = np.abs(self.seen.samples.astype(np.int16) - before)
        mean, most = float(levels.mean()), float(levels.max())
        return mean if most <= self.limits.equal_peak else max(mean, most)

    @property
    def equal_looks(self) -> int:
        """How many looks in a row have now equalled the one before."""
        difference = self.difference
        is_equal = difference is not None and difference <= self.limits.equal_levels
        return self.memory.equal_looks + 1 if is_equal else 0

    @cached_property
    def is_repeat(self) -> bool:
        """Whether an earlier look showed exactly this, with other pictures in between.

        Only for a picture that differs from the camera's usual one: an empty kitchen is the same
        every time.
        """
        thumbnails, few = self.memory.thumbnails.astype(np.int16), self.memory.few
        if len(few) < 3 or self.unlit is not None:
            return False
        usual = np.median(thumbnails, axis=0)
        figure = np.abs(self.seen.thumbnail - usual) >= self.limits.figure_levels
        if np.count_nonzero(figure) < 2:
            return False
        levels = np.abs(few.astype(np.int16) - few_of(self.seen)).mean(axis=(1, 2))
        means = np.abs(thumbnails - self.seen.thumbnail).max(axis=(1, 2))
        equal = (levels <= self.limits.equal_levels) & (means <= 1)
        others = np.flatnonzero(~equal)
        return bool(others.size and equal[: others[-1]].any())


class _CheckFunction(Protocol):
    def __call__(self, case: Case) -> Verdict: ...


def _dark(case: Case) -> Verdict:
    value, limit = case.seen.bright_luma, case.limits.dark_luma
    return _measured(Check.DARK, value, limit, is_bad=value < limit)


def _overexposed(case: Case) -> Verdict:
    value, limit = case.seen.clipped_share, case.limits.clipped_share
    return _measured(Check.OVEREXPOSED, value, limit, is_bad=value > limit)


def _blurred(case: Case) -> Verdict:
    value, limit = case.seen.edge_px, case.limits.edge_px
    reference = case.memory.reference
    if reference is not None and reference.edge_px is not None:
        limit = max(case.limits.edge_least_px, reference.edge_px * case.limits.edge_growth)
    hidden, most_hidden = case.hidden
    if case.unlit or value is None or hidden > most_hidden:
        return _unmeasured(Check.BLURRED, limit, case.unlit or Reason.TOO_PLAIN)
    return _measured(Check.BLURRED, value, limit, is_bad=value > limit)


def _covered(case: Case) -> Verdict:
    """Too little to see, or too much of the reference gone; never said of a dark kitchen."""
    value, limit = case.hidden
    if case.unlit:
        return _unmeasured(Check.COVERED, limit, case.unlit)
    return _measured(Check.COVERED, value, limit, is_bad=value > limit)


def _frozen(case: Case) -> Verdict:
    """Equal to the looks before, down to the noise; a plain picture has no noise to tell."""
    limit = float(case.limits.frozen_looks)
    reason = case.unlit or _incomparable(case)
    if reason is None and case.plain_share > case.limits.plain_share:
        reason = Reason.TOO_PLAIN
    if reason is not None:
        return _unmeasured(Check.FROZEN, limit, reason)
    value = float(case.equal_looks)
    return _measured(Check.FROZEN, value, limit, is_bad=value >= limit)


def _incomparable(case: Case) -> Reason | None:
    if case.memory.samples is None:
        return Reason.FIRST_LOOK
    if not case.is_newer:
        return Reason.SAME_MOMENT
    return Reason.SIZE_CHANGED if case.difference is None else None


def _moved(case: Case) -> Verdict:
    limit, reference = case.limits.likeness, case.memory.reference
    if reference is None:
        return _unmeasured(Check.MOVED, limit, Reason.NO_REFERENCE)
    if case.unlit or case.plain_share > case.limits.plain_share:
        return _unmeasured(Check.MOVED, limit, case.unlit or Reason.TOO_PLAIN)
    value = likeness(case.seen, reference, plain_structure=case.limits.plain_structure)
    if value is None:
        return _unmeasured(Check.MOVED, limit, Reason.TOO_PLAIN)
    return _measured(Check.MOVED, value, limit, is_bad=value < limit)


def _replay(case: Case) -> Verdict:
    limit = float(case.limits.replay_looks)
    reason = case.unlit or _incomparable(case)
    if reason is not None:
        return _unmeasured(Check.REPLAY, limit, reason)
    value = float(np.count_nonzero(case.memory.repeats) + case.is_repeat)
    return _measured(Check.REPLAY, value, limit, is_bad=value >= limit)


CHECKS: Mapping[Check, _CheckFunction] = MappingProxyType(
    {
        Check.DARK: _dark,
        Check.OVEREXPOSED: _overexposed,
        Check.BLURRED: _blurred,
        Check.COVERED: _covered,
        Check.FROZEN: _frozen,
        Check.MOVED: _moved,
        Check.REPLAY: _replay,
    }
)


def likeness(seen: Measures, reference: Reference, *, plain_structure: float) -> float | None:
    """How like the reference the picture is, block by block: 1 is the same, 0 is another.

    The median over the blocks that have structure in both, so that people in less than half of
    them change nothing; None when there are too few.
    """
    both = (seen.structure >= plain_structure) & (reference.structure >= plain_structure)
    here, there = _tiles(seen.likeness_map), _tiles(reference.likeness_map)
    across = (here * there).sum(axis=-1)
    own = np.sqrt((here * here).sum(axis=-1) * (there * there).sum(axis=-1))
    tiles = across / np.maximum(own, 1.0)
    # A tile covers two blocks by two of the structure's grid.
    used = both.reshape(BLOCKS_DOWN // 2, 2, BLOCKS_ACROSS // 2, 2).any(axis=(1, 3))
    if np.count_nonzero(used) < _FEWEST_BLOCKS // 2:
        return None
    return float(np.median(tiles[used]))


def _tiles(likeness_map: NDArray[np.int8]) -> Floats:
    """The map between the margins in tiles without their mean, float32 [4, 8, pixels]."""
    down, across = BLOCKS_DOWN // 2, BLOCKS_ACROSS // 2
    margin = MAP_HEIGHT // 8
    rows = (MAP_HEIGHT - 2 * margin) // down
    middle = likeness_map[margin : margin + rows * down].astype(np.float32)
    parts = middle.reshape(down, rows, across, MAP_WIDTH // across)
    tiles = parts.transpose(0, 2, 1, 3).reshape(down, across, -1)
    return np.asarray(tiles - tiles.mean(axis=-1, keepdims=True), np.float32)


def _measured(check: Check, value: float, threshold: float, *, is_bad: bool) -> Verdict:
    reason = Reason.BEYOND if is_bad else Reason.WITHIN
    return Verdict(check, is_bad, value, threshold, reason)


def _unmeasured(check: Check, threshold: float, reason: Reason) -> Verdict:
    return Verdict(check, False, None, threshold, reason)
