"""What was seen in one picture, and what holds at the camera that took it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A box in parts of the picture, 0 to 1: `left`, `upper`, `right`, `lower`."""

    left: float
    upper: float
    right: float
    lower: float

    @property
    def width(self) -> float:
        """Its width, 0 for one turned inside out."""
        return max(0.0, self.right - self.left)

    @property
    def height(self) -> float:
        """Its height, 0 for one turned inside out."""
        return max(0.0, self.lower - self.upper)

    @property
    def area(self) -> float:
        """Its share of the picture."""
        return self.width * self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return (self.left + self.right) / 2, (self.upper + self.lower) / 2

    def share_in(self, other: "Box") -> float:
        """How much of this box lies in `other`, 0 to 1; 0 for one without area."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.lower, other.lower) - max(self.upper, other.upper)
        return max(0.0, across) * max(0.0, down) / self.area if self.area else 0.0

    def shift_to(self, other: "Box") -> float:
        """The furthest any side of this box is from `other`'s, in parts of this one's sides."""
        across, down = max(self.width, 1e-6), max(self.height, 1e-6)
        return max(
            abs(self.left - other.left) / across,
            abs(self.right - other.right) / across,
            abs(self.upper - other.upper) / down,
            abs(self.lower - other.lower) / down,
        )

    def distance_to(self, other: "Box") -> float:
        """How far the centres are apart, in parts of this box's diagonal."""
        (x, y), (other_x, other_y) = self.middle, other.middle
        return hypot(x - other_x, y - other_y) / max(hypot(self.width, self.height), 1e-6)

    @classmethod
    def around(cls, boxes: Iterable["Box"]) -> "Box":
        """The smallest box about all of `boxes`; at least one."""
        every = list(boxes)
        return cls(
            min(box.left for box in every),
            min(box.upper for box in every),
            max(box.right for box in every),
            max(box.lower for box in every),
        )


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Head:
    """A face-like box, forehead to chin, and what it wears; None where that is uncertain.

    `stir` is the share of the box's pixels that changed since the look before, None where there was
    none, or where the camera moved or the light changed.
    """

    box: Box
    score: float
    masked: bool | None = None
    covered: bool | None = None
    stir: float | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """A person, or what a plugged-in model found: `label` is then a violation code.

    `stir` as with heads.
    """

    label: str
    box: Box
    score: float
    stir: float | None = None


@dataclass(frozen=True, slots=True)
class Flame:
    """What looks like fire by colour; `flicker` (0 to 1) is None where one picture says nothing."""

    box: Box
    share: float
    flicker: float | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen in the picture taken at `moment` (Unix seconds), `width_px`×`height_px` large.

    `flame` and `motion` (the share of the picture that changed since the picture before) are None
    where they were not measured; an unmeasured one never speaks for a lead.
    """

    moment: float
    width_px: int
    height_px: int
    heads: tuple[Head, ...] = ()
    persons: tuple[Thing, ...] = ()
    things: tuple[Thing, ...] = ()
    flame: Flame | None = None
    motion: float | None = None

    def sides_px(self, box: Box) -> tuple[float, float]:
        """Width and height of `box` in pixels of this picture."""
        return box.width * self.width_px, box.height * self.height_px


@dataclass(frozen=True, slots=True)
class Region:
    """A polygon, corners in parts of the picture, for some `codes`; for all where that is None."""

    corners: tuple[Point, ...]
    codes: frozenset[str] | None = None

    def holds(self, point: Point) -> bool:
        """Whether `point` lies in the polygon, by the even-odd rule."""
        x, y = point
        is_in = False
        for (x1, y1), (x2, y2) in zip(
            self.corners, (*self.corners[1:], *self.corners[:1]), strict=True
        ):
            if (y1 > y) is not (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                is_in = not is_in
        return is_in


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds at a camera when a picture is taken.

    `zone` is the code of its zone, None where it has none; `is_open` says whether it is business
    hours. `codes` are those that may lead here: whoever asks has left out what is muted, off, or
    on trial elsewhere. `regions` bound where they look; a code without a region looks everywhere.
    `most_persons` is how many may be in a special room, a number of the bureau's.
    """

    zone: str | None
    is_open: bool
    codes: frozenset[str]
    regions: tuple[Region, ...] = ()
    most_persons: int = 3

    def watches(self, code: str, point: Point) -> bool:
        """Whether `code` is looked for at `point`."""
        bounds = [each for each in self.regions if each.codes is None or code in each.codes]
        return not bounds or any(each.holds(point) for each in bounds)
