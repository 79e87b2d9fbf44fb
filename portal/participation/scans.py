"""Counts openings of pages in memory and writes them now and then, after a page has gone out.

A reader never waits for it; what a process holds when it is killed, some seconds, is lost.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from threading import Lock

from flask import Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.participation.operations import add_scans
from portal.shell import clock
from portal.shell.rules import local_day

KEY = "mingchu_scans"
WRITTEN_EVERY = timedelta(seconds=10)
OUTSIDE = {None, "none", "cross-site"}  # not from a page of ours; old browsers do not say

log = logging.getLogger(__name__)


class ScanMemory:
    """Openings that are not yet written, by Restaurant's id and day; safe with many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: Counter[tuple[int, date]] = Counter()
        self._written_at: datetime | None = None

    def note(self, restaurant_id: int, day: date) -> None:
        """Count an opening."""
        with self._lock:
            self._open[restaurant_id, day] += 1

    def due(self, now: datetime) -> Mapping[tuple[int, date], int]:
        """What is to be written now, and not again; nothing within ten seconds."""
        with self._lock:
            since = None if self._written_at is None else now - self._written_at
            if since is not None and timedelta() <= since < WRITTEN_EVERY:
                return {}
            found, self._open, self._written_at = self._open, Counter(), now
            return found

    def put_back(self, scans: Mapping[tuple[int, date], int]) -> None:
        """Take back what could not be written."""
        with self._lock:
            self._open.update(scans)


def note_scan(restaurant_id: int) -> None:
    """Count the present request as a scan, where it comes from outside."""
    if request.headers.get("Sec-Fetch-Site") in OUTSIDE:
        memory: ScanMemory = current_app.extensions[KEY]
        memory.note(restaurant_id, local_day(clock.now()))


def write_after(response: Response) -> Response:
    """Write what is due once `response` has gone out."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    now = clock.now()

    def write() -> None:
        with app.app_context():
            write_scans(app.extensions[KEY], now=now)

    response.call_on_close(write)
    return response


def write_scans(memory: ScanMemory, *, now: datetime) -> None:
    """Write what is due; a database that cannot be written to is tried again later."""
    scans = memory.due(now)
    if not scans:
        return
    try:
        add_scans(db.session(), scans)
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        memory.put_back(scans)
        log.warning("scans_not_written", extra={"reason": type(error).__name__})
