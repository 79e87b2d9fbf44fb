"""What everybody may know of the last patrol at a Restaurant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """What came of a Visit, as the public is told."""

    CLEAR = "clear"
    PENDING = "pending"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The day of the newest Visit that is done, and what came of it; `findings` are those public.

    No officer, no way, no Zone, no picture; of what is not decided neither class nor number.
    """

    day: date
    outcome: Outcome
    findings: int = 0


def last_visit_of(day: date, decisions: Iterable[bool | None]) -> LastVisit:
    """What to tell of a Visit by the decision about each of its Findings that stands.

    True: made public and so still; False: not, or no more; None: nobody has decided yet.
    """
    known = list(decisions)
    if not known:
        return LastVisit(day, Outcome.CLEAR)
    if None in known:
        return LastVisit(day, Outcome.PENDING)
    return LastVisit(day, Outcome.DECIDED, sum(each is True for each in known))
