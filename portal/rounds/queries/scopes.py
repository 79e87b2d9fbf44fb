"""What a Scope lets somebody see, as a condition on rows."""

from sqlalchemy import ColumnElement, or_, true

from portal.accounts.rules import Scope
from portal.registry.models import Restaurant, Station


def within(scope: Scope) -> ColumnElement[bool]:
    """The condition that a Restaurant, joined with its Station, lies within `scope`."""
    if scope.is_whole:
        return true()
    return or_(Station.code.in_(scope.stations), Restaurant.code.in_(scope.restaurants))
