"""Parts of a Camera's picture in which a class is looked for: polygons that people draw.

A corner is a share of the picture's width and height from its upper left, 0 to 1. People read and
write them in percent: "12.5,40 60,40 60,90".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.findings.kinds import ViolationCode
from portal.findings.rules.codes import CODES
from portal.registry.kinds import Zone
from portal.shell.rules import MingchuError

Corner = tuple[float, float]

FEWEST_CORNERS, MOST_CORNERS = 3, 24
LEAST_AREA = 0.002  # of the picture; a head that is near covers as much
REGIONS_A_CAMERA = 8
NAME_CHARACTERS, CORNERS_CHARACTERS = 60, 600


class RegionFault(StrEnum):
    """What is wrong with a region that somebody drew."""

    UNREADABLE = "unreadable"
    OUTSIDE = "outside"
    CORNERS = "corners"
    CROSSING = "crossing"
    SMALL = "small"
    CODES = "codes"
    FULL = "full"


class RegionUnfit(MingchuError):
    """A region cannot be drawn like that; `fault` says why."""

    code = "region_unfit"

    def __init__(self, fault: RegionFault) -> None:
        super().__init__(f"region: {fault.value}")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class NewRegion:
    """A region as somebody drew it: its name, its corners, and for which classes it is.

    Without `codes` it bounds every class at its Camera.
    """

    name: str
    corners: tuple[Corner, ...]
    codes: frozenset[ViolationCode]

    @classmethod
    def asked(cls, *, name: str, corners: str, codes: Iterable[str], zone: Zone) -> "NewRegion":
        """What a form says, for a Camera in `zone`. Raises RegionUnfit."""
        possible = {code.value: code for code in codes_in(zone)}
        told = set(codes)
        if not told <= possible.keys():
            raise RegionUnfit(RegionFault.CODES)
        found = corners_of(corners)
        check(found)
        return cls(
            name.strip()[:NAME_CHARACTERS], found, frozenset(possible[each] for each in told)
        )


def codes_in(zone: Zone) -> list[ViolationCode]:
    """The classes that can be a violation in `zone`, as the table orders them."""
    return [code for code, row in CODES.items() if zone in row.zones]


def corners_of(text: str) -> tuple[Corner, ...]:
    """The corners that `text` names in percent. Raises RegionUnfit."""
    if len(text) > CORNERS_CHARACTERS:
        raise RegionUnfit(RegionFault.CORNERS)
    try:
        pairs = [pair.split(",") for pair in text.replace("，", ",").split()]
        found = tuple((round(float(x), 1) / 100, round(float(y), 1) / 100) for x, y in pairs)
    except ValueError:
        raise RegionUnfit(RegionFault.UNREADABLE) from None
    if not all(0 <= share <= 1 for corner in found for share in corner):
        raise RegionUnfit(RegionFault.OUTSIDE)
    return found


def text_of(corners: Iterable[Sequence[float]]) -> str:
    """Corners as people read them."""
    return " ".join(f"{100 * x:.4g},{100 * y:.4g}" for x, y in corners)


def check(corners: Sequence[Corner]) -> None:
    """Let a polygon pass that has an inside. Raises RegionUnfit."""
    if not FEWEST_CORNERS <= len(corners) <= MOST_CORNERS:
        raise RegionUnfit(RegionFault.CORNERS)
    if _crosses_itself(corners):
        raise RegionUnfit(RegionFault.CROSSING)
    if area(corners) < LEAST_AREA:
        raise RegionUnfit(RegionFault.SMALL)


def area(corners: Sequence[Corner]) -> float:
    """What a polygon holds, as a share of the picture."""
    twice = sum(
        x1 * y2 - x2 * y1
        for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True)
    )
    return abs(twice) / 2


def _crosses_itself(corners: Sequence[Corner]) -> bool:
    """Whether two sides that do not follow one another meet, or a corner stands twice."""
    if len(set(corners)) < len(corners):
        return True
    sides = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    last = len(sides) - 1
    return any(
        _meet(*one, *other)
        for index, one in enumerate(sides)
        for place, other in enumerate(sides[index + 2 :], index + 2)
        if not (index == 0 and place == last)
    )


def _meet(a: Corner, b: Corner, c: Corner, d: Corner) -> bool:
    """Whether the side from `a` to `b` and that from `c` to `d` share more than nothing."""
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _side(a: Corner, b: Corner, point: Corner) -> float:
    """Above 0 where `point` lies on one side of the line from `a` to `b`, below 0 on the other."""
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
