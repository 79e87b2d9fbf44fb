"""The words of the desk, in the reader's language."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.desk.queries import Suspected
from portal.desk.rules import Waiting, Work
from portal.registry.forms import words
from portal.registry.queries import GapRow, Listed
from portal.shell import filters
from portal.shell.exports import Cell
from portal.shell.languages import is_english

WORKS: dict[Work, LazyString] = {
    Work.LEADS: lazy_gettext("Leads to review"),
    Work.DECISIONS: lazy_gettext("Requests to decide"),
    Work.OWN_REQUESTS: lazy_gettext("Own requests that wait for others"),
    Work.FAULTS: lazy_gettext("Faults to repair"),
    Work.OVERDUE_GAPS: lazy_gettext("Overdue gaps in coverage"),
    Work.CLOSURES: lazy_gettext("Suspected closures"),
    Work.PATROLS: lazy_gettext("Visits to make"),
    Work.OVERDUE_PATROLS: lazy_gettext("Overdue visits"),
    Work.PROOFS: lazy_gettext("Proofs of rectification to verify"),
    Work.APPEALS: lazy_gettext("Appeals to decide"),
    Work.EXTENSIONS: lazy_gettext("More time asked for findings"),
    Work.ESCALATED: lazy_gettext("Escalated findings"),
    Work.PUBLICATIONS: lazy_gettext("Publications to decide"),
    Work.OWN_FINDINGS: lazy_gettext("Findings to put right"),
    Work.MY_CASES: lazy_gettext("Messages assigned to me"),
    Work.REOPENED_CASES: lazy_gettext("Messages reopened by their senders"),
    Work.FRESH_CASES: lazy_gettext("Messages to look at"),
    Work.CASES: lazy_gettext("Messages being handled"),
    Work.SENDERS_TURN: lazy_gettext("Messages that wait for their senders"),
    Work.RESPONSES: lazy_gettext("Responses to moderate"),
    Work.DELETIONS: lazy_gettext("Deletions asked for"),
    Work.OWN_CASES: lazy_gettext("Messages to respond to"),
    Work.PICTURE_REPORTS: lazy_gettext("Cameras that people call wrong"),
}


def due_text(waiting: Waiting) -> str:
    """By when the first of a queue is due; empty where that is not known or nothing waits."""
    if waiting.due_on is None or not waiting.number:
        return ""
    return str(_("first due on %(day)s", day=filters.day(waiting.due_on)))


def station_text(row: Listed) -> str:
    """The Station of a listed Restaurant."""
    return row.station_en if is_english() else row.station


def gap_header() -> list[str]:
    """The first line of the list of gaps."""
    return [
        _("Licence number"), _("Restaurant"), _("Station"), _("Sub-district"), _("Address"),
        _("Status"), _("Gap"), _("Missing"), _("Cause"), _("Whose turn it is"),
        _("To be closed by"), _("Cost in yuan"), _("Note"),
    ]  # fmt: skip


def gap_cells(rows: Iterable[GapRow]) -> Iterable[list[str]]:
    """The lines of the list of gaps; what nobody knows is left empty."""
    for row in rows:
        one, note = row.restaurant, row.note
        yield [
            one.licence_no,
            words.named(one),
            station_text(one),
            one.street,
            one.address,
            words.status_word(one.status),
            str(words.GAPS[row.gap.kind]),
            str(row.gap.missing),
            str(words.CAUSES[note.cause]) if row.is_noted else "",
            str(words.OWNERS[note.owner]) if note.owner else "",
            note.due_on.isoformat() if note.due_on else "",
            "" if note.cost_fen is None else f"{note.cost_fen // 100}.{note.cost_fen % 100:02}",
            note.note,
        ]


def closure_header() -> list[str]:
    """The first line of the list of suspected closures."""
    return [
        _("Licence number"), _("Restaurant"), _("Station"), _("Sub-district"), _("Address"),
        _("Status"), _("First sign on"), _("What speaks for it"), _("Waits for a decision"),
    ]  # fmt: skip


def closure_cells(rows: Iterable[Suspected]) -> Iterable[list[Cell]]:
    """The lines of the list of suspected closures."""
    for row in rows:
        one = row.restaurant
        yield [
            one.licence_no,
            words.named(one),
            station_text(one),
            one.street,
            one.address,
            words.status_word(one.status),
            row.since,
            " ".join(words.suspicion_text(sign) for sign in row.signs),
            _("Waits for a decision") if row.is_asked else "",
        ]
