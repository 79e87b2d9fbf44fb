"""Which Status a Restaurant has at a moment, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

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
    """A Status to be recorded from `starts_at` on, and what stands behind it."""

    status: Status
    starts_at: datetime
    reason: str = ""
    proof: str = ""
    approved_by: str = ""


class StatusTooEarly(MingchuError):
    """A Status would begin no later than the last recorded one, which began at `since`."""

    code = "status_too_early"

    def __init__(self, since: datetime) -> None:
        super().__init__(f"the last status began at {since.isoformat()}; give a later moment")
        self.since = since


class SuspensionUnapproved(MingchuError):
    """A suspension has no reason or no approver; source: docs/ref/glossary.md, Suspension."""

    code = "suspension_unapproved"

    def __init__(self) -> None:
        super().__init__("a suspension needs a reason and who approved it")


def may_change(spans: Iterable[Span], change: StatusChange) -> None:
    """Let `change` follow the recorded `spans`, or say why not.

    Raises StatusTooEarly or SuspensionUnapproved.
    """
    last = last_span(spans)
    if last is not None and change.starts_at <= last.starts_at:
        raise StatusTooEarly(last.starts_at)
    if change.status is Status.SUSPENDED and not (change.reason and change.approved_by):
        raise SuspensionUnapproved


def last_span(spans: Iterable[AnySpan]) -> AnySpan | None:
    """The span that begins last, though perhaps only in future; None when there is none."""
    return max(spans, key=lambda span: span.starts_at, default=None)
