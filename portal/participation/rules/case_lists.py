"""What staff ask the list of Cases for, and whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor
from portal.notices.kinds import Severity
from portal.participation.case_kinds import CaseKind, CaseState, Category
from portal.participation.rules.cases import FINAL_STATES, MODERATORS, OPEN_STATES
from portal.shell.asked import arguments_of, member, page_number, typed
from portal.shell.lists import Order


class Queue(StrEnum):
    """A part of the list: whose turn it is."""

    OPEN = "open"
    MINE = "mine"
    REOPENED = "reopened"
    FRESH = "fresh"
    WORK = "work"
    SENDER = "sender"
    RESPONSES = "responses"
    DELETIONS = "deletions"
    DONE = "done"
    ALL = "all"


_S = CaseState
QUEUES: Mapping[Queue, frozenset[CaseState]] = {
    Queue.OPEN: OPEN_STATES,
    Queue.MINE: OPEN_STATES - {_S.NEED_INFO},
    Queue.REOPENED: OPEN_STATES,
    Queue.FRESH: frozenset({_S.RECEIVED, _S.SCREENING}),
    Queue.WORK: frozenset({_S.ACCEPTED, _S.CHECKING, _S.MEDIATING, _S.RECTIFYING}),
    Queue.SENDER: frozenset({_S.NEED_INFO}),
    Queue.RESPONSES: frozenset(CaseState),
    Queue.DELETIONS: FINAL_STATES,
    Queue.DONE: FINAL_STATES,
    Queue.ALL: frozenset(CaseState),
}
"""The states in each; the queries know those that need more than a state."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the list; empty fields leave nothing out."""

    queue: Queue = Queue.OPEN
    text: str = ""
    station: str = ""
    kind: CaseKind | None = None
    category: Category | None = None
    risk: Severity | None = None
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
            kind=member(CaseKind, args.get("kind")),
            category=member(Category, args.get("category")),
            risk=member(Severity, args.get("risk")),
            is_overdue=args.get("overdue") == "1",
            is_mine=args.get("mine") == "1",
            order=member(Order, args.get("order")) or Order.DUE,
            page=page_number(args.get("page")),
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for the same, the page aside."""
        return arguments_of(
            queue=self.queue, q=self.text, station=self.station, kind=self.kind,
            category=self.category, risk=self.risk, overdue=self.is_overdue, mine=self.is_mine,
            order=self.order,
        )  # fmt: skip


def queues_of(actor: Actor) -> tuple[Queue, ...]:
    """The queues that wait for `actor`."""
    found: list[Queue] = []
    if actor.has({Role.INSPECTOR, Role.STATION_HEAD, Role.BUREAU_OFFICER}):
        found += [Queue.MINE, Queue.REOPENED, Queue.FRESH, Queue.WORK, Queue.SENDER]
    if actor.has(MODERATORS):
        found.append(Queue.RESPONSES)
    if actor.has({Role.BUREAU_OFFICER}):
        found.append(Queue.DELETIONS)
    return tuple(found)
