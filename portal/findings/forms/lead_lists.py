"""The list of leads as lines of a file."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from portal.findings.forms import leads as words
from portal.findings.models import Detection
from portal.shell.exports import Cell


def header() -> list[str]:
    """The first line of the file."""
    return [
        _("Lead"), _("Restaurant"), _("Licence number"), _("Station"), _("Camera's code"),
        _("Class"), _("Violation"), _("Severity"), _("Zone"), _("Seen"), _("Why it was raised"),
        _("State"), _("Judged at"), _("Judged by"), _("Why it was rejected"), _("Note"),
    ]  # fmt: skip


def cells(rows: Iterable[Detection]) -> Iterator[list[Cell]]:
    """The lines of the file; what nobody knows is left empty."""
    for row in rows:
        place = row.camera.restaurant
        yield [
            row.id,
            words.named(place),
            place.licence_no,
            words.named(place.station),
            row.camera.code,
            row.code.value,
            str(words.CODES[row.code]),
            row.severity.value,
            str(words.ZONES[row.zone]),
            row.seen_at,
            words.rule_text(row),
            str(words.STATES[row.state]),
            row.reviewed_at,
            row.reviewed_by,
            str(words.REASONS[row.reject_reason]) if row.reject_reason else "",
            row.note,
        ]
