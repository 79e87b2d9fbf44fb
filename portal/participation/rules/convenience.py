"""How easily a kitchen is seen, from logs: each part from 0 to 100, the index their mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from portal.shell.rules import Ratio

Waits = Sequence[tuple[int, int]]
"""Waits in milliseconds, each with the number of viewings that waited so long."""

TARGET_P95_SECONDS = 8
TARGET_PLAYS = Fraction(95, 100)
TARGET_INDEX = 80
CLICKS = 1  # the picture is there when the page opens and moves at one tap; a test counts it
FORMULA = "B1-1"


class Part(StrEnum):
    """A part of the index; all weigh the same."""

    FIRST_PICTURE = "first_picture"
    PLAYS = "plays"
    CLICKS = "clicks"
    UPTIME = "uptime"
    EASE = "ease"
    ON_TIME = "on_time"


class Step(StrEnum):
    """How far a visit went, from the code at the door to an answer that was finished."""

    OPENED = "opened"
    ASKED = "asked"
    MOVED = "moved"
    BEGUN = "begun"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged in a period; None where nothing was, which is not zero.

    `waits` are the waits for the first moving picture, of those that came. `plays` are
    viewings with a picture over all that asked for one, `uptime` looks made over those due,
    `ease` the two best words of the question about it, `on_time` Cases answered in time.
    """

    waits: Waits = ()
    plays: Ratio | None = None
    scans: int | None = None
    uptime: Ratio | None = None
    ease: Ratio | None = None
    on_time: Ratio | None = None

    @property
    def viewings(self) -> int:
        """Viewings that asked for a moving picture."""
        return self.plays.whole if self.plays else 0


@dataclass(frozen=True, slots=True)
class Index:
    """The index with its parts; those nobody knows are left out and named in `missing`."""

    value: Fraction | None
    parts: tuple[tuple[Part, Fraction], ...]
    missing: tuple[Part, ...]


def percentile(waits: Waits, share: float) -> int | None:
    """The least wait that `share` of the viewings do not exceed; None of none."""
    rank = max(1, ceil(share * sum(number for _, number in waits) - 1e-9))
    passed = 0
    for wait, number in sorted(waits):
        passed += number
        if passed >= rank:
            return wait
    return None


def index(logged: Logged) -> Index:
    """The convenience index of what was logged."""
    p95 = percentile(logged.waits, 0.95)
    known: dict[Part, Fraction | None] = {
        Part.FIRST_PICTURE: _within(p95),
        Part.PLAYS: _against(logged.plays, TARGET_PLAYS),
        Part.CLICKS: Fraction(100, max(1, CLICKS)) if logged.viewings else None,
        Part.UPTIME: _against(logged.uptime, Fraction(1)),
        Part.EASE: _against(logged.ease, Fraction(1)),
        Part.ON_TIME: _against(logged.on_time, Fraction(1)),
    }
    parts = tuple((part, value) for part, value in known.items() if value is not None)
    missing = tuple(part for part, value in known.items() if value is None)
    return Index(_mean(value for _, value in parts), parts, missing)


def funnel(logged: Logged, *, begun: int, finished: int) -> Mapping[Step, int | None]:
    """How often each step was taken in the same days; None where nobody counted.

    Steps, not people: one may watch twice, and nobody is followed from one to the next.
    """
    plays = logged.plays
    return {
        Step.OPENED: logged.scans,
        Step.ASKED: plays.whole if plays else None,
        Step.MOVED: plays.part if plays else None,
        Step.BEGUN: begun,
        Step.FINISHED: finished,
    }


def in_time(waits: Waits) -> Ratio:
    """Viewings whose picture moved within the target, over those whose picture moved."""
    within = sum(number for wait, number in waits if wait <= 1000 * TARGET_P95_SECONDS)
    return Ratio(within, sum(number for _, number in waits))


def counts_of(logged: Logged) -> Mapping[Part, Ratio]:
    """The two counts behind each part that is a share; taps are none."""
    known = {
        Part.FIRST_PICTURE: in_time(logged.waits),
        Part.PLAYS: logged.plays,
        Part.UPTIME: logged.uptime,
        Part.EASE: logged.ease,
        Part.ON_TIME: logged.on_time,
    }
    return {part: ratio for part, ratio in known.items() if ratio is not None and ratio.whole}


def _within(milliseconds: int | None) -> Fraction | None:
    """100 for a wait within the target, less in proportion to how much longer it is."""
    if milliseconds is None:
        return None
    return min(Fraction(100), Fraction(100_000 * TARGET_P95_SECONDS, max(1, milliseconds)))


def _against(value: Ratio | None, target: Fraction) -> Fraction | None:
    if value is None or value.whole == 0:
        return None
    return min(Fraction(100), 100 * Fraction(value.part, value.whole) / target)


def _mean(values: Iterable[Fraction]) -> Fraction | None:
    found = list(values)
    return sum(found, Fraction(0)) / len(found) if found else None
