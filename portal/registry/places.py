"""Tells the accounts, a floor below, to which Stations and Restaurants a role can be bound."""

from portal.accounts.places import Places
from portal.extensions import db
from portal.registry import queries
from portal.registry.rules import is_code
from portal.shell.languages import is_english


def _stations() -> list[tuple[str, str]]:
    return [
        (station.code, station.name_en if is_english() else station.name)
        for station in queries.stations(db.session())
    ]


def _restaurant(code: str) -> str | None:
    row = queries.restaurant_by_code(db.session(), code) if is_code(code) else None
    if row is None:
        return None
    return (row.name_en if is_english() else None) or row.name


PLACES = Places(stations=_stations, restaurant=_restaurant)
