"""When a Display that tells that its page runs counts as seen working."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.shell.rules import local_day

EVERY = timedelta(seconds=60)
SLACK = timedelta(seconds=15)  # a page's own clock is not exact
SEEN_AFTER = 10  # minutes of one day: who opens the address for a moment shows no diner anything
ALIVE_FOR = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Beats:
    """How often a Display told of itself on its newest day, and when it last did."""

    day: date
    number: int
    last_at: datetime

    @property
    def is_seen(self) -> bool:
        """Whether it told often enough to count as seen working on that day."""
        return self.number >= SEEN_AFTER


def after(known: Beats | None, *, now: datetime) -> Beats:
    """What is known after a sign at `now`; one that comes within the same minute adds nothing."""
    day = local_day(now)
    if known is None or known.day != day:
        return Beats(day, 1, now)
    if now - known.last_at < EVERY - SLACK:
        return known
    return Beats(day, known.number + 1, now)


def begins_run(verified_on: date | None, *, day: date) -> bool:
    """Whether being seen on `day` is news: it was not seen on the day before, nor since."""
    return verified_on is None or verified_on < day - timedelta(days=1)
