"""Counts quarters ahead: a worker keeps them in the data directory, no reader waits for it."""

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from portal.rounds.queries import district_figures, first_day_looked_at, station_codes
from portal.rounds.rules.ahead import CountedQuarter, counted_quarter, due, quarters
from portal.rounds.rules.figures import online_by_group
from portal.rounds.rules.online import Variant
from portal.rounds.rules.period import Period
from portal.shell.rules import Ratio, local_day

DIRECTORY = "counted"
KEY = "mingchu_counted"
FRESH_SECONDS = 5.0
MOST_KEPT = 64  # names that this process remembers; whoever asks for other years fills it

log = logging.getLogger(__name__)
_counting = Lock()


class CountedQuarters:
    """Quarters that were counted, each a file below `folder`; safe with many threads.

    A file is read again after some seconds. While it cannot be, what it held stays.
    """

    def __init__(self, folder: Path, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._tick = tick
        self._kept: dict[str, tuple[float, CountedQuarter | None]] = {}

    def read(self, period: Period) -> CountedQuarter | None:
        """What was counted of `period`, None where nothing was."""
        now, kept = self._tick(), self._kept.get(period.name)
        if kept is not None and now - kept[0] < FRESH_SECONDS:
            return kept[1]
        if kept is not None:
            self._kept[period.name] = (now, kept[1])  # with which the others go on meanwhile
        elif len(self._kept) >= MOST_KEPT:
            self._kept = {}
        found = self._found(period.name, kept[1] if kept else None)
        self._kept[period.name] = (now, found)
        return found

    def write(self, counted: CountedQuarter) -> None:
        """Keep what was counted in place of what was there."""
        self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        beside = self._folder / f".{counted.name}.{secrets.token_hex(4)}"
        try:
            beside.write_text(json.dumps(_facts(counted)), encoding="utf-8")
            beside.replace(self._folder / f"{counted.name}.json")
        finally:
            beside.unlink(missing_ok=True)
        self._kept.pop(counted.name, None)

    def _found(self, name: str, former: CountedQuarter | None) -> CountedQuarter | None:
        try:
            text = (self._folder / f"{name}.json").read_text(encoding="utf-8")
            return _counted(json.loads(text))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            facts = {"quarter": name, "reason": type(error).__name__}
            log.warning("counted_unread", extra=facts)
            return former


def init_app(app: Flask, data: Path) -> None:
    """Have the pages of `app` read what lies in its data directory."""
    app.extensions[KEY] = CountedQuarters(data / DIRECTORY)


def counted(period: Period) -> CountedQuarter | None:
    """What was counted of a quarter last; None for what was not counted, or is no quarter."""
    kept: CountedQuarters = current_app.extensions[KEY]
    return kept.read(period)


def count_next(session: Session, *, required_cameras: int, now: datetime) -> None:
    """Count the quarter that is due, if one is; one after the other in each process."""
    if not _counting.acquire(blocking=False):
        return
    try:
        kept: CountedQuarters = current_app.extensions[KEY]
        first = first_day_looked_at(session)
        known = {each.name: kept.read(each) for each in quarters(first, today=local_day(now))}
        there = {name: each for name, each in known.items() if each is not None}
        period = due(first, there, now=now)
        if period is not None:
            kept.write(_count(session, period, required_cameras=required_cameras, now=now))
    finally:
        _counting.release()


def _count(
    session: Session, period: Period, *, required_cameras: int, now: datetime
) -> CountedQuarter:
    began = time.thread_time()
    figures = district_figures(
        session, period, today=local_day(now), required_cameras=required_cameras
    )
    stations = online_by_group(figures.account, station_codes(session))
    seconds = time.thread_time() - began
    return counted_quarter(figures, at=now, stations=stations, seconds=seconds)


def _facts(counted: CountedQuarter) -> dict[str, object]:
    return {
        "name": counted.name,
        "counted_at": counted.counted_at.isoformat(),
        "online": {variant.value: _text(share) for variant, share in counted.online.items()},
        "looks": [counted.looks.part, counted.looks.whole],
        "days": counted.days,
        "needed": _text(counted.needed),
        "stations": {code: [each.part, each.whole] for code, each in counted.stations.items()},
        "seconds": counted.seconds,
    }


def _counted(facts: Mapping[str, Any]) -> CountedQuarter:
    return CountedQuarter(
        facts["name"],
        datetime.fromisoformat(facts["counted_at"]),
        {variant: _share(facts["online"][variant.value]) for variant in Variant},
        Ratio(*facts["looks"]),
        days=int(facts["days"]),
        needed=_share(facts["needed"]),
        stations={code: Ratio(*counts) for code, counts in facts["stations"].items()},
        seconds=float(facts["seconds"]),
    )


def _text(share: Fraction | None) -> str | None:
    return None if share is None else str(share)


def _share(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
