"""From looks to Outages and Faults: what one more look changes about a Camera.

An Outage begins with the first bad look within business hours and ends with the first good
picture at any hour. It becomes a Fault when due looks have been bad for five minutes without a
good one between; source: docs/ref/indicators.md, Q6. A refused password is one at once, since
nobody knocks there a second time. A look that came to nothing changes neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.registry.rules import DatedHours
from portal.rounds.kinds import FaultCode, Refused
from portal.rounds.rules.duty import MINUTE, DatedStatus, duty_on
from portal.rounds.rules.minutes import span_bits
from portal.rounds.rules.observations import Observation, Outcome
from portal.shell.rules import day_bounds, local_day

FAULT_AFTER = timedelta(minutes=5)  # source: docs/ref/indicators.md, Q6
# Two bad looks further apart tell little about the time between: business may have paused, or
# the portal was down. The five minutes are counted anew then.
RUN_BREAKS_AFTER = timedelta(minutes=30)
STALE_AFTER = timedelta(minutes=5)
AHEAD_AT_MOST = timedelta(days=1)
NOT_LOOKED_AT = "not_looked_at"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a Camera's picture is, since when, and when that was last seen.

    `code`, `cause` and `measured` are those of the last look.
    """

    outcome: Outcome
    since: datetime
    seen_at: datetime
    code: FaultCode | None = None
    cause: str | None = None
    measured: Mapping[str, float] = field(default_factory=dict)

    def as_of(self, now: datetime, *, stale_after: timedelta = STALE_AFTER) -> "Condition":
        """The same as far as it is still known: unknown when nobody has looked for a while.

        A look dated in the future, as after a clock was set back, tells as little. A Camera that
        refused its password is not tried again by itself, and so stays as it is.
        """
        if abs(now - self.seen_at) <= stale_after or self.cause == Refused.BAD_PASSWORD:
            return self
        return Condition(Outcome.UNKNOWN, self.seen_at, self.seen_at, cause=NOT_LOOKED_AT)

    def is_believable(self, now: datetime) -> bool:
        """Whether its moment may be compared with that of a new look.

        A clock set back by an hour makes looks wait until it has caught up. One that was a day
        or more ahead was wrong, and must not keep the Camera from being seen.
        """
        return self.seen_at - now < AHEAD_AT_MOST


@dataclass(frozen=True, slots=True)
class Outage:
    """A time without a good picture; `code`, `cause` and `measured` are of the newest bad look.

    `run_from` is the first of the bad looks that follow one another in business hours without
    a pause, `last_bad_at` the newest of them.
    """

    began_at: datetime
    code: FaultCode
    run_from: datetime
    last_bad_at: datetime
    cause: str | None = None
    measured: Mapping[str, float] = field(default_factory=dict)
    is_fault: bool = False


class Turn(StrEnum):
    """What a look changed beyond the Condition."""

    OUTAGE_BEGAN = "outage_began"
    BECAME_FAULT = "became_fault"
    OUTAGE_ENDED = "outage_ended"


@dataclass(frozen=True, slots=True)
class Watch:
    """All that is remembered of a Camera between two looks; None: never seen, no Outage."""

    condition: Condition | None = None
    outage: Outage | None = None

    def seen(self, look: Observation) -> tuple["Watch", tuple[Turn, ...]]:
        """What holds after `look`, and what it turned.

        A look no later than the last one changes nothing: it came twice, or too late.
        """
        if self.condition is not None and look.at <= self.condition.seen_at:
            return self, ()
        outage, turns = _outage_after(self.outage, look)
        return Watch(_condition_after(self.condition, outage, look), outage), turns


def _condition_after(
    former: Condition | None, outage: Outage | None, look: Observation
) -> Condition:
    since = look.at
    if former is not None and former.outcome is look.outcome:
        since = former.since
    elif look.outcome is Outcome.BAD and outage is not None:
        since = outage.began_at  # nothing good was seen since, whatever was unknown between
    return Condition(look.outcome, since, look.at, look.code, look.cause, look.measured)


def _outage_after(
    former: Outage | None, look: Observation
) -> tuple[Outage | None, tuple[Turn, ...]]:
    if look.outcome is Outcome.GOOD:
        return None, () if former is None else (Turn.OUTAGE_ENDED,)
    if look.code is None:  # nothing is known
        return former, ()
    if former is None:
        if not look.is_due:
            return None, ()
        begun = Outage(look.at, look.code, look.at, look.at, look.cause, look.measured)
        outage, turns = _run_after(begun, look)
        return outage, (Turn.OUTAGE_BEGAN, *turns)
    refined = replace(former, code=look.code, cause=look.cause, measured=look.measured)
    return _run_after(refined, look) if look.is_due else (refined, ())


def _run_after(outage: Outage, look: Observation) -> tuple[Outage, tuple[Turn, ...]]:
    """The Outage after one more bad look in business hours."""
    is_broken = abs(look.at - outage.last_bad_at) > RUN_BREAKS_AFTER  # abs: a clock set back
    run_from = look.at if is_broken else outage.run_from
    is_proven = look.at - run_from >= FAULT_AFTER or look.cause == Refused.BAD_PASSWORD
    is_new_fault = is_proven and not outage.is_fault
    after = replace(
        outage,
        run_from=run_from,
        last_bad_at=look.at,
        is_fault=outage.is_fault or is_new_fault,
    )
    return after, (Turn.BECAME_FAULT,) * is_new_fault


def duty_minutes(
    began_at: datetime, until: datetime, *, hours: DatedHours, spans: Sequence[DatedStatus]
) -> int:
    """The minutes of an Outage that count: those begun while the Restaurant was on duty.

    Nights, closed weekdays and suspensions pause the count without ending the Outage. `spans`
    come by their start. Each minute that begins within [began_at, until) counts.
    """
    day, last, total = local_day(began_at), local_day(until), 0
    while day <= last:
        start = day_bounds(day)[0]
        first, end = (-((start - moment) // MINUTE) for moment in (began_at, until))
        mask = span_bits(max(0, first), max(0, end))
        total += (duty_on(day, hours=hours.on(day), spans=spans).open & mask).bit_count()
        day += timedelta(days=1)
    return total
