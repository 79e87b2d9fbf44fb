"""A quarter's figures, worked out once for many readers: they take a second of reading."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Lock

from flask import current_app

from portal.rounds.rules.figures import DistrictFigures
from portal.shell import clock

FRESH = timedelta(minutes=10)  # days before today change by late entries of the register only

KEY = "mingchu_quarter"
Question = tuple[str | None, date]  # a Station's code or None for the district, and the day


class FiguresMemory:
    """Keeps the figures of a few questions; safe with many threads, which wait for one another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Question, tuple[datetime, DistrictFigures]] = {}

    def figures(
        self, question: Question, work_out: Callable[[], DistrictFigures], *, now: datetime
    ) -> DistrictFigures:
        """The figures of the last minutes, else those that `work_out` gives now."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or not timedelta() <= now - kept[0] < FRESH:
                # Yesterday's questions are not asked again.
                self._kept = {each: at for each, at in self._kept.items() if each[1] == question[1]}
                kept = self._kept[question] = (now, work_out())
            return kept[1]


def remembered(question: Question, work_out: Callable[[], DistrictFigures]) -> DistrictFigures:
    """The figures as this process remembers them, or as `work_out` gives them now."""
    memory: FiguresMemory = current_app.extensions[KEY]
    return memory.figures(question, work_out, now=clock.now())
