"""A Fault: its number, when it is due, what it follows; what belongs to one whole Restaurant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.rounds.kinds import FaultCause
from portal.shell.rules import MingchuError, local

LONGEST_NOTE = 1000  # characters
FOLLOWS_WITHIN = timedelta(hours=24)  # a later Fault of the same device is a new matter


class FaultOver(MingchuError):
    """Something was to be done about a Fault that has ended."""

    status = 409
    code = "fault_over"

    def __init__(self, number: str) -> None:
        super().__init__(f"fault {number} has ended; a new one opens by itself if it fails again")
        self.number = number


class NoteUnusable(MingchuError):
    """A note is empty, or longer than `LONGEST_NOTE`."""

    code = "note_unusable"

    def __init__(self) -> None:
        super().__init__(f"a note has 1 to {LONGEST_NOTE} characters")


class CauseUnknown(MingchuError):
    """A cause was to be told that is not in the tree."""

    code = "cause_unknown"

    def __init__(self) -> None:
        super().__init__("choose a cause of the list")


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """Hours in which the Vendor has to respond to, and to repair, a Fault."""

    response_hours: int = 4
    repair_hours: int = 48

    def response_due(self, opened_at: datetime) -> datetime:
        """By when the Vendor has to acknowledge a Fault."""
        return opened_at + timedelta(hours=self.response_hours)

    def repair_due(self, opened_at: datetime) -> datetime:
        """By when a good picture has to come again."""
        return opened_at + timedelta(hours=self.repair_hours)


def fault_number(opened_at: datetime, count: int) -> str:
    """The number of the year's `count`-th Fault, such as F-2026-000123."""
    return f"F-{local(opened_at).year}-{count:06}"


def is_sequel(began_at: datetime, *, former_ended_at: datetime) -> bool:
    """Whether what began then goes on with the former Fault: it came back within a day."""
    return former_ended_at <= began_at <= former_ended_at + FOLLOWS_WITHIN


def note_text(text: str) -> str:
    """`text` without blanks around it. Raises NoteUnusable."""
    plain = text.strip()
    if not 0 < len(plain) <= LONGEST_NOTE:
        raise NoteUnusable
    return plain


def is_silent(verified_on: date | None, *, today: date, silent_days: int) -> bool:
    """Whether a Display was not seen working for more than `silent_days`, or never."""
    return verified_on is None or (today - verified_on).days > silent_days


def may_forget(ended_at: datetime | None, *, now: datetime, keep_days: int) -> bool:
    """Whether the pictures of a Fault that ended then have been kept long enough."""
    return ended_at is not None and now - ended_at > timedelta(days=keep_days)


def cause_tree(causes: Iterable[FaultCause] = FaultCause) -> dict[str, list[FaultCause]]:
    """The causes by branch, both in the order in which they are declared."""
    tree: dict[str, list[FaultCause]] = {}
    for cause in causes:
        tree.setdefault(cause.branch, []).append(cause)
    return tree
