"""How long a Restaurant has, by Severity, and what an Appeal or extension does to that.

The hours are the product's own: no law that was read sets them, so none is verified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.findings.kinds import FindingState, Severity
from portal.findings.rules.workflow import RUNNING_STATES
from portal.shell.rules import MingchuError

LONGEST_EXTENSION = timedelta(days=30)
LONGEST_TERM = timedelta(days=90)  # an officer's own day beyond is a slip of the pen


class DueUnlikely(MingchuError):
    """A day to be put right by lies in the past or too far ahead."""

    code = "due_unlikely"

    def __init__(self) -> None:
        super().__init__("the new time must lie after the present one and within its limit")


@dataclass(frozen=True, slots=True)
class Terms:
    """Hours to answer with a plan and to put it right; `reply_hours` None: no plan is asked."""

    reply_hours: int | None
    rectify_hours: int
    is_verified: bool = False


TERMS: Mapping[Severity, Terms] = {
    Severity.I: Terms(2, 24),
    Severity.II: Terms(2, 72),
    Severity.III: Terms(None, 7 * 24),
}
"""Source: domain reference, severity clocks; I and III's days are our own suggestion."""

REMIND, LATE, ESCALATE = 80, 100, 150  # per cent of the time
ESCALATED_BY_ITSELF = (
    "超过整改时限 150 %，自动上报 / 150 % of the time is over, escalated by itself"
)
"""What the chain keeps as the reason of an escalation that nobody asked for."""
KEPT_AFTER_CLOSING = timedelta(days=2 * 365)  # pictures; by archive rules that were not read


@dataclass(frozen=True, slots=True)
class Due:
    """By when the Restaurant has to answer, and by when it has to be put right."""

    reply_at: datetime | None
    rectify_at: datetime


def due(severity: Severity, *, opened_at: datetime, typed: datetime | None = None) -> Due:
    """The times of a Finding opened then; an officer's own `typed` one goes before the table's.

    Raises DueUnlikely.
    """
    terms = TERMS[severity]
    rectify_at = typed or opened_at + timedelta(hours=terms.rectify_hours)
    if not opened_at < rectify_at <= opened_at + LONGEST_TERM:
        raise DueUnlikely
    if terms.reply_hours is None:
        return Due(None, rectify_at)
    return Due(min(opened_at + timedelta(hours=terms.reply_hours), rectify_at), rectify_at)


def extended(due_at: datetime, until: datetime, *, now: datetime) -> datetime:
    """The new time, if it lies ahead of both and not too far. Raises DueUnlikely."""
    if not max(due_at, now) < until <= max(due_at, now) + LONGEST_EXTENSION:
        raise DueUnlikely
    return until


def resumed(due_at: datetime, *, paused_at: datetime, now: datetime) -> datetime:
    """The time after an Appeal: later by as long as the Appeal took."""
    return due_at + (now - paused_at)


def next_look(
    severity: Severity, opened_at: datetime, due_at: datetime, *, now: datetime
) -> datetime | None:
    """When the portal has to look at the clock again; None: all it does by itself is done."""
    moments = looks(severity, opened_at, due_at).values()
    return min((moment for moment in moments if moment > now), default=None)


def looks(severity: Severity, opened_at: datetime, due_at: datetime) -> dict[int, datetime]:
    """The moments at which the portal acts by itself, by per cent of the time.

    At 80 it reminds the Restaurant, at 100 it tells the officers, at 150 it escalates; what is
    mere guidance does not escalate by itself.
    """
    percents = (REMIND, LATE) if severity is Severity.III else (REMIND, LATE, ESCALATE)
    return {each: opened_at + (due_at - opened_at) * each / 100 for each in percents}


def is_overdue(state: FindingState, due_at: datetime, *, now: datetime) -> bool:
    """Whether the Restaurant is late; where it has sent its proof, it is the officer's turn."""
    return state in RUNNING_STATES and due_at <= now
