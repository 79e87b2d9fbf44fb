"""A Statement as a workbook: its sums, its clauses, and every row that falls short."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from portal.contracts.forms import words
from portal.contracts.models import Objection
from portal.contracts.rules.statements import Account
from portal.shell.exports import Cell, xlsx_book


def statement_file(
    found: Account, objections: Sequence[Objection], names: Mapping[str, str]
) -> bytes:
    """The account as an XLSX file; money as text in yuan, so that no fen is lost.

    `names` has Restaurants by their codes where the reader's language has names of its own.
    """
    told = {(each.line, each.row): each for each in objections}
    return xlsx_book(
        [
            (_("Statement"), [_("What"), _("Yuan")], _sums(found)),
            (_("Clauses"), words.sheet_header(), _lines(found)),
            (_("Rows short"), words.line_header(), _breaches(found, told, names)),
        ]
    )


def _sums(found: Account) -> Iterator[list[Cell]]:
    yield [_("Fee of the period"), words.yuan(found.fee_fen)]
    yield [_("Deducted"), words.yuan(found.off_fen)]
    yield [_("To be paid"), words.yuan(found.due_fen)]


def _lines(found: Account) -> Iterator[list[Cell]]:
    for line in found.lines:
        clause = line.clause
        yield [
            clause.name, clause.wording, words.threshold_text(clause), line.looked_at,
            len(line.breaches), words.yuan(line.fen), clause.source,
        ]  # fmt: skip


def _breaches(
    found: Account, told: Mapping[tuple[str, str], Objection], names: Mapping[str, str]
) -> Iterator[list[Cell]]:
    for line in found.lines:
        kind = line.clause.kind
        for each in line.breaches:
            objection = told.get((line.clause.name, str(each.row["id"])))
            yield [
                line.clause.name, str(each.row["id"]), words.row_name(kind, each.row, names),
                words.row_text(kind, each.row, names), each.units, words.yuan(each.fen),
                "" if objection is None else str(words.STATES[objection.state]),
            ]  # fmt: skip
