"""Lists as files, which spreadsheet programs open without harm: one exporter for all floors."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask import Response
from xlsxwriter import Workbook

from portal.shell.rules import local

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # source: OWASP, CSV injection
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDTH = 18  # characters a column

Cell = str | int | datetime | date | None


def list_file(
    kind: str, name: str, *, header: Sequence[str], rows: Iterable[Sequence[Cell]], day: date
) -> Response:
    """The list as an answer to be saved, of `kind` "csv" or "xlsx" and named after `day`.

    What nobody knows is left empty; moments are told on the district's clock.
    """
    content = (xlsx_file if kind == "xlsx" else csv_file)(header, rows)
    response = Response(content, content_type=TYPES[kind])
    file = f"{name}-{day.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f"attachment; filename={file}"
    response.headers["Cache-Control"] = "no-store"
    return response


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file in UTF-8, with the mark by which Excel knows the encoding.

    No cell begins like a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(_text(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet, its first line held; every cell is a text or a number."""
    return xlsx_book([("Sheet1", header, rows)])


def xlsx_book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """A workbook of such sheets: each its name of at most 31 letters, its header, its rows."""
    saved = io.BytesIO()
    book = Workbook(
        saved,
        {
            "constant_memory": True, "in_memory": False, "strings_to_formulas": False,
            "strings_to_urls": False, "strings_to_numbers": False,
        },
    )  # fmt: skip
    bold = book.add_format({"bold": True})
    for name, header, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(header) - 1), _WIDTH)
        for column, cell in enumerate(header):
            sheet.write_string(0, column, harmless(cell), bold)
        for line, row in enumerate(rows, start=1):
            for column, each in enumerate(row):
                if isinstance(each, int):
                    sheet.write_number(line, column, each)
                else:
                    sheet.write_string(line, column, harmless(_text(each)))
    book.close()
    return saved.getvalue()


def harmless(text: str) -> str:
    """`text` such that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
