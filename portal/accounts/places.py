"""The Stations and Restaurants that roles can be bound to; the register, a floor above, tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app

from portal.accounts.rules import Grant, PersonFault, PersonRefused

KEY = "mingchu_places"


@dataclass(frozen=True, slots=True)
class Places:
    """What the register tells, in the reader's language.

    `stations` gives pairs of code and name, `restaurant` the name of a code or None.
    """

    stations: Callable[[], Sequence[tuple[str, str]]]
    restaurant: Callable[[str], str | None]


NO_REGISTER = Places(stations=list, restaurant=lambda code: code)


def tell_places(app: Flask, places: Places) -> None:
    """Let `places` say what there is."""
    app.extensions[KEY] = places


def told_places() -> Places:
    """What the register tells; without one there are no Stations, and every code is good."""
    places: Places = current_app.extensions.get(KEY, NO_REGISTER)
    return places


def check_place(grant: Grant) -> None:
    """Let a grant be bound to what the register knows alone, or raise PersonRefused."""
    places = told_places()
    if grant.station is not None and grant.station not in dict(places.stations()):
        raise PersonRefused(PersonFault.STATION_UNKNOWN)
    if grant.restaurant is not None and places.restaurant(grant.restaurant) is None:
        raise PersonRefused(PersonFault.RESTAURANT_UNKNOWN)


def place_name(station: str | None, restaurant: str | None) -> str:
    """The name of what a grant is bound to, its code where the register forgot it; "" for none."""
    places = told_places()
    if station is not None:
        return dict(places.stations()).get(station, station)
    return "" if restaurant is None else places.restaurant(restaurant) or restaurant
