"""A Fault: its number, when it is due, what it follows; what belongs to one whole Restaurant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.rounds.kinds import FaultCause
from portal.shell.rules import MingchuError, local

FOLLOWS_WITHIN = timedelta(hours=24)  # a later Fault of the same device is a new matter


class FaultOver(MingchuError):
    """Something was to be done about a Fault that has ended."""

    status = 409
    code = "fault_over"

    def __init__(self, number: str) -> None:
        super().__init__(f"fault {number} has ended; a new one opens by itself if it fails again")
        self.number = number


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


def cause_tree(causes: Iterable[FaultCause] = FaultCause) -> dict[str, list[FaultCause]]:
    """The causes by branch, both in the order in which they are declared."""
    tree: dict[str, list[FaultCause]] = {}
    for cause in causes:
        tree.setdefault(cause.branch, []).append(cause)
    return tree
