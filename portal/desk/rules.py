"""What waits for whom, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from portal.accounts.kinds import Role
from portal.findings.rules.lists import Queue
from portal.participation.rules.case_lists import Queue as CaseQueue
from portal.registry.kinds import Zone
from portal.rounds.rules.desk import Failing
from portal.shell.asked import member, page_number
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


WALL_SIZES = (4, 9, 16)
USUAL_WALL = 9
WALL_SECONDS = 20  # after which the wall turns to its next page


@dataclass(frozen=True, slots=True)
class WallAsked:
    """What an address asks of the wall: how many pictures, which page, of where."""

    size: int = USUAL_WALL
    page: int = 1
    station: str = ""
    zone: Zone | None = None
    alarms_only: bool = False
    is_paused: bool = False

    @classmethod
    def told(cls, words: Mapping[str, str]) -> "WallAsked":
        """What the arguments of an address ask for; what is odd counts as left out."""
        size = words.get("size", "")
        return cls(
            size=next((each for each in WALL_SIZES if str(each) == size), USUAL_WALL),
            page=page_number(words.get("page")),
            station=words.get("station", ""),
            zone=member(Zone, words.get("zone")),
            alarms_only=bool(words.get("alarms")),
            is_paused=bool(words.get("paused")),
        )

    def words(self, **other: object) -> dict[str, Any]:
        """The arguments of an address that asks for the same, but for `other`; None: left out."""
        return {
            "size": self.size,
            "station": self.station or None,
            "zone": self.zone,
            "alarms": "1" if self.alarms_only else None,
            "paused": "1" if self.is_paused else None,
            **other,
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """A Camera of the wall by its code: how it fails, and how many leads wait there."""

    camera: str
    restaurant: str
    failing: Failing | None = None
    leads: int = 0

    @property
    def is_alarm(self) -> bool:
        """Whether somebody has to see to it."""
        return self.failing is not None or self.leads > 0


def in_order(spots: Iterable[Spot]) -> list[Spot]:
    """Those with leads first, the most of them in front, then what fails, the newest in front.

    The others keep their order.
    """
    return sorted(spots, key=_urgency)


def _urgency(spot: Spot) -> tuple[int, float]:
    if spot.leads:
        return 0, -spot.leads
    if spot.failing is not None:
        return 1, -spot.failing.began_at.timestamp()
    return 2, 0
