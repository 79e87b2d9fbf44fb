"""The register's list as lines of a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_babel import gettext as _

from portal.registry.forms import words
from portal.registry.models import Restaurant
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
