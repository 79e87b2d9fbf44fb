"""Reads a register file, CSV or XLSX, into rows of texts with their line numbers."""

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from portal.registry.rules.columns import (
    Column,
    Fault,
    Problem,
    RegisterRefused,
    column_of,
    read_header,
)
from portal.registry.rules.entries import RegisterRow

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED_BYTES = 200 * 1024 * 1024  # an XLSX file is a ZIP archive, perhaps a bomb
MOST_ROWS = 20_000
MOST_CELLS = 200  # a row, the rest is not read; a spreadsheet's row may say that it has 16,384
MOST_DIGITS = 15  # a spreadsheet keeps no more digits of a number

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class _BadCell:
    """A cell that holds no text; `fault` says what it holds."""

    fault: Fault


_Cell = str | _BadCell
_Line = tuple[int, list[_Cell]]


def read_register(content: bytes) -> list[RegisterRow]:
    """The rows of a register file under its header, empty ones left out.

    CSV is read in UTF-8, GB18030 or UTF-16, separated by comma, semicolon or tab; of XLSX the
    first sheet. Raises RegisterRefused with every cell that cannot be read at all.
    """
    if len(content) > MOST_BYTES:
        raise _refused(Fault.FILE_TOO_LARGE, most=str(MOST_BYTES // 1024**2))
    if content.startswith(_OLD_EXCEL):
        raise _refused(Fault.OLD_EXCEL_FILE)
    lines = _xlsx_lines(content) if content.startswith(_ZIP) else _csv_lines(content)
    filled = ((number, cells) for number, cells in lines if any(_is_filled(c) for c in cells))
    return _rows(filled)


def read_lines(content: bytes, headers: Collection[str]) -> list[tuple[int, list[str]]]:
    """The filled lines of another list that people bring, each with its number, header first.

    Read as a register file is; `headers` are the names by which its separator is found. Raises
    RegisterRefused, also for a cell that holds a formula or no text.
    """
    if len(content) > MOST_BYTES:
        raise _refused(Fault.FILE_TOO_LARGE, most=str(MOST_BYTES // 1024**2))
    if content.startswith(_OLD_EXCEL):
        raise _refused(Fault.OLD_EXCEL_FILE)
    lines = (
        _xlsx_lines(content)
        if content.startswith(_ZIP)
        else _csv_lines(content, headers.__contains__)
    )
    found = [(number, cells) for number, cells in lines if any(_is_filled(c) for c in cells)]
    bad = [
        Problem(number, "", cell.fault)
        for number, cells in found
        for cell in cells
        if isinstance(cell, _BadCell)
    ]
    if bad or not found:
        raise RegisterRefused(bad or [Problem(None, "", Fault.EMPTY_FILE)])
    return [(number, [_plain(cell) for cell in cells]) for number, cells in found]


def _is_column(header: str) -> bool:
    return column_of(header) is not None


def _rows(lines: Iterator[_Line]) -> list[RegisterRow]:
    number, header = next(lines, (0, []))
    if not header:
        raise _refused(Fault.EMPTY_FILE)
    columns, problems = read_header([_plain(cell) for cell in header], line=number)
    rows: list[RegisterRow] = []
    for number, cells in lines:
        if len(rows) == MOST_ROWS:
            raise _refused(Fault.TOO_MANY_ROWS, most=str(MOST_ROWS))
        rows.append(_row(number, columns, cells, problems))
    if not rows and not problems:
        raise _refused(Fault.EMPTY_FILE)
    if problems:
        raise RegisterRefused(problems)
    return rows


def _row(
    number: int, columns: Sequence[Column | None], cells: list[_Cell], problems: list[Problem]
) -> RegisterRow:
    padded = cells + [""] * (len(columns) - len(cells))
    texts: dict[str, str] = {}
    for column, cell in zip(columns, padded, strict=False):
        key = column.key if column is not None else ""
        if isinstance(cell, _BadCell):
            problems.append(Problem(number, key, cell.fault))
        elif column is not None:
            texts[key] = cell
        elif cell:
            problems.append(Problem(number, "", Fault.CELL_WITHOUT_COLUMN))
    if any(_is_filled(cell) for cell in padded[len(columns) :]):
        problems.append(Problem(number, "", Fault.CELL_WITHOUT_COLUMN))
    return RegisterRow(number, texts)


def _is_filled(cell: _Cell) -> bool:
    return cell != ""


def _plain(cell: _Cell) -> str:
    return "" if isinstance(cell, _BadCell) else cell


def _refused(fault: Fault, **values: str) -> RegisterRefused:
    return RegisterRefused([Problem(None, "", fault, values)])


def _csv_lines(
    content: bytes, is_header: Callable[[str], bool] = _is_column
) -> Iterator[_Line]:  # fmt: skip
    text = _decoded(content)
    if "\0" in text:
        raise _refused(Fault.UNREADABLE_FILE)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text, is_header), strict=True
    )
    before = 0
    try:
        for cells in reader:
            yield before + 1, [_csv_cell(cell.strip()) for cell in cells]
            before = reader.line_num
    except csv.Error:  # its text may quote a cell
        broken = True
    else:
        broken = False
    if broken:
        raise RegisterRefused([Problem(before + 1, "", Fault.UNREADABLE_FILE)])


def _csv_cell(text: str) -> _Cell:
    return _BadCell(Fault.FORMULA) if text.startswith("=") else text


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(Fault.UNKNOWN_ENCODING)


def _delimiter(text: str, is_header: Callable[[str], bool]) -> str:
    """The separator by which the first filled line falls into the most known columns."""
    header = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        return sum(is_header(cell.strip('" ')) for cell in header.split(delimiter))

    return max(",;\t", key=known)


def _xlsx_lines(content: bytes) -> Iterator[_Line]:
    try:
        lines = list(_sheet_lines(content))
    except RegisterRefused:
        raise
    except Exception:  # noqa: BLE001 - openpyxl stumbles over a broken file in any way it likes
        lines = None
    if lines is None:  # raised out here: openpyxl's own error may quote a cell
        raise _refused(Fault.UNREADABLE_FILE)
    return iter(lines)


def _sheet_lines(content: bytes) -> Iterator[_Line]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise _refused(Fault.FILE_TOO_LARGE, most=str(MOST_BYTES // 1024**2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations, which do not matter here
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write wrong ones
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_CELLS), start=1):
            if number > 2 * MOST_ROWS:
                raise _refused(Fault.TOO_MANY_ROWS, most=str(MOST_ROWS))
            yield number, [_xlsx_cell(cell.value, cell.data_type) for cell in _trimmed(row)]


def _trimmed(row: Iterable[Any]) -> list[Any]:
    """The cells of `row` up to the last filled one: formatted empty ones may reach far."""
    cells = list(row)
    while cells and cells[-1].value is None:
        cells.pop()
    return cells


def _xlsx_cell(value: object, data_type: str) -> _Cell:
    """A cell as its text would be typed."""
    from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA

    if data_type in {TYPE_FORMULA, TYPE_ERROR}:
        return _BadCell(Fault.FORMULA if data_type == TYPE_FORMULA else Fault.ERROR_CELL)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number_cell(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return "" if value is None else str(value).strip()


def _number_cell(value: float) -> _Cell:
    if abs(value) >= 10**MOST_DIGITS:
        return _BadCell(Fault.DIGITS_LOST)
    return str(int(value)) if value == int(value) else str(value)
