"""Which term runs for a Case, what it promises, and who hears when it is nearly over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.kinds import Role
from portal.participation.case_kinds import CaseAct, CaseKind, CaseState
from portal.participation.rules.cases import FINAL_STATES, FRESH_STATES
from portal.shell.rules import local_day

ACCEPTANCE = "case.decide_acceptance"
MEDIATION = "case.mediate"
CHECK = "tip.check"
CHECK_EXTENDED = "tip.check_extended"
MODERATION = "reply.moderate"

TOLD_AT: Mapping[int, frozenset[Role]] = {
    50: frozenset({Role.INSPECTOR}),
    80: frozenset({Role.STATION_HEAD}),
    100: frozenset({Role.STATION_HEAD, Role.BUREAU_OFFICER}),
    150: frozenset({Role.BUREAU_OFFICER}),
}
"""Who hears at which share of the time; source: participation reference 2.2."""
PUBLIC_AT = 150
"""From this share on the sender sees "overdue", and nobody can take that away."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that runs and the moment from which it does."""

    step: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of a Case that its clock depends on."""

    received_at: datetime
    accepted_at: datetime | None = None
    reopened_at: datetime | None = None


def last_day(due_at: datetime | None) -> date | None:
    """The last district day on which a promise is kept."""
    return None if due_at is None else local_day(due_at - datetime.resolution)


def clock_of(kind: CaseKind, state: CaseState, times: Times) -> Clock | None:
    """The clock of a Case in `state`, None once it is over.

    A Complaint has one term to be taken up and one to be mediated; a Tip one to be checked.
    One that was reopened begins anew.
    """
    if state in FINAL_STATES:
        return None
    start = times.reopened_at or times.received_at
    if kind is CaseKind.TIP:
        return Clock(CHECK, start)
    if state in FRESH_STATES or times.accepted_at is None:
        return Clock(ACCEPTANCE, start)
    return Clock(MEDIATION, max(times.accepted_at, start))


def clock_after(
    kind: CaseKind, state: CaseState, act: CaseAct, times: Times, *, running: Clock | None
) -> Clock | None:
    """The clock after `act`; one that was extended stays so until the Case is over.

    `running` is the clock before, with its end in place of its beginning where `act` extends it.
    """
    if act is CaseAct.EXTEND and running is not None:
        return Clock(CHECK_EXTENDED, running.since)
    found = clock_of(kind, state, times)
    is_kept = running is not None and running.step == CHECK_EXTENDED and act is not CaseAct.REOPEN
    return running if found is not None and is_kept else found
