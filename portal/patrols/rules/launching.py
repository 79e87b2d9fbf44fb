"""What a Patrol beside a plan may be, and what it is called."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.shell.rules import MingchuError

LONGEST = timedelta(days=92)
MOST_VISITS = 60


class LaunchUnfit(MingchuError):
    """A Patrol cannot be so; `why` is "days", "empty", "many" or "station"."""

    status = 422
    code = "launch_unfit"

    def __init__(self, why: str) -> None:
        super().__init__(f"this patrol cannot be launched ({why}); correct it and try again")
        self.why = why


def check_launch(
    starts_on: date, until: date, *, today: date, station: str | None, stations: Sequence[str]
) -> None:
    """Let a Patrol be launched that visits Restaurants of these `stations`, or raise LaunchUnfit.

    A Station visits its own alone; the Bureau's own Patrols (`station` None) go anywhere.
    """
    if not today <= starts_on < until <= starts_on + LONGEST:
        raise LaunchUnfit("days")
    if not stations:
        raise LaunchUnfit("empty")
    if len(stations) > MOST_VISITS:
        raise LaunchUnfit("many")
    if station is not None and any(each != station for each in stations):
        raise LaunchUnfit("station")


def patrol_number(year: int, count: int) -> str:
    """What the year's `count`-th Patrol is called, such as X-2026-0012."""
    return f"X-{year}-{count:04}"
