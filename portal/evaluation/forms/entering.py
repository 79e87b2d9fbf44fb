"""Words and cells of what people enter: money, and judgements by evidence."""

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.evaluation.forms.words import listed
from portal.evaluation.kinds import Band
from portal.evaluation.rules.money import COLUMNS, Field, MoneyUnfit, Paid, Planned, cells_of
from portal.shell.exports import Cell

FIELDS: Mapping[Field, LazyString] = {
    Field.KIND: lazy_gettext("budget or payment"),
    Field.LINE: lazy_gettext("Line of the budget"),
    Field.DAY: lazy_gettext("Paid on"),
    Field.NAME: lazy_gettext("What for"),
    Field.YUAN: lazy_gettext("Yuan"),
    Field.SOURCE: lazy_gettext("Where it is written"),
    Field.FILE: lazy_gettext("the file: CSV or XLSX without formulas"),
}
BANDS: Mapping[Band, LazyString] = {
    # i18n: how well a line is fulfilled that evidence alone tells: 较好
    Band.GOOD: lazy_gettext("well, 80 to 100 per cent"),
    Band.FAIR: lazy_gettext("in part, 50 to 80 per cent"),
    Band.POOR: lazy_gettext("badly, 0 to 50 per cent"),
}


def yuan(fen: int) -> str:
    """Money in yuan with its two places."""
    return f"{Decimal(fen) / 100:,.2f}"


def row_of(entry: Planned | Paid) -> list[Cell]:
    """An entry as cells, in the order of Field."""
    cells = cells_of(entry)
    return [cells[field] for field in COLUMNS]


def unfit_text(error: MoneyUnfit) -> str:
    """What is odd of money that was entered, by line where it came from a file."""
    told = [
        str(FIELDS[each.field])
        if each.line is None
        else str(_("line %(line)s: %(field)s", line=each.line, field=FIELDS[each.field]))
        for each in error.wrong[:20]
    ]
    text = _("Nothing was entered. Please correct: %(fields)s.", fields=listed(told))
    return str(text)
