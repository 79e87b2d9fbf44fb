"""The words of the list of Findings, and its lines in a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.findings.forms import words
from portal.findings.models import Finding
from portal.findings.rules.clocks import is_overdue
from portal.findings.rules.lists import Queue
from portal.shell.exports import Cell
from portal.shell.lists import Order

QUEUES: dict[Queue, LazyString] = {
    Queue.OPEN: lazy_gettext("All open"),
    Queue.RESTAURANT: lazy_gettext("Restaurant's turn"),
    Queue.VERIFY: lazy_gettext("Proofs to verify"),
    Queue.EXTENSIONS: lazy_gettext("More time asked for"),
    Queue.APPEALS: lazy_gettext("Appeals"),
    Queue.ESCALATED: lazy_gettext("Escalated findings"),
    Queue.PUBLISH: lazy_gettext("Publication to decide"),
    Queue.DONE: lazy_gettext("Done"),
    Queue.ALL: lazy_gettext("All findings"),
}
ORDERS: dict[Order, LazyString] = {
    Order.DUE: lazy_gettext("Due time"),
    Order.RISK: lazy_gettext("Risk, then due time"),
    Order.NEWEST: lazy_gettext("Newest first"),
}


def header() -> list[str]:
    """The first line of the file."""
    return [
        _("Finding"), _("Restaurant"), _("Licence number"), _("Station"), _("Class"),
        _("Violation"), _("Severity"), _("Zone"), _("Origin"), _("Seen"), _("Confirmed"),
        _("Due"), _("State"), _("Overdue"), _("Proof sent"), _("Closed"), _("Assigned to"),
    ]  # fmt: skip


def cells(rows: Iterable[Finding], *, now: datetime) -> Iterator[list[Cell]]:
    """The lines of the file; what nobody knows is left empty."""
    for row in rows:
        place = row.restaurant
        yield [
            row.number,
            words.named(place),
            place.licence_no,
            words.named(place.station),
            row.code.value,
            str(words.CODES[row.code]),
            row.severity.value,
            str(words.ZONES[row.zone]) if row.zone else "",
            str(words.ORIGINS[row.origin]),
            row.seen_at,
            row.opened_at,
            row.due_at,
            str(words.STATES[row.state]),
            _("Overdue") if is_overdue(row.state, row.due_at, now=now) else "",
            row.rectified_at,
            row.closed_at,
            row.assigned_to,
        ]
