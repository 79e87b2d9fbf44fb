"""The list of Cases as a file: no names, no words of their senders."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _

from portal.notices.kinds import Severity
from portal.participation.case_kinds import CaseKind, CaseState, Category, Channel
from portal.participation.forms.cases import (
    CHANNELS,
    KINDS,
    RISKS,
    STATES,
    category_text,
    due_text,
    named,
)
from portal.registry.forms.words import Named
from portal.shell.exports import Cell


class Place(Named, Protocol):
    """A Restaurant with its Station."""

    @property
    def station(self) -> Named:
        """Its Station."""


class Listed(Protocol):
    """A Case as a line of the file needs it."""

    number: str
    kind: CaseKind
    channel: Channel
    category: Category
    risk: Severity
    state: CaseState
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    assigned_to: str
    supporters: int
    finding_number: str
    outside_number: str

    @property
    def restaurant(self) -> Place:
        """What it is about."""


def header() -> list[str]:
    """What each column is called."""
    return [
        _("Number"), _("Kind"), _("Channel"), _("About"), _("Risk"), _("Restaurant"),
        _("Station"), _("State"), _("Received"), _("Due"), _("How it stands"), _("Closed"),
        _("Looked after by"), _("Others who saw the same"), _("Finding"), _("Number elsewhere"),
    ]  # fmt: skip


def cells(rows: Iterable[Listed], *, now: datetime) -> Iterator[Sequence[Cell]]:
    """One line a Case."""
    for row in rows:
        yield [
            row.number, str(KINDS[row.kind]), str(CHANNELS[row.channel]),
            category_text(row.category), str(RISKS[row.risk]), named(row.restaurant),
            named(row.restaurant.station), str(STATES[row.state]), row.received_at, row.due_at,
            due_text(row.due_at, now), row.closed_at, row.assigned_to, row.supporters,
            row.finding_number, row.outside_number,
        ]  # fmt: skip
