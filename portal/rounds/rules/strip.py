"""A Camera's day as a strip: runs of minutes that were good, bad, unknown, closed or to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from portal.rounds.rules.duty import Duty
from portal.rounds.rules.minutes import DAY_MINUTES, MinuteMap


class Shade(StrEnum):
    """What a minute of the strip shows."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Run:
    """The minutes of the day from `start`, included, to `end`, excluded, all of one shade."""

    shade: Shade
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """How many there are."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Strip:
    """A Camera's whole day in runs, without gaps."""

    runs: tuple[Run, ...]

    def minutes(self, shade: Shade) -> int:
        """How many minutes have this shade."""
        return sum(run.minutes for run in self.runs if run.shade is shade)

    def of(self, *shades: Shade) -> tuple[Run, ...]:
        """The runs of these shades, in order."""
        return tuple(run for run in self.runs if run.shade in shades)


def strip_of(seen: MinuteMap, duty: Duty, *, until: int = DAY_MINUTES) -> Strip:
    """The strip of a day of which the first `until` minutes are over.

    Beyond open business hours a minute is closed, whatever was seen; within them one that was
    not looked at is unknown.
    """
    shades = (_shade(minute, seen, duty, until) for minute in range(DAY_MINUTES))
    return Strip(tuple(_runs(shades)))


def _shade(minute: int, seen: MinuteMap, duty: Duty, until: int) -> Shade:
    bit = 1 << minute
    if not duty.open & bit:
        return Shade.CLOSED
    if seen.good & bit:
        return Shade.GOOD
    if seen.looked & bit:
        return Shade.BAD
    return Shade.UNKNOWN if minute < until else Shade.AHEAD


def _runs(shades: Iterator[Shade]) -> Iterator[Run]:
    start = 0
    for shade, run in groupby(shades):
        end = start + sum(1 for __ in run)
        yield Run(shade, start, end)
        start = end
