"""The report as a Word file, and the annex with all figures and rows."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.evaluation.forms import words
from portal.evaluation.forms.cells import cells_of, header_of
from portal.evaluation.report import Edition, Report, report_of
from portal.evaluation.rules.document import Evaluation
from portal.shell import filters
from portal.shell.exports import Cell, xlsx_book

if TYPE_CHECKING:
    from docx.table import Table, _Cell

TEMPLATE = Path(__file__).with_name("report.docx")  # made by deploy/draw_report.py
FIELDS = ("part", "line", "figure", "target", "actual", "weight", "points", "reason")
MERGED = ("part", "line", "weight", "points", "reason")  # columns of cells that span rows


def report_file(evaluation: Evaluation, edition: Edition, *, basis: str) -> bytes:
    """The report as a DOCX file."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(TEMPLATE)
    report = report_of(evaluation, edition, basis=basis)
    template.render({"report": report, "rows": list(_flat(report))}, autoescape=True)
    for table in template.docx.tables:
        if len(table.columns) == len(FIELDS):
            _merge(table, report)
    saved = io.BytesIO()
    template.save(saved)
    return saved.getvalue()


def annex_file(evaluation: Evaluation) -> bytes:
    """All figures, and all rows behind them, as an XLSX file; a sheet for each table."""
    return xlsx_book(_sheets(evaluation))


def figure_cells(evaluation: Evaluation) -> Iterator[list[Cell]]:
    """Every figure as cells under `figure_header`."""
    for each in evaluation.figures.values():
        yield [
            each.name, words.name_of(each.name), each.formula,
            filters.unknown() if each.value is None else str(each.value), each.part, each.whole,
            None if each.completeness is None else str(each.completeness),
            each.as_of, len(each.excluded), ", ".join(each.tables), each.digest,
        ]  # fmt: skip


def figure_header() -> list[str]:
    """What stands above figures as cells."""
    return [
        _("Figure"), _("Called"), _("Formula"), _("Value"), _("Part"), _("Whole"),
        _("Completeness in per cent"), _("As of"), _("Rows left out"), _("Sheets"), "SHA-256",
    ]  # fmt: skip


def _flat(report: Report) -> Iterator[dict[str, str]]:
    """The table of points a row a figure; what spans rows stands in the first of them."""
    for part in report.parts:
        name = f"{part.part}\n{part.points} / {part.weight}"
        for line in part.lines:
            for number, detail in enumerate(line.details):
                is_first = number == 0
                yield {
                    "part": name if is_first and line is part.lines[0] else "",
                    "line": line.line if is_first else "",
                    "figure": detail.figure,
                    "target": detail.target,
                    "actual": detail.actual,
                    "weight": line.weight if is_first else "",
                    "points": line.points if is_first else "",
                    "reason": line.reason if is_first else "",
                }


def _merge(table: "Table", report: Report) -> None:
    """Let cells span the rows of their part or line, as the page of the report does."""
    heights = {
        "part": [part.height for part in report.parts],
        "line": [len(line.details) for part in report.parts for line in part.lines],
    }
    cells = [row.cells for row in table.rows]
    for name in MERGED:
        place, column = 1, FIELDS.index(name)  # below the header
        for height in heights["part" if name == "part" else "line"]:
            if height > 1:
                for number in range(height):
                    _span(cells[place + number][column], is_first=number == 0)
            place += height


def _span(cell: "_Cell", *, is_first: bool) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:vMerge")
    mark.set(qn("w:val"), "restart" if is_first else "continue")
    cell._tc.get_or_add_tcPr().append(mark)


def _sheets(
    evaluation: Evaluation,
) -> Iterator[tuple[str, Sequence[str], Iterator[list[Cell]]]]:
    yield _("Figures"), figure_header(), figure_cells(evaluation)
    for name, rows in evaluation.tables.items():
        yield name, header_of(rows), map(cells_of, rows)
