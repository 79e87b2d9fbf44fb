"""Which Periods may be closed, and who may do it."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, NotAllowed
from portal.rounds.rules.period import Period
from portal.shell.rules import MingchuError


class Act(StrEnum):
    """What somebody may want to do; the value completes "this account may not …"."""

    READ = "read evaluations"
    CLOSE = "close a period"
    PLAN = "set the targets of a year"
    EDIT = "change the report of a period"
    LOOK = "look for manipulation"
    EXPLAIN = "give the reasons of a deviation"
    SPEND = "enter budgets and payments"
    JUDGE = "judge lines by evidence"


MAY: Mapping[Act, frozenset[Role]] = {
    Act.READ: frozenset({Role.AUDITOR, Role.BUREAU_OFFICER}),
    Act.CLOSE: frozenset({Role.AUDITOR}),
    Act.PLAN: frozenset({Role.BUREAU_OFFICER}),
    Act.EDIT: frozenset({Role.AUDITOR}),
    Act.LOOK: frozenset({Role.AUDITOR}),
    Act.EXPLAIN: frozenset({Role.BUREAU_OFFICER, Role.AUDITOR}),
    Act.SPEND: frozenset({Role.BUREAU_OFFICER}),
    Act.JUDGE: frozenset({Role.AUDITOR}),
}
"""The roles that each act is open to: who is judged neither closes nor words the report."""


class PeriodRunning(MingchuError):
    """A Period cannot be closed before it is over."""

    status = 409
    code = "period_running"

    def __init__(self, period: str, until: date) -> None:
        super().__init__(f"{period} is not over; close it from {until.isoformat()} on")
        self.period = period
        self.until = until


class PeriodClosed(MingchuError):
    """A Period is closed once; what changes afterwards is an amendment."""

    status = 409
    code = "period_closed"

    def __init__(self, period: str) -> None:
        super().__init__(f"{period} is closed already; amend it and say why")
        self.period = period


class NothingToAmend(MingchuError):
    """An amendment needs a reason, and a Period whose rows or plan have changed since."""

    status = 409
    code = "nothing_to_amend"

    def __init__(self, period: str) -> None:
        super().__init__(
            f"nothing of {period} has changed since it was closed, or no reason is given"
        )
        self.period = period


class PeriodAhead(MingchuError):
    """There is nothing to count of a Period of which no day is over."""

    status = 409
    code = "period_ahead"

    def __init__(self, period: str, first: date) -> None:
        super().__init__(f"no day of {period} is over; take stock after {first.isoformat()}")
        self.period = period
        self.first = first


class PeriodAdopted(MingchuError):
    """What another district closed cannot be judged anew by the rows of this one."""

    status = 409
    code = "period_adopted"

    def __init__(self, period: str, district: str) -> None:
        super().__init__(
            f"{period} was closed by {district}; ask there for an amendment and adopt that"
        )
        self.period = period
        self.district = district


class DocumentDamaged(MingchuError):
    """A document that is to be adopted is not what its own rows make; `names` say where."""

    status = 422
    code = "document_damaged"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"not as its rows make it: {', '.join(names)}; get the file anew")
        self.names = tuple(names)


class DistrictUnnamed(MingchuError):
    """Nobody reads the figures of another district as this one's: its name is needed."""

    status = 422
    code = "district_unnamed"

    def __init__(self) -> None:
        super().__init__("the document names no district; say whose it is, in both languages")


def check_closing(period: Period, *, actor: Actor, today: date, is_closed: bool) -> None:
    """Let `actor` close a Period, or raise NotAllowed, PeriodRunning or PeriodClosed.

    A part of the system itself may: it is the command line of who runs the portal.
    """
    if actor.person_id is not None and not actor.has(MAY[Act.CLOSE]):
        raise NotAllowed(Act.CLOSE.value)
    if today < period.until:
        raise PeriodRunning(period.name, period.until)
    if is_closed:
        raise PeriodClosed(period.name)


def check_own(period: str, district: tuple[str, str] | None) -> None:
    """Let this district word or judge a Period anew, or raise PeriodAdopted; None: our own."""
    if district is not None:
        raise PeriodAdopted(period, district[0])


def check_entry(year: int, *, act: Act, actor: Actor, is_closed: bool, reason: str) -> None:
    """Let `actor` enter money or a judgement, or raise NotAllowed or PeriodClosed.

    What a closed year was judged by is not changed in passing: an entry needs a reason, and counts
    from the next amendment on.
    """
    if not actor.has(MAY[act]):
        raise NotAllowed(act.value)
    if is_closed and not reason.strip():
        raise PeriodClosed(str(year))


def check_begun(period: Period, *, today: date) -> None:
    """Let stock be taken of a Period, or raise PeriodAhead."""
    if today <= period.first:
        raise PeriodAhead(period.name, period.first)
