"""Tells the accounts, a floor below, to which Stations and Restaurants a role can be bound."""

from collections.abc import Collection

from portal.accounts.places import Places
from portal.extensions import db
from portal.registry import queries
from portal.shell.languages import is_english


def _stations() -> dict[str, str]:
    rows = queries.stations(db.session())
    return {row.code: row.name_en if is_english() else row.name for row in rows}


def _restaurants(codes: Collection[str]) -> dict[str, str]:
    rows = queries.restaurant_names(db.session(), codes)
    return {code: (name_en if is_english() else None) or name for code, name, name_en in rows}


PLACES = Places(stations=_stations, restaurants=_restaurants)
