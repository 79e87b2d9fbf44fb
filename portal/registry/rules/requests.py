"""What may be asked about a Restaurant's Status, and what follows when it is granted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.registry.kinds import Ask, RequestState, Status
from portal.registry.rules.status import (
    AnySpan,
    Span,
    StatusTooEarly,
    may_suspend,
    span_at,
    standing_span,
    status_at,
)
from portal.shell.rules import MingchuError, local_day

LONGEST_SUSPENSION = timedelta(days=366)
FARTHEST_AHEAD = timedelta(days=366)  # beyond lies a slip of the pen

FITS: Mapping[Ask, frozenset[Status | None]] = {
    Ask.OPEN: frozenset({Status.PLANNED, Status.CLOSED, None}),
    Ask.SUSPEND: frozenset({Status.OPEN}),
    Ask.RESUME: frozenset({Status.SUSPENDED}),
    Ask.CLOSE: frozenset({Status.PLANNED, Status.OPEN, Status.SUSPENDED, None}),
    Ask.MOVE: frozenset({Status.OPEN, Status.SUSPENDED, None}),
}
"""Which Status a Restaurant must have for each ask; None: not known."""

BECOMES: Mapping[Ask, Status] = {
    Ask.OPEN: Status.OPEN,
    Ask.SUSPEND: Status.SUSPENDED,
    Ask.RESUME: Status.OPEN,
    Ask.CLOSE: Status.CLOSED,
    Ask.MOVE: Status.MOVED,
}


class ReasonMissing(MingchuError):
    """Something is asked for without a reason."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__("write why; the reason is kept with the status")


class MomentUnlikely(MingchuError):
    """A moment lies too far ahead, or an end before its start or too far behind it.

    `field` is "starts_at" or "ends_at".
    """

    code = "moment_unlikely"

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} cannot be right; a suspension lasts a year at most")
        self.field = field


class StatusUnfit(MingchuError):
    """What is asked does not fit the Status that holds at that moment; None: not known."""

    status = 409
    code = "status_unfit"

    def __init__(self, ask: Ask, standing: Status | None) -> None:
        super().__init__(f"a restaurant that is {standing or 'of no known status'} cannot {ask}")
        self.ask = ask
        self.standing = standing


class AlreadyAsked(MingchuError):
    """The same is asked for this Restaurant already, and not yet decided."""

    status = 409
    code = "already_asked"

    def __init__(self) -> None:
        super().__init__("this is asked already; wait for the decision or withdraw that request")


class AlreadyDecided(MingchuError):
    """Somebody was quicker: the request is no longer pending, `by` whom and what came of it."""

    status = 409
    code = "already_decided"

    def __init__(self, state: RequestState, by: str) -> None:
        super().__init__(f"this request was {state} by {by} meanwhile; nothing was changed now")
        self.state = state
        self.by = by


class NotYours(MingchuError):
    """Somebody would take back a request that another person made."""

    status = 403
    code = "not_yours"

    def __init__(self) -> None:
        super().__init__("only who made a request can take it back; refuse it instead")


class PlaceMissing(MingchuError):
    """A move does not tell where to."""

    code = "place_missing"

    def __init__(self) -> None:
        super().__init__("a move needs the new licence number, address and station")


class WhyMissing(MingchuError):
    """A request is refused without a word why."""

    code = "why_missing"

    def __init__(self) -> None:
        super().__init__("a refusal needs its reason, which the restaurant reads")


@dataclass(frozen=True, slots=True)
class MoveTo:
    """The place to which a Restaurant moves, as its new record will say."""

    licence_no: str
    address: str
    street: str
    station: str  # code


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: from `starts_at` on, a suspension until `ends_at`.

    `proof` is the number or name of the document behind it; `moves_to` is of a move alone.
    """

    ask: Ask
    starts_at: datetime
    ends_at: datetime | None = None
    reason: str = ""
    proof: str = ""
    moves_to: MoveTo | None = None

    def is_retroactive(self, now: datetime) -> bool:
        """Whether it is asked on a later day than it is to begin: allowed, and flagged."""
        return local_day(self.starts_at) < local_day(now)


def may_ask(spans: Iterable[Span], wish: Wish, *, now: datetime) -> None:
    """Let `wish` be asked, or granted, of a Restaurant with these `spans`, or say why not.

    Raises ReasonMissing, PlaceMissing, MomentUnlikely, StatusUnfit, SuspensionOverlaps or
    StatusTooEarly.
    """
    spans = list(spans)
    if not wish.reason.strip():
        raise ReasonMissing
    if wish.ask is Ask.MOVE and wish.moves_to is None:
        raise PlaceMissing
    _check_moments(wish, now=now)
    standing = status_at(spans, wish.starts_at)
    if wish.ask is Ask.SUSPEND and wish.ends_at is not None:
        may_suspend(spans, starts_at=wish.starts_at, ends_at=wish.ends_at)
    if standing not in FITS[wish.ask]:
        raise StatusUnfit(wish.ask, standing)
    if wish.ask is Ask.SUSPEND:
        return
    last = span_at(spans, wish.starts_at) if wish.ask is Ask.RESUME else standing_span(spans)
    if last is not None and wish.starts_at <= last.starts_at:
        raise StatusTooEarly(last.starts_at)


def _check_moments(wish: Wish, *, now: datetime) -> None:
    if wish.starts_at > now + FARTHEST_AHEAD:
        raise MomentUnlikely("starts_at")
    if wish.ask is not Ask.SUSPEND:
        return
    length = None if wish.ends_at is None else wish.ends_at - wish.starts_at
    if length is None or not timedelta() < length <= LONGEST_SUSPENSION:
        raise MomentUnlikely("ends_at")


def interrupted(spans: Iterable[AnySpan], moment: datetime) -> tuple[AnySpan, bool]:
    """The suspension that ends at `moment`, and whether the open Status below it then holds.

    Where it does not, an open one must be recorded. There must be a suspension then.
    """
    spans = list(spans)
    suspension = span_at(spans, moment)
    if suspension is None:
        raise StatusUnfit(Ask.RESUME, None)
    below = status_at((span for span in spans if span is not suspension), moment)
    return suspension, below is Status.OPEN
