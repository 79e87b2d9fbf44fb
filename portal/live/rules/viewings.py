"""What a player reports of its viewing."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.live.kinds import Outcome
from portal.shell.rules import MingchuError, day_bounds, local_day

VIEWING_FRESH_SECONDS = 45  # three missed pings of 15 s


class ViewingInvalid(MingchuError):
    """A player's report is not what the page sends."""

    code = "viewing_invalid"

    def __init__(self, field: str) -> None:
        super().__init__(f"the report's {field} is not understood; reload the page")


class ViewingForeign(MingchuError):
    """A player's report came from a page that is not ours."""

    status = 403
    code = "viewing_foreign"


def viewings_kept_from(now: datetime, *, days: int) -> datetime:
    """The moment before which viewings are no longer kept: midnight of the district's day."""
    start, _ = day_bounds(local_day(now) - timedelta(days=days))
    return start


@dataclass(frozen=True, slots=True)
class Report:
    """What a player tells of its viewing; None means not told."""

    viewing: str | None = None
    first_picture_ms: int | None = None
    stalls: int = 0
    outcome: Outcome | None = None


def parse_report(fields: object) -> Report:
    """A player's report out of its JSON; raises ViewingInvalid naming the field at fault."""
    if not isinstance(fields, dict):
        raise ViewingInvalid("form")
    viewing = fields.get("viewing")
    if viewing is not None and not re.fullmatch(r"[A-Za-z0-9_-]{22}", str(viewing)):
        raise ViewingInvalid("viewing")
    outcome = fields.get("outcome")
    if outcome is not None and outcome not in list(Outcome):
        raise ViewingInvalid("outcome")
    first_picture_ms = fields.get("first_picture_ms")
    if first_picture_ms is not None:
        _check_count(first_picture_ms, "first_picture_ms", most=3_600_000)
    stalls = fields.get("stalls", 0)
    _check_count(stalls, "stalls", most=10_000)
    return Report(
        viewing=viewing,
        first_picture_ms=first_picture_ms,
        stalls=stalls,
        outcome=Outcome(outcome) if outcome else None,
    )


def _check_count(value: object, field: str, *, most: int) -> None:
    if type(value) is not int or not 0 <= value <= most:  # a bool is no count
        raise ViewingInvalid(field)
