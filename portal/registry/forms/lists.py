"""The register's lists as lines of a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_babel import gettext as _

from portal.registry.forms import words
from portal.registry.models import Restaurant, StatusRequest
from portal.registry.rules import status_at
from portal.shell.exports import Cell


def register_header() -> list[str]:
    """The first line of the file."""
    return [
        _("Licence number"), _("Restaurant"), _("Station"), _("Type"), _("Sub-district"),
        _("Address"), _("Status"), _("Cameras"), _("Licence holds until"),
        _("Bright kitchen built on"),
    ]  # fmt: skip


def register_cells(rows: Iterable[Restaurant], *, now: datetime) -> Iterator[list[Cell]]:
    """The lines of the file; what nobody knows is left empty."""
    for row in rows:
        yield [
            row.licence_no,
            words.named(row),
            words.named(row.station),
            str(words.TYPES[row.type]),
            row.street,
            row.address,
            words.status_word(status_at(row.status_spans, now)),
            sum(camera.active_until is None for camera in row.cameras),
            row.licence_until,
            row.built_on,
        ]


def request_header() -> list[str]:
    """The first line of the file of what was asked."""
    return [
        _("Request"), _("Restaurant"), _("Licence number"), _("Station"), _("What is asked"),
        _("Begins"), _("Until"), _("Reason"), _("Proof"), _("Asked by"), _("Asked at"), _("State"),
        _("Decided by"), _("Decided at"), _("Why"),
    ]  # fmt: skip


def request_cells(rows: Iterable[StatusRequest]) -> Iterator[list[Cell]]:
    """Its lines; what nobody knows is left empty."""
    for row in rows:
        place = row.restaurant
        yield [
            row.id,
            words.named(place),
            place.licence_no,
            words.named(place.station),
            str(words.ASKS[row.ask]),
            row.starts_at,
            row.ends_at,
            row.reason,
            row.proof,
            row.asked_by,
            row.asked_at,
            str(words.REQUEST_STATES[row.state]),
            row.decided_by,
            row.decided_at,
            row.why,
        ]
