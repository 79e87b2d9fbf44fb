"""Tells the accounts, a floor below, what Stations, Restaurants and Cameras are called."""

from collections.abc import Collection

from portal.accounts.places import Places
from portal.extensions import db
from portal.registry import queries
from portal.registry.forms.words import ZONES, named
from portal.shell.languages import is_english


def _stations() -> dict[str, str]:
    rows = queries.stations(db.session())
    return {row.code: row.name_en if is_english() else row.name for row in rows}


def _restaurants(codes: Collection[str]) -> dict[str, str]:
    rows = queries.restaurant_names(db.session(), codes)
    return {code: (name_en if is_english() else None) or name for code, name, name_en in rows}


def _cameras(codes: Collection[str]) -> dict[str, str]:
    rows = queries.cameras_by_codes(db.session(), codes)
    return {row.code: f"{named(row.restaurant)} · {ZONES[row.zone]} {row.number}" for row in rows}


PLACES = Places(stations=_stations, restaurants=_restaurants, cameras=_cameras)
