"""Which years may be closed, and who may do it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, NotAllowed
from portal.rounds.rules.period import Period
from portal.shell.rules import MingchuError


class Act(StrEnum):
    """What somebody may want to do; the value completes "this account may not …"."""

    READ = "read evaluations"
    CLOSE = "close a year"
    PLAN = "set the targets of a year"


MAY: Mapping[Act, frozenset[Role]] = {
    Act.READ: frozenset({Role.AUDITOR, Role.BUREAU_OFFICER}),
    Act.CLOSE: frozenset({Role.AUDITOR}),
    Act.PLAN: frozenset({Role.BUREAU_OFFICER}),
}
"""The roles that each act is open to: who is judged does not close."""


class YearRunning(MingchuError):
    """A year cannot be closed before it is over."""

    status = 409
    code = "year_running"

    def __init__(self, year: int, until: date) -> None:
        super().__init__(f"{year} is not over; close it from {until.isoformat()} on")
        self.year = year
        self.until = until


class YearClosed(MingchuError):
    """A year is closed once; what changes afterwards is an amendment."""

    status = 409
    code = "year_closed"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} is closed already; amend it and say why")
        self.year = year


class NothingToAmend(MingchuError):
    """An amendment needs a reason, and a year whose rows or plan have changed since."""

    status = 409
    code = "nothing_to_amend"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"nothing of {year} has changed since it was closed, or no reason is given"
        )
        self.year = year


def check_closing(year: int, *, actor: Actor, today: date, is_closed: bool) -> None:
    """Let `actor` close a year, or raise NotAllowed, YearRunning or YearClosed.

    A part of the system itself may: it is the command line of who runs the portal.
    """
    if actor.person_id is not None and not actor.has(MAY[Act.CLOSE]):
        raise NotAllowed(Act.CLOSE.value)
    until = Period.parse(str(year)).until
    if today < until:
        raise YearRunning(year, until)
    if is_closed:
        raise YearClosed(year)
