"""What staff ask the list of Findings for, and whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.accounts.kinds import RESTAURANT_ROLES, Role
from portal.accounts.rules import Actor
from portal.findings.kinds import FindingState, Severity, ViolationCode
from portal.shell.rules import page_number

LONGEST = 100  # characters of a search text
PER_PAGE = 50


class Queue(StrEnum):
    """A part of the list: whose turn it is."""

    OPEN = "open"
    RESTAURANT = "restaurant"
    VERIFY = "verify"
    EXTENSIONS = "extensions"
    APPEALS = "appeals"
    ESCALATED = "escalated"
    PUBLISH = "publish"
    DONE = "done"
    ALL = "all"


class Order(StrEnum):
    """How the list is sorted."""

    DUE = "due"
    RISK = "risk"
    NEWEST = "newest"


_S = FindingState
QUEUES: Mapping[Queue, frozenset[FindingState]] = {
    Queue.OPEN: frozenset({_S.PUSHED, _S.ANSWERED, _S.APPEALED, _S.RECTIFIED, _S.ESCALATED}),
    Queue.RESTAURANT: frozenset({_S.PUSHED, _S.ANSWERED}),
    Queue.VERIFY: frozenset({_S.RECTIFIED}),
    Queue.EXTENSIONS: frozenset({_S.PUSHED, _S.ANSWERED}),
    Queue.APPEALS: frozenset({_S.APPEALED}),
    Queue.ESCALATED: frozenset({_S.ESCALATED}),
    Queue.PUBLISH: frozenset({_S.ANSWERED, _S.RECTIFIED, _S.ESCALATED, _S.CLOSED}),
    Queue.DONE: frozenset({_S.CLOSED, _S.ANNULLED, _S.WITHDRAWN}),
    Queue.ALL: frozenset(FindingState),
}
"""The states in each; the queries know the two that need more than a state."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the list; empty fields leave nothing out."""

    queue: Queue = Queue.OPEN
    text: str = ""
    station: str = ""
    code: ViolationCode | None = None
    severity: Severity | None = None
    is_overdue: bool = False
    is_mine: bool = False
    order: Order = Order.DUE
    page: int = 1

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> "Wanted":
        """What an address asks for; words that mean nothing ask for nothing."""
        return cls(
            queue=next((each for each in Queue if each == args.get("queue")), Queue.OPEN),
            text=args.get("q", "").strip()[:LONGEST],
            station=args.get("station", ""),
            code=next((each for each in ViolationCode if each == args.get("code")), None),
            severity=next((each for each in Severity if each == args.get("severity")), None),
            is_overdue=args.get("overdue") == "1",
            is_mine=args.get("mine") == "1",
            order=next((each for each in Order if each == args.get("order")), Order.DUE),
            page=page_number(args.get("page")),
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for the same, the page aside."""
        told = {
            "queue": self.queue.value,
            "q": self.text,
            "station": self.station,
            "code": self.code.value if self.code else "",
            "severity": self.severity.value if self.severity else "",
            "overdue": "1" if self.is_overdue else "",
            "mine": "1" if self.is_mine else "",
            "order": self.order.value,
        }
        return {name: value for name, value in told.items() if value}


def queues_of(actor: Actor) -> tuple[Queue, ...]:
    """The queues that wait for `actor`, as their start page counts them."""
    found: list[Queue] = []
    if actor.has({Role.INSPECTOR, Role.STATION_HEAD}):
        found += [Queue.VERIFY, Queue.APPEALS, Queue.EXTENSIONS]
    if actor.has({Role.STATION_HEAD, Role.BUREAU_OFFICER}):
        found.append(Queue.ESCALATED)
    if actor.has({Role.BUREAU_OFFICER}):
        found += [each for each in (Queue.APPEALS, Queue.PUBLISH) if each not in found]
    if actor.has(RESTAURANT_ROLES):
        found.append(Queue.RESTAURANT)
    return tuple(found)
