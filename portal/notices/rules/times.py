"""When a notice leaves, and when it is forgotten: quiet hours, digest, trying again."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from portal.notices.kinds import Severity
from portal.shell.rules import DISTRICT_ZONE, local

DIGEST_AT = time(8, 30)
"""When the day's digest is mailed, on the district's clock."""
WAITS = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20),
    timedelta(hours=24),
)  # fmt: skip
"""How long after each failed attempt the next one waits: over three days in all."""
JITTER = 0.2
"""Share by which a wait is drawn shorter or longer, so that many failures part."""
KEPT = timedelta(days=730)
"""How long notices are kept: an evaluation looks back a year, and its appeals another."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Daily hours in which somebody is not to be disturbed, in minutes of the district's day.

    They may span midnight; equal ends mean none.
    """

    start: int
    end: int

    def holds_at(self, moment: datetime) -> bool:
        """Whether it is quiet at `moment`."""
        here = local(moment)
        minute = here.hour * 60 + here.minute
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def ends_after(self, moment: datetime) -> datetime:
        """The first moment at or after `moment` at which it is not quiet."""
        if not self.holds_at(moment):
            return moment
        return _next_time(time(self.end // 60, self.end % 60), moment)


def leaves_at(severity: Severity, *, quiet: Quiet | None, now: datetime) -> datetime:
    """When news that is announced `now` is first sent to somebody with these `quiet` hours."""
    if severity is Severity.III:
        return next_digest(now)
    if severity is Severity.I or quiet is None:
        return now
    return quiet.ends_after(now)


def next_digest(now: datetime) -> datetime:
    """The next moment after `now` at which a digest is mailed."""
    return _next_time(DIGEST_AT, now)


def wait_after(attempts: int, *, drawn: float) -> timedelta | None:
    """How long to wait after the `attempts`th attempt failed; None: give up.

    `drawn` is a number from 0 to 1 drawn by chance, 0.5 for the middle.
    """
    if attempts > len(WAITS):
        return None
    return WAITS[attempts - 1] * (1 + JITTER * (2 * drawn - 1))


def _next_time(at: time, moment: datetime) -> datetime:
    """The next moment after `moment` at which the district's clock shows `at`."""
    here = local(moment)
    today = datetime.combine(here.date(), at, DISTRICT_ZONE)
    chosen = today if today > here else today + timedelta(days=1)
    return chosen.astimezone(UTC)
