"""Takes hold of a Visit, so that two officers change it one after the other."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.rules import Actor
from portal.patrols.models import Patrol, Visit
from portal.patrols.rules.permissions import Act, check
from portal.registry.models import Restaurant
from portal.shell.rules import NotFound


def held(session: Session, number: int, *, actor: Actor, act: Act) -> Visit:
    """The Visit of this id as it is now, with Patrol, Restaurant, form and Snapshots.

    Nobody else changes it until the transaction ends. Raises NotFound, or NotAllowed where
    `actor` may not do `act` there.
    """
    # Written before it is read: that takes SQLite's write lock and PostgreSQL's lock of the row.
    session.execute(
        update(Visit).where(Visit.id == number).values(version=Visit.version),
        execution_options={"synchronize_session": False},
    )
    row = session.scalar(
        select(Visit)
        .where(Visit.id == number)
        .options(
            joinedload(Visit.patrol).joinedload(Patrol.station),
            joinedload(Visit.restaurant).joinedload(Restaurant.station),
            joinedload(Visit.restaurant).selectinload(Restaurant.status_spans),
            joinedload(Visit.restaurant).selectinload(Restaurant.cameras),
            selectinload(Visit.checks),
            selectinload(Visit.snapshots),
        )
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("visit", str(number))
    check(actor, act, station=station_of(row.patrol))
    return row


def station_of(patrol: Patrol) -> str | None:
    """The code of the Station whose Patrol it is; None: the Bureau's own."""
    return None if patrol.station is None else patrol.station.code


def subject_of(visit: Visit) -> str:
    """What the audit chain calls a Visit."""
    return f"visit {visit.id}"
