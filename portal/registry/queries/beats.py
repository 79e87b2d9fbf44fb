"""Reads what Displays tell of themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.registry.models import Display, DisplayBeat
from portal.registry.rules.beats import ALIVE_FOR


@dataclass(frozen=True, slots=True)
class Screen:
    """A Display of the register; `last_at` is when its page last told of itself, None: never."""

    id: int
    name: str
    verified_on: date | None
    last_at: datetime | None

    def is_alive(self, now: datetime) -> bool:
        """Whether its page runs at `now`."""
        return self.last_at is not None and now - self.last_at <= ALIVE_FOR


def displays_of(session: Session, restaurant_id: int) -> list[Screen]:
    """The Displays of a Restaurant in the order in which they were entered; one statement."""
    rows = session.execute(
        select(Display.id, Display.name, Display.verified_on, DisplayBeat.last_at)
        .outerjoin(DisplayBeat, DisplayBeat.display_id == Display.id)
        .where(Display.restaurant_id == restaurant_id)
        .order_by(Display.id)
    )
    return [Screen(*row) for row in rows]
