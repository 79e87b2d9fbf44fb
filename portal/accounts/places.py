"""The names of Stations, Restaurants and Cameras; the register, a floor above, tells them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask, current_app

from portal.accounts.rules import Bound, Grant, PersonFault, PersonRefused

KEY = "mingchu_places"


EntryNames = Mapping[str, Mapping[str, str]]
"""Names by their codes, under the keys that facts and subjects have for what is named."""

NO_NAMES: EntryNames = {}
_KINDS = ("station", "restaurant", "camera")
_KIND_OF = {"former": "camera"}  # facts whose key is not the kind of what they name


class Entry(Protocol):
    """An entry of the audit chain, as far as names ask."""

    subject: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Places:
    """What the register tells: names in the reader's language, by their codes.

    `stations` gives all of them in the order of lists, `restaurants` and `cameras` those of the
    codes they are asked for that they know.
    """

    stations: Callable[[], Mapping[str, str]]
    restaurants: Callable[[Collection[str]], Mapping[str, str]]
    cameras: Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The names of what some grants are bound to, asked for once."""

    stations: Mapping[str, str] = field(default_factory=dict)
    restaurants: Mapping[str, str] = field(default_factory=dict)

    def of(self, grant: Bound) -> str:
        """What `grant` is bound to, its code where the register forgot it; "" for nothing."""
        if grant.station is not None:
            return self.stations.get(grant.station, grant.station)
        if grant.restaurant is not None:
            return self.restaurants.get(grant.restaurant, grant.restaurant)
        return ""


def tell_places(app: Flask, places: Places) -> None:
    """Let `places` say what there is."""
    app.extensions[KEY] = places


def all_stations() -> Mapping[str, str]:
    """The names of all Stations by their codes."""
    return _told().stations()


def restaurant_names(codes: Iterable[str]) -> Mapping[str, str]:
    """The names of those Restaurants that are known, by code, in the reader's language."""
    wanted = set(codes)
    return _told().restaurants(wanted) if wanted else {}


def camera_names(codes: Iterable[str]) -> Mapping[str, str]:
    """The names of Cameras by their codes, likewise."""
    wanted = set(codes)
    return _told().cameras(wanted) if wanted else {}


def entry_names(entries: Iterable[Entry]) -> EntryNames:
    """The names of what audit entries speak of, by three statements at most."""
    told: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for entry in entries:
        subject, __, code = entry.subject.partition(" ")
        for key, value in [(subject, code), *entry.facts.items()]:
            kind = _KIND_OF.get(key, key)
            if kind in told and isinstance(value, str) and value:
                told[kind].add(value)
    names = {
        "station": all_stations() if told["station"] else {},
        "restaurant": restaurant_names(told["restaurant"]),
        "camera": camera_names(told["camera"]),
    }
    return names | {key: names[kind] for key, kind in _KIND_OF.items()}


def names_of(grants: Iterable[Bound]) -> PlaceNames:
    """The names of what `grants` are bound to, by two statements at most."""
    grants = list(grants)
    codes = [grant.restaurant for grant in grants if grant.restaurant is not None]
    has_station = any(grant.station is not None for grant in grants)
    return PlaceNames(
        stations=_told().stations() if has_station else {},
        restaurants=restaurant_names(codes),
    )


def check_place(grant: Grant) -> None:
    """Let a grant be bound to what the register knows alone, or raise PersonRefused."""
    names = names_of([grant])
    if grant.station is not None and grant.station not in names.stations:
        raise PersonRefused(PersonFault.STATION_UNKNOWN)
    if grant.restaurant is not None and grant.restaurant not in names.restaurants:
        raise PersonRefused(PersonFault.RESTAURANT_UNKNOWN)


def _told() -> Places:
    places: Places = current_app.extensions[KEY]
    return places
