"""The queue of what fails as lines of a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_babel import gettext as _

from portal.rounds.forms import faults as words
from portal.rounds.rules.desk import Line, Urgency
from portal.shell.exports import Cell


def header() -> list[str]:
    """The first line of the file."""
    return [
        _("Fault"), _("Restaurant"), _("Station"), _("Camera's code"), _("Where"),
        _("What is wrong"), _("Measured"), _("Fails since"), _("Answer due"), _("Answered"),
        _("Repair due"), _("Overdue"), _("Cause"),
    ]  # fmt: skip


def cells(lines: Iterable[Line], *, now: datetime) -> Iterator[list[Cell]]:
    """A line for each that fails, also where several stand together on the page.

    What is no fault yet has no number and no due times.
    """
    for row in (row for line in lines for row in line.rows):
        told: list[Cell] = [
            row.repair.number if row.repair else "",
            words.named(row.place),
            words.station_text(row.place),
            row.camera,
            words.view_text(row.zone, row.label),
            words.code_text(row.code, row.measured),
            words.reason_text(row.code, row.cause, row.measured),
            row.began_at,
        ]
        repair = row.repair
        if repair is None:
            yield [*told, None, None, None, None, None]
            continue
        is_overdue = repair.urgency(now) is Urgency.OVERDUE
        yield [
            *told,
            repair.response_due_at,
            repair.acknowledged_at,
            repair.repair_due_at,
            _("Overdue") if is_overdue else "",
            words.found_text(repair.found) if repair.found else "",
        ]
