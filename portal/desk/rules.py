"""What waits for whom, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.findings.rules.lists import Queue
from portal.participation.rules.case_lists import Queue as CaseQueue
from portal.shell.rules import Ratio

CONNECTED_DAYS = 30  # who showed a good picture within them counts as connected now
QUIET_DAYS = 14  # without a good picture a closing is suspected
LOOK_BACK_DAYS = 100  # how far back the last good picture is looked for


class Part(StrEnum):
    """A part of the start page."""

    QUEUES = "queues"
    DISTRICT = "district"
    KITCHENS = "kitchens"
    ACCOUNTS = "accounts"


_SUPERVISION = frozenset({Part.QUEUES, Part.DISTRICT})
PARTS: Mapping[Role, frozenset[Part]] = {
    Role.RESTAURANT_STAFF: frozenset({Part.QUEUES, Part.KITCHENS}),
    Role.RESTAURANT_OWNER: frozenset({Part.QUEUES, Part.KITCHENS}),
    Role.INSPECTOR: _SUPERVISION,
    Role.STATION_HEAD: _SUPERVISION,
    Role.BUREAU_OFFICER: _SUPERVISION,
    Role.MODERATOR: frozenset({Part.QUEUES}),
    Role.AUDITOR: frozenset({Part.DISTRICT}),
    Role.VENDOR: frozenset({Part.QUEUES}),
    Role.SYSADMIN: frozenset({Part.ACCOUNTS}),
}
"""What each role finds on its start page."""

SUPERVISORS = (Role.BUREAU_OFFICER, Role.STATION_HEAD, Role.INSPECTOR)
READERS = (*SUPERVISORS, Role.AUDITOR)
OWNERS = (Role.RESTAURANT_OWNER, Role.RESTAURANT_STAFF)
REPAIRERS = (*SUPERVISORS, Role.VENDOR)


def parts_of(roles: Iterable[Role]) -> frozenset[Part]:
    """The parts that somebody with these roles finds on their start page."""
    return frozenset[Part]().union(*(PARTS[role] for role in roles))


class Work(StrEnum):
    """A queue of the start page."""

    LEADS = "leads"
    DECISIONS = "decisions"
    OWN_REQUESTS = "own_requests"
    FAULTS = "faults"
    OVERDUE_GAPS = "overdue_gaps"
    CLOSURES = "closures"
    PATROLS = "patrols"
    OVERDUE_PATROLS = "overdue_patrols"
    PROOFS = "proofs"
    APPEALS = "appeals"
    EXTENSIONS = "extensions"
    ESCALATED = "escalated"
    PUBLICATIONS = "publications"
    OWN_FINDINGS = "own_findings"
    MY_CASES = "my_cases"
    REOPENED_CASES = "reopened_cases"
    FRESH_CASES = "fresh_cases"
    CASES = "cases"
    SENDERS_TURN = "senders_turn"
    RESPONSES = "responses"
    DELETIONS = "deletions"
    OWN_CASES = "own_cases"
    PICTURE_REPORTS = "picture_reports"


FINDING_WORKS: Mapping[Queue, Work] = {
    Queue.VERIFY: Work.PROOFS,
    Queue.APPEALS: Work.APPEALS,
    Queue.EXTENSIONS: Work.EXTENSIONS,
    Queue.ESCALATED: Work.ESCALATED,
    Queue.PUBLISH: Work.PUBLICATIONS,
    Queue.RESTAURANT: Work.OWN_FINDINGS,
}
"""Which queue of the start page a queue of Findings is."""

CASE_WORKS: Mapping[CaseQueue, Work] = {
    CaseQueue.MINE: Work.MY_CASES,
    CaseQueue.REOPENED: Work.REOPENED_CASES,
    CaseQueue.FRESH: Work.FRESH_CASES,
    CaseQueue.WORK: Work.CASES,
    CaseQueue.SENDER: Work.SENDERS_TURN,
    CaseQueue.RESPONSES: Work.RESPONSES,
    CaseQueue.DELETIONS: Work.DELETIONS,
}
"""Likewise for a queue of Cases."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue: how many wait, and by which day the first of them is due, where that is known."""

    work: Work
    number: int
    due_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Whether something in it should have been done before `today`."""
        return self.number > 0 and self.due_on is not None and self.due_on < today


def by_due_day(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Queues with something in them by due day, those without a day behind, empty ones last."""
    return sorted(
        waiting, key=lambda each: (not each.number, each.due_on is None, each.due_on or date.min)
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """The district, or a Station, now: each share with its two counts.

    `missing_cameras` is how many are missing at those that have too few; `changes` are the
    changes of Status granted in the last week.
    """

    connected: Ratio
    enough_cameras: Ratio
    missing_cameras: int
    displays: Ratio
    gaps: int
    closures: int
    changes: int


def window(today: date, days: int) -> date:
    """The first of the last `days` days, `today` among them."""
    return today - timedelta(days=days - 1)
