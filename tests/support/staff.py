"""Persons who act in tests of operations, each with one role in one part of the register."""

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.registry.models import Restaurant


def officer(number=1) -> Actor:
    """Somebody of the Bureau."""
    return Actor("officer", number, frozenset({Grant(Role.BUREAU_OFFICER)}))


def head_of(restaurant: Restaurant, number=2) -> Actor:
    """The head of the Station of `restaurant`."""
    grant = Grant(Role.STATION_HEAD, station=restaurant.station.code)
    return Actor("head", number, frozenset({grant}))


def owner_of(restaurant: Restaurant, number=3) -> Actor:
    """Who runs `restaurant`."""
    grant = Grant(Role.RESTAURANT_OWNER, restaurant=restaurant.code)
    return Actor("owner", number, frozenset({grant}))
