"""A Camera's day as a strip: runs of minutes that were good, bad, unknown, closed or to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.rounds.rules.duty import Duty
from portal.rounds.rules.minutes import DAY_MINUTES, WHOLE_DAY, MinuteMap, span_bits


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
    over, unseen = span_bits(0, until), duty.open & ~seen.looked
    minutes = {
        Shade.CLOSED: WHOLE_DAY & ~duty.open,
        Shade.GOOD: duty.open & seen.good,
        Shade.BAD: duty.open & seen.looked & ~seen.good,
        Shade.UNKNOWN: unseen & over,
        Shade.AHEAD: unseen & ~over,
    }
    runs = [Run(shade, *span) for shade, bits in minutes.items() for span in _spans(bits)]
    return Strip(tuple(sorted(runs, key=lambda run: run.start)))


def _spans(bits: int) -> Iterator[tuple[int, int]]:
    """Where each row of minutes begins and ends; by arithmetic, since a day has 1,440 of them."""
    while bits:
        start = (bits & -bits).bit_length() - 1
        rest = bits >> start
        end = start + (~rest & (rest + 1)).bit_length() - 1
        yield start, end
        bits = bits >> end << end
