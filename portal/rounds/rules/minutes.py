"""A Camera's day in minutes: when it was looked at, and when its picture was good.

A set of minutes is a whole number: bit m stands for the minute that begins m minutes after the
district's midnight. As bytes it is little-endian: minute m is bit m % 8 of byte m // 8.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce

from portal.registry.rules import Hours

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
MAP_BYTES = DAY_MINUTES // 8
WHOLE_DAY = (1 << DAY_MINUTES) - 1

_FROM = tuple(WHOLE_DAY >> minute << minute for minute in range(DAY_MINUTES))  # the rest of a day
_NUMBERS = tuple(struct.Struct(f"<{count}H") for count in range(MAP_BYTES // 2))


@dataclass(frozen=True, slots=True)
class MinuteMap:
    """The minutes of a district's day in which a Camera was looked at, and had a good picture.

    Raises ValueError for a minute outside the day, or a good picture that nobody looked at.
    """

    looked: int
    good: int

    def __post_init__(self) -> None:
        if self.looked >> DAY_MINUTES:  # also -1 for a negative number
            raise ValueError("a day has the minutes 0 to 1439")
        if self.good | self.looked != self.looked:
            raise ValueError("a good picture needs a look at it")

    @classmethod
    def of(cls, *, good: Iterable[int] = (), bad: Iterable[int] = ()) -> "MinuteMap":
        """The map of looks at single minutes, those with a `good` picture and the others."""
        good_bits = minutes_bits(good)
        return cls(good_bits | minutes_bits(bad), good_bits)

    def merged(self, other: "MinuteMap") -> "MinuteMap":
        """What both maps know together; no minute is lost, and a good one stays good."""
        return MinuteMap(self.looked | other.looked, self.good | other.good)

    def counts(self, mask: int) -> tuple[int, int]:
        """How many minutes of `mask` were looked at, and in how many the picture was good."""
        return (self.looked & mask).bit_count(), (self.good & mask).bit_count()


NOTHING = MinuteMap(0, 0)


def minutes_bits(minutes: Iterable[int]) -> int:
    """The set of these minutes of a day."""
    return reduce(lambda bits, minute: bits | 1 << minute, minutes, 0)


def span_bits(start: int, end: int) -> int:
    """The set of the minutes from `start` up to, not including, `end`; empty if none is between."""
    return ((1 << max(0, end - start)) - 1) << start


@lru_cache(maxsize=4096)  # a district has few different hours, each asked for every day
def week_bits(hours: Hours) -> tuple[int, ...]:
    """The minutes of declared business hours, for each weekday from Monday on."""
    week = reduce(lambda bits, span: bits | span_bits(*span), hours.spans, 0)
    week |= week >> WEEK_MINUTES  # Sunday night ends on Monday
    return tuple(week >> day * DAY_MINUTES & WHOLE_DAY for day in range(7))


def packed(bits: int) -> bytes:
    """The set for storing: two bytes for each minute at which it begins or ends, lowest first.

    That takes 2 bytes for a whole day and 6 for one with a gap. A set of 90 changes or more is
    stored as its 180 bytes, which no other one has.
    """
    changes = (bits ^ bits << 1) & WHOLE_DAY
    count = changes.bit_count()
    if 2 * count >= MAP_BYTES:
        return bits.to_bytes(MAP_BYTES, "little")
    minutes = []
    while changes:
        lowest = changes & -changes
        minutes.append(lowest.bit_length() - 1)
        changes ^= lowest
    return _NUMBERS[count].pack(*minutes)


def unpacked(content: bytes) -> int:
    """The set that `packed` wrote. Raises ValueError for anything else."""
    size = len(content)
    if size == MAP_BYTES:
        return int.from_bytes(content, "little")
    bits = 0
    try:
        for minute in _NUMBERS[size // 2].unpack(content):
            bits ^= _FROM[minute]
    except (struct.error, IndexError):
        raise ValueError("this is no minute map") from None
    return bits


_unpacked_once = lru_cache(maxsize=4096)(unpacked)  # the Cameras of a batch are looked at alike


def unpacked_map(looked: bytes, good: bytes) -> MinuteMap:
    """The map that two `packed` sets tell. Raises ValueError where they tell none."""
    return (
        _unbroken(looked) if good == looked else MinuteMap(_unpacked_once(looked), unpacked(good))
    )


@lru_cache(maxsize=4096)  # the usual day of most Cameras: they share one value
def _unbroken(looked: bytes) -> MinuteMap:
    bits = unpacked(looked)
    return MinuteMap(bits, bits)
