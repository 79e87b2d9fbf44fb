"""Who may judge a lead and when, how the queue is asked for, and in which order it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from portal.accounts.kinds import Role
from portal.findings.kinds import Severity, ViolationCode
from portal.findings.lead_kinds import LeadState, RejectReason
from portal.shell.asked import arguments_of, member
from portal.shell.rules import MingchuError

REVIEWERS = (Role.BUREAU_OFFICER, Role.STATION_HEAD, Role.INSPECTOR)
LEADS_A_PAGE = 50
COUNTED_AT_MOST = 1000  # beyond, a count says nothing that anybody would act on
NOTE_CHARACTERS = 500
REVIEW_WITHIN = timedelta(minutes=30)
"""How soon a person judges an urgent lead; source: domain reference, severity clocks."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class LeadReviewed(MingchuError):
    """Somebody has judged lead `id` before: it is `state`, by the account `by`."""

    status = 409
    code = "lead_reviewed"

    def __init__(self, id: int, state: LeadState, by: str) -> None:
        super().__init__(f"lead {id} is {state} already, by {by}; look at the next one")
        self.id = id
        self.state = state
        self.by = by


class ReasonMissing(MingchuError):
    """A lead cannot be rejected without a reason of the list; "other" needs a note besides."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__("choose why the lead is rejected; describe any other reason in the note")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a lead: right (no reason), or rejected for `reason`."""

    reason: RejectReason | None = None
    note: str = ""

    @property
    def state(self) -> LeadState:
        """What the lead becomes."""
        return LeadState.CONFIRMED if self.reason is None else LeadState.REJECTED

    @classmethod
    def confirmed(cls, note: str = "") -> Self:
        """That it is a violation."""
        return cls(None, note.strip()[:NOTE_CHARACTERS])

    @classmethod
    def rejected(cls, reason: str, note: str = "") -> Self:
        """That it is none, for the reason of this word. Raises ReasonMissing."""
        known = member(RejectReason, reason)
        note = note.strip()[:NOTE_CHARACTERS]
        if known is None or (known is RejectReason.OTHER and not note):
            raise ReasonMissing
        return cls(known, note)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the queue: behind the lead of this severity, moment and id."""

    severity: Severity
    seen_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.severity}.{(self.seen_at - _EPOCH) // _MICROSECOND}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The place that `str` of one gave; None for anything else."""
        parts = text.split(".")
        if len(parts) != 3 or parts[0] not in set(Severity):
            return None
        if not all(part.isdecimal() and len(part) <= 18 for part in parts[1:]):
            return None
        try:
            seen_at = _EPOCH + int(parts[1]) * _MICROSECOND
        except OverflowError:
            return None
        return cls(Severity(parts[0]), seen_at, int(parts[2]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads somebody asks for; an empty text or None leaves a question open."""

    state: LeadState = LeadState.PENDING
    code: ViolationCode | None = None
    station: str = ""
    camera: str = ""

    @classmethod
    def asked(cls, told: Mapping[str, str]) -> Self:
        """What the words of an address ask for; what is odd is not asked."""
        return cls(
            member(LeadState, told.get("state")) or LeadState.PENDING,
            member(ViolationCode, told.get("code")),
            told.get("station", "")[:20],
            told.get("camera", "")[:20],
        )

    @property
    def words(self) -> dict[str, str]:
        """The words of an address that asks for the same."""
        state = None if self.state is LeadState.PENDING else self.state
        return arguments_of(state=state, code=self.code, station=self.station, camera=self.camera)


def review_due(severity: Severity, *, found_at: datetime) -> datetime | None:
    """By when somebody must have judged a lead; None where only its day counts."""
    return found_at + REVIEW_WITHIN if severity is Severity.I else None


def may_forget(found_at: datetime, *, state: LeadState, now: datetime, keep_days: int) -> bool:
    """Whether the evidence of a lead is deleted: nobody confirmed it for so many days."""
    return state is not LeadState.CONFIRMED and now - found_at >= timedelta(days=keep_days)
