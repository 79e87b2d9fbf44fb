"""Reads Restaurants that were not reached, with their last and next Visit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.patrols.kinds import VisitState
from portal.patrols.models import Patrol, Visit
from portal.registry.models import Restaurant, Station
from portal.shell.rules import local_day

OPEN = (VisitState.PLANNED, VisitState.BEGUN)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A Restaurant with the day of its last Visit, and the last day for its next; None: none."""

    restaurant: Restaurant
    last_visit: date | None
    next_until: date | None


def unreached(session: Session, ids: Collection[int]) -> list[Unreached]:
    """These Restaurants, never visited ones first, then by Station and pinyin; three statements."""
    last: dict[int, datetime | None] = {
        row[0]: row[1]
        for row in session.execute(
            select(Visit.restaurant_id, func.max(Visit.done_at))
            .where(Visit.state == VisitState.DONE)
            .group_by(Visit.restaurant_id)
        )
    }
    coming: dict[int, date] = {
        row[0]: row[1]
        for row in session.execute(
            select(Visit.restaurant_id, func.min(Patrol.until))
            .join(Visit.patrol)
            .where(Visit.state.in_(OPEN))
            .group_by(Visit.restaurant_id)
        )
    }
    wanted = set(ids)
    rows = session.scalars(
        select(Restaurant)
        .join(Restaurant.station)
        .options(joinedload(Restaurant.station))
        .order_by(Station.position, Restaurant.pinyin, Restaurant.id)
    )
    found = []
    for row in rows:
        if row.id in wanted:
            at, until = last.get(row.id), coming.get(row.id)
            found.append(
                Unreached(
                    row,
                    None if at is None else local_day(at),
                    None if until is None else until - timedelta(days=1),
                )
            )
    return sorted(found, key=lambda each: each.last_visit is not None)
