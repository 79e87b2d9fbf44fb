"""The present quarter: the district's is counted ahead, a Station's once for many readers."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Lock

from flask import current_app

from portal.extensions import db
from portal.rounds.counted import counted
from portal.rounds.queries import district_figures
from portal.rounds.rules.ahead import CountedQuarter, counted_quarter
from portal.rounds.rules.period import Period
from portal.shell import clock

FRESH = timedelta(minutes=10)  # days before today change by late entries of the register only

KEY = "mingchu_quarter"
Question = tuple[str, date]  # a Station's code, and the day


class QuarterMemory:
    """Keeps the quarter of a few Stations; safe with many threads, which wait for one another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Question, tuple[datetime, CountedQuarter]] = {}

    def quarter(
        self, question: Question, work_out: Callable[[], CountedQuarter], *, now: datetime
    ) -> CountedQuarter:
        """The figures of the last minutes, else those that `work_out` gives now."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or not timedelta() <= now - kept[0] < FRESH:
                # Yesterday's questions are not asked again.
                self._kept = {each: at for each, at in self._kept.items() if each[1] == question[1]}
                kept = self._kept[question] = (now, work_out())
            return kept[1]


def quarter_so_far(
    station: str | None, *, today: date, required_cameras: int
) -> CountedQuarter | None:
    """The present quarter: of the district as it was counted ahead, None before the first time.

    That of a Station, by its code, is counted here and kept for some minutes. Raises NotFound for
    an unknown one.
    """
    quarter = Period.quarter_of(today)
    if station is None:
        return counted(quarter)
    now = clock.now()
    memory: QuarterMemory = current_app.extensions[KEY]
    return memory.quarter(
        (station, today),
        lambda: counted_quarter(
            district_figures(
                db.session(),
                quarter,
                today=today,
                required_cameras=required_cameras,
                station=station,
            ),
            at=now,
            stations={},
        ),
        now=now,
    )
