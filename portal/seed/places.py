"""Where the demo's stories play, and who acts in them."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.accounts.rules import Actor, Grant
from portal.registry.models import Restaurant
from portal.seed.district import RESTAURANTS
from portal.seed.people import PEOPLE

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
_NAMES = {each.grant.role: each.name for each in PEOPLE}


def places(session: Session) -> dict[str, Restaurant]:
    """The Restaurants of the demo by key, those that are registered."""
    keys = {each.code: each.key for each in RESTAURANTS}
    rows = session.scalars(
        select(Restaurant).where(Restaurant.code.in_(keys)).options(joinedload(Restaurant.station))
    )
    return {keys[row.code]: row for row in rows}


def staff(role: Role, place: Restaurant) -> Actor:
    """Somebody of the demo in this role where `place` is: its Station's, its own or the bureau's.

    Nobody's account, since a portal that others reach has none of the demo's.
    """
    grant = Grant(
        role,
        station=place.station.code if role in STATION_ROLES else None,
        restaurant=place.code if role in RESTAURANT_ROLES else None,
    )
    return Actor(_NAMES[role], None, frozenset({grant}))
