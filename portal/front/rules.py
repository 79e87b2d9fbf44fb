"""What the public pages count and choose: values in, values out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from portal.live.rules import PictureKind, PictureState
from portal.registry.rules import RestaurantType
from portal.shell.asked import member
from portal.shell.rules import NotFound

RESTAURANTS_PER_PAGE = 20
LONGEST_SEARCH = 60  # characters; longer ones are cut, as the field itself does

LIKE_DIGITS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})

WATCHABLE = frozenset(
    {
        PictureKind.LIVE,
        PictureKind.DELAYED,
        PictureKind.READY,
        PictureKind.STARTING,
        PictureKind.WAITING,
    }
)
"""Kinds in which a reader who taps the picture sees it move."""


def counted_kind(state: PictureState) -> PictureKind:
    """The kind by which a picture is counted: one that cannot be relied on is none."""
    return PictureKind.OFFLINE if state.flaw is not None else state.kind


class KitchenUnknown(NotFound):
    """No Restaurant has this code; `name` is the code as it was asked for."""

    def __init__(self, code: str) -> None:
        super().__init__("restaurant", code)


def plain_code(text: str) -> str:
    """A code as it is stored, out of what a person read off a Sign: small letters, o is 0."""
    return text.strip().lower().translate(LIKE_DIGITS)


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for: words, a Station's code, a type; nothing means all."""

    text: str = ""
    station: str | None = None
    type: RestaurantType | None = None

    @classmethod
    def asked(cls, text: str, *, station: str, type: str) -> "Search":
        """The search of an address's arguments; a type that does not exist is left out."""
        return cls(
            text=text.strip()[:LONGEST_SEARCH],
            station=station or None,
            type=member(RestaurantType, type),
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many kitchens there are and what can be seen of each, by kind of picture."""

    kinds: tuple[tuple[PictureKind, int], ...] = ()

    @property
    def whole(self) -> int:
        """Kitchens that should be seen: all but those closed for good."""
        return sum(number for kind, number in self.kinds if kind is not PictureKind.CLOSED)

    @property
    def watchable(self) -> int:
        """Kitchens whose moving picture a reader can have now."""
        return sum(number for kind, number in self.kinds if kind in WATCHABLE)

    @property
    def others(self) -> tuple[tuple[PictureKind, int], ...]:
        """The kinds that cannot be watched now, most frequent first, closed ones left out."""
        rest = [
            (kind, number)
            for kind, number in self.kinds
            if kind not in WATCHABLE and kind is not PictureKind.CLOSED
        ]
        return tuple(sorted(rest, key=lambda pair: (-pair[1], pair[0])))


def tally(kinds: Iterable[PictureKind]) -> Tally:
    """Count kitchens by kind of picture."""
    return Tally(tuple(sorted(Counter(kinds).items())))


@dataclass(frozen=True, slots=True)
class StationNow:
    """What can be seen of one Station's kitchens now."""

    code: str
    name: str
    name_en: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class DistrictNow:
    """What can be seen of the whole district now, Station by Station."""

    tally: Tally
    stations: tuple[StationNow, ...]


DOT, DOTS_ACROSS = 14, 11
TILE_WIDTH = DOT * DOTS_ACROSS


@dataclass(frozen=True, slots=True)
class StationTile:
    """A Station on the scheme of the district, and the drawing of its kitchens, one dot each.

    Each is a path of points, of those to be watched, of those that are down, and of the others.
    """

    station: StationNow
    height: int
    live: str
    down: str
    rest: str
    width: int = TILE_WIDTH


def station_tile(station: StationNow) -> StationTile:
    """The Station's kitchens as dots, those that can be watched first."""
    numbers = dict(station.tally.kinds)
    live = station.tally.watchable
    down = numbers.get(PictureKind.OFFLINE, 0)
    whole = station.tally.whole
    return StationTile(
        station, DOT * max(1, -(-whole // DOTS_ACROSS)),
        live=_points(0, live), down=_points(live, live + down), rest=_points(live + down, whole),
    )  # fmt: skip


def _points(first: int, until: int) -> str:
    """The points of the kitchens from `first` to `until`, as a path of strokes without length."""
    places = (divmod(number, DOTS_ACROSS) for number in range(first, until))
    half = DOT // 2
    return "".join(f"M{column * DOT + half} {row * DOT + half}h0" for row, column in places)


class CameraChoice(Protocol):
    """What is needed of a camera to choose the one that a page shows first."""

    @property
    def code(self) -> str:
        """Its public name."""

    @property
    def picture(self) -> PictureState:
        """What it shows now."""


AnyCamera = TypeVar("AnyCamera", bound=CameraChoice)


def chosen_camera(cameras: Sequence[AnyCamera], code: str | None) -> AnyCamera | None:
    """The camera that the reader asked for, else the first with a moving picture, else the first.

    None where a kitchen has no camera.
    """
    for camera in cameras:
        if camera.code == code:
            return camera
    watchable = (camera for camera in cameras if counted_kind(camera.picture) in WATCHABLE)
    return next(watchable, cameras[0] if cameras else None)
