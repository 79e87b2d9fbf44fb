"""What staff ask the list of Findings for, and whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.accounts.kinds import RESTAURANT_ROLES, Role
from portal.accounts.rules import Actor
from portal.findings.kinds import FindingState, Severity, ViolationCode
from portal.shell.asked import arguments_of, member, page_number, typed
from portal.shell.lists import Order


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
            queue=member(Queue, args.get("queue")) or Queue.OPEN,
            text=typed(args, "q"),
            station=typed(args, "station"),
            code=member(ViolationCode, args.get("code")),
            severity=member(Severity, args.get("severity")),
            is_overdue=args.get("overdue") == "1",
            is_mine=args.get("mine") == "1",
            order=member(Order, args.get("order")) or Order.DUE,
            page=page_number(args.get("page")),
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for the same, the page aside."""
        return arguments_of(
            queue=self.queue, q=self.text, station=self.station, code=self.code,
            severity=self.severity, overdue=self.is_overdue, mine=self.is_mine, order=self.order,
        )  # fmt: skip


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
