"""Counts scans and refusals, a number a Restaurant and day."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from portal.participation.models import ScanDay
from portal.shell.database import insert_into


def add_scans(session: Session, scans: Mapping[tuple[int, date], int]) -> None:
    """Add to how often pages were opened from outside, by Restaurant's id and district day."""
    for (restaurant_id, day), number in sorted(scans.items()):
        _add(session, restaurant_id, day, scans=number, declined=0)


def decline(session: Session, restaurant_id: int, *, day: date) -> None:
    """Count somebody who would rather not answer."""
    _add(session, restaurant_id, day, scans=0, declined=1)


def _add(session: Session, restaurant_id: int, day: date, *, scans: int, declined: int) -> None:
    written = insert_into(session, ScanDay).values(
        restaurant_id=restaurant_id, day=day, scans=scans, declined=declined
    )
    session.execute(
        written.on_conflict_do_update(
            index_elements=["restaurant_id", "day"],
            set_={"scans": ScanDay.scans + scans, "declined": ScanDay.declined + declined},
        )
    )
