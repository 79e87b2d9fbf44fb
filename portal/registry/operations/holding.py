"""Takes hold of a Restaurant, so that two persons change it one after the other."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.registry.models import Restaurant
from portal.registry.rules.permissions import Place
from portal.shell.rules import NotFound


def held(session: Session, code: str) -> Restaurant:
    """The Restaurant of this code as it is now, with Station, spans, cameras and displays.

    Nobody else changes it until the transaction ends. Raises NotFound.
    """
    # Written before it is read: that takes SQLite's write lock and PostgreSQL's lock of the row.
    session.execute(
        update(Restaurant).where(Restaurant.code == code).values(code=Restaurant.code),
        execution_options={"synchronize_session": False},
    )
    row = session.scalar(
        select(Restaurant)
        .where(Restaurant.code == code)
        .options(
            joinedload(Restaurant.station),
            selectinload(Restaurant.status_spans),
            selectinload(Restaurant.hours_spans),
            selectinload(Restaurant.cameras),
            selectinload(Restaurant.displays),
        )
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("restaurant", code)
    return row


def place_of(restaurant: Restaurant) -> Place:
    """Where a Restaurant is, as permissions ask; its Station must be loaded."""
    return Place(restaurant.station.code, restaurant.code)


def subject_of(restaurant: Restaurant) -> str:
    """What the audit chain calls a Restaurant."""
    return f"restaurant {restaurant.code}"
