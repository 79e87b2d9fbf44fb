"""Which Status a Restaurant has at a moment, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from portal.registry.kinds import Status
from portal.shell.rules import MingchuError


class Span(Protocol):
    """A Status from `starts_at`, included, to `ends_at`, excluded; None: no end known."""

    @property
    def status(self) -> Status:
        """What holds during the span."""

    @property
    def starts_at(self) -> datetime:
        """The first moment of the span, aware."""

    @property
    def ends_at(self) -> datetime | None:
        """The first moment after the span, aware."""


AnySpan = TypeVar("AnySpan", bound=Span)


def span_at(spans: Iterable[AnySpan], moment: datetime) -> AnySpan | None:
    """The span that holds at `moment`; None where nothing is known.

    Of several, the one that began last: what was learnt later corrects what was known before.
    """
    holding = [
        span
        for span in spans
        if span.starts_at <= moment and (span.ends_at is None or moment < span.ends_at)
    ]
    return max(holding, key=lambda span: span.starts_at, default=None)


def status_at(spans: Iterable[Span], moment: datetime) -> Status | None:
    """The Status at `moment`; None means not known, which is neither open nor closed."""
    span = span_at(spans, moment)
    return None if span is None else span.status


def may_publish(status: Status | None) -> bool:
    """Whether a kitchen's pictures may be shown: only of a Restaurant known to be open."""
    return status is Status.OPEN


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A Status to be recorded from `starts_at` on, and what stands behind it.

    `ends_at` is given for a suspension alone: what held before it holds again from then on.
    """

    status: Status
    starts_at: datetime
    ends_at: datetime | None = None
    reason: str = ""
    proof: str = ""
    approved_by: str = ""


class StatusTooEarly(MingchuError):
    """A Status would begin no later than the last recorded one, which began at `since`."""

    status = 409
    code = "status_too_early"

    def __init__(self, since: datetime) -> None:
        super().__init__(f"the last status began at {since.isoformat()}; give a later moment")
        self.since = since


class SuspensionUnapproved(MingchuError):
    """A suspension has no reason or no approver; source: docs/ref/glossary.md, Suspension."""

    code = "suspension_unapproved"

    def __init__(self) -> None:
        super().__init__("a suspension needs a reason and who approved it")


class SuspensionOverlaps(MingchuError):
    """A suspension would overlap the one recorded from `since` on."""

    status = 409
    code = "suspension_overlaps"

    def __init__(self, since: datetime) -> None:
        super().__init__(f"suspended since {since.isoformat()} already; give other days")
        self.since = since


def is_interlude(span: Span) -> bool:
    """Whether `span` is a suspension with an end: it lies over the Status that holds beside it."""
    return span.status is Status.SUSPENDED and span.ends_at is not None


def may_change(spans: Iterable[Span], change: StatusChange) -> None:
    """Let `change` join the recorded `spans`, or say why not.

    Raises StatusTooEarly, SuspensionOverlaps or SuspensionUnapproved.
    """
    spans = list(spans)
    if change.status is Status.SUSPENDED and not (change.reason and change.approved_by):
        raise SuspensionUnapproved
    if change.status is Status.SUSPENDED and change.ends_at is not None:
        may_suspend(spans, starts_at=change.starts_at, ends_at=change.ends_at)
        return
    last = standing_span(spans)
    if last is not None and change.starts_at <= last.starts_at:
        raise StatusTooEarly(last.starts_at)


def may_suspend(spans: Iterable[Span], *, starts_at: datetime, ends_at: datetime) -> None:
    """Let a suspension of these moments lie over `spans`, or say why not.

    Raises SuspensionOverlaps where there is one already, StatusTooEarly where another Status
    begins in the same moment.
    """
    for span in spans:
        overlaps = span.starts_at < ends_at and (span.ends_at is None or span.ends_at > starts_at)
        if span.status is Status.SUSPENDED and overlaps:
            raise SuspensionOverlaps(span.starts_at)
        if span.starts_at == starts_at:
            raise StatusTooEarly(span.starts_at)


@dataclass(frozen=True, slots=True)
class Overwritten(Generic[AnySpan]):
    """What becomes of the recorded spans when a change joins them: `cut` end where it starts."""

    cut: tuple[AnySpan, ...] = ()
    dropped: tuple[AnySpan, ...] = ()


def overwritten(spans: Iterable[AnySpan], change: StatusChange) -> Overwritten[AnySpan]:
    """Which of `spans` end at `change`, and which planned suspensions it makes void.

    A suspension with an end touches none: it lies over them.
    """
    if is_interlude(change):
        return Overwritten()
    spans = list(spans)
    start = change.starts_at
    return Overwritten(
        cut=tuple(
            span
            for span in spans
            if span.starts_at < start and (span.ends_at is None or span.ends_at > start)
        ),
        dropped=tuple(span for span in spans if span.starts_at >= start),
    )


def standing_span(spans: Iterable[AnySpan]) -> AnySpan | None:
    """The span that begins last, suspensions with an end aside; None when there is none."""
    return last_span(span for span in spans if not is_interlude(span))


def last_span(spans: Iterable[AnySpan]) -> AnySpan | None:
    """The span that begins last, though perhaps only in future; None when there is none."""
    return max(spans, key=lambda span: span.starts_at, default=None)
