"""How much was found, put right, and in time: indicators N3, Q5 and T1."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from portal.findings.kinds import FindingState, Origin, Severity, ViolationCode
from portal.findings.rules.workflow import VOID_STATES
from portal.shell.rules import Ratio


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """A Finding, as far as figures ask; what belongs to a Period was opened in it."""

    number: str
    restaurant_id: int
    station: str
    code: ViolationCode
    severity: Severity
    origin: Origin
    seen_at: datetime
    opened_at: datetime
    pushed_at: datetime
    due_at: datetime
    state: FindingState
    rectified_at: datetime | None
    closed_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether it stands: not annulled on appeal, nor withdrawn."""
        return self.state not in VOID_STATES

    @property
    def is_rectified(self) -> bool:
        """Whether an officer verified that it was put right."""
        return self.state is FindingState.CLOSED

    @property
    def is_on_time(self) -> bool:
        """Whether it was put right in time.

        The proof that was accepted counts: how long an officer took to look is not the
        Restaurant's. Without a proof, the officer's own look does.
        """
        fixed_at = self.rectified_at or self.closed_at
        return self.is_rectified and fixed_at is not None and fixed_at <= self.due_at


@dataclass(frozen=True, slots=True)
class FindingFigures:
    """The figures of a Period; `opened` counts all, `confirmed` those that still stand."""

    opened: int
    confirmed: int
    annulled: int
    withdrawn: int
    rectified: Ratio
    on_time: Ratio
    open: tuple[str, ...]
    by_code: Mapping[ViolationCode, int]
    by_severity: Mapping[Severity, int]
    by_origin: Mapping[Origin, int]
    push_minutes: float | None


def finding_figures(records: Iterable[FindingRecord], *, now: datetime) -> FindingFigures:
    """The figures of `records`, all of one Period, as they stand at `now`.

    In time: of those that stand and are due. Source: domain reference, Q5 and N3.
    """
    every = list(records)
    standing = [each for each in every if each.counts]
    due = [each for each in standing if each.is_rectified or each.due_at <= now]
    waits = [(each.pushed_at - each.seen_at).total_seconds() / 60 for each in every]
    states = Counter(each.state for each in every)
    return FindingFigures(
        opened=len(every),
        confirmed=len(standing),
        annulled=states[FindingState.ANNULLED],
        withdrawn=states[FindingState.WITHDRAWN],
        rectified=Ratio(sum(each.is_rectified for each in standing), len(standing)),
        on_time=Ratio(sum(each.is_on_time for each in due), len(due)),
        open=tuple(each.number for each in standing if not each.is_rectified),
        by_code=Counter(each.code for each in standing),
        by_severity=Counter(each.severity for each in standing),
        by_origin=Counter(each.origin for each in standing),
        push_minutes=median(waits) if waits else None,
    )
