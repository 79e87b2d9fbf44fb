"""The Stations and Restaurants that roles can be bound to; the register, a floor above, tells."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app

from portal.accounts.rules import Bound, Grant, PersonFault, PersonRefused

KEY = "mingchu_places"


@dataclass(frozen=True, slots=True)
class Places:
    """What the register tells: names in the reader's language, by their codes.

    `stations` gives all of them in the order of lists, `restaurants` those of the codes it is
    asked for that it knows.
    """

    stations: Callable[[], Mapping[str, str]]
    restaurants: Callable[[Collection[str]], Mapping[str, str]]


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


def names_of(grants: Iterable[Bound]) -> PlaceNames:
    """The names of what `grants` are bound to, by two statements at most."""
    grants = list(grants)
    codes = {grant.restaurant for grant in grants if grant.restaurant is not None}
    has_station = any(grant.station is not None for grant in grants)
    return PlaceNames(
        stations=_told().stations() if has_station else {},
        restaurants=_told().restaurants(codes) if codes else {},
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
