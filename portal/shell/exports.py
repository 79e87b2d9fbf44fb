"""Lists as files, which spreadsheet programs open without harm: one exporter for all floors."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from flask import Response

from portal.shell.rules import local

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# Source: OWASP, CSV injection; some programs of East Asia take the wide signs for the narrow ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDTH = 18  # characters a column

Cell = str | int | float | datetime | date | None


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
    csv.writer(text).writerows(map(_csv_row, (header, *rows)))
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet, its first line held; every cell is a text or a number."""
    return xlsx_book([("Sheet1", header, rows)])


def xlsx_book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """A workbook of such sheets: each its name of at most 31 letters, its header, its rows."""
    saved = io.BytesIO()
    book = _workbook(saved)
    for name, header, rows in sheets:
        sheet = _sheet(book, name, header)
        for line, row in enumerate(rows, start=1):
            _write(sheet, line, row)
    book.close()
    return saved.getvalue()


class CsvSink:
    """Writes such a CSV file row by row into a file opened for bytes."""

    def __init__(self, file: IO[bytes], header: Sequence[str]) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow(_csv_row(header))

    def write(self, row: Sequence[Cell]) -> None:
        """Add a row."""
        self._writer.writerow(_csv_row(row))

    def close(self) -> None:
        """Finish the file."""
        self._text.close()


class XlsxSink:
    """Writes such a workbook of one sheet row by row; only one row is held in memory."""

    def __init__(self, path: Path, name: str, header: Sequence[str]) -> None:
        self._book = _workbook(str(path))
        self._sheet = _sheet(self._book, name, header)
        self._line = 0

    def write(self, row: Sequence[Cell]) -> None:
        """Add a row."""
        self._line += 1
        _write(self._sheet, self._line, row)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def _workbook(target: io.BytesIO | str) -> "Workbook":
    from xlsxwriter import Workbook

    return Workbook(
        target,
        {
            "constant_memory": True, "in_memory": False, "strings_to_formulas": False,
            "strings_to_urls": False, "strings_to_numbers": False,
        },
    )  # fmt: skip


def _sheet(book: "Workbook", name: str, header: Sequence[str]) -> "Worksheet":
    bold, sheet = book.add_format({"bold": True}), book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(header) - 1), _WIDTH)
    for column, cell in enumerate(header):
        sheet.write_string(0, column, harmless(cell), bold)
    return sheet


def _write(sheet: "Worksheet", line: int, row: Sequence[Cell]) -> None:
    for column, each in enumerate(row):
        if isinstance(each, int | float):
            sheet.write_number(line, column, each)
        else:
            sheet.write_string(line, column, harmless(_text(each)))


def _csv_row(row: Sequence[Cell]) -> list[str]:
    return [harmless(_text(cell)) for cell in row]


def harmless(text: str) -> str:
    """`text` such that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
