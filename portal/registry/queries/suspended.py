"""Reads Suspensions by the days on which they begin."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.registry.kinds import Status
from portal.registry.models import Restaurant, Station, StatusSpan
from portal.registry.queries.register import within


@dataclass(frozen=True, slots=True)
class Begun:
    """A Suspension; `ends_at` None: it has no end yet."""

    restaurant_id: int
    starts_at: datetime
    ends_at: datetime | None
    recorded_at: datetime


def suspensions_begun(
    session: Session, start: datetime, end: datetime, *, scope: Scope
) -> list[Begun]:  # fmt: skip
    """The Suspensions within `scope` that begin from `start` up to, not including, `end`."""
    rows = session.execute(
        select(
            StatusSpan.restaurant_id, StatusSpan.starts_at, StatusSpan.ends_at,
            StatusSpan.recorded_at,
        )
        .join(StatusSpan.restaurant)
        .join(Restaurant.station)
        .where(
            StatusSpan.status == Status.SUSPENDED,
            StatusSpan.starts_at >= start,
            StatusSpan.starts_at < end,
            within(scope),
        )
        .order_by(StatusSpan.starts_at, StatusSpan.id)
    )  # fmt: skip
    return [Begun(*row) for row in rows]


def place_names(session: Session, *, scope: Scope) -> dict[int, tuple[str, str, str]]:
    """Code, name and Station's name of every Restaurant within `scope`, by its id."""
    rows = session.execute(
        select(Restaurant.id, Restaurant.code, Restaurant.name, Station.name)
        .join(Restaurant.station)
        .where(within(scope))
    )
    return {number: (code, name, station) for number, code, name, station in rows}
