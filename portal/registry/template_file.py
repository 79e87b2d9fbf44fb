"""Writes an empty register file for others to fill in, with one example row."""

import csv
import io
from collections.abc import Mapping

from portal.registry.rules.columns import COLUMNS, Column
from portal.shell.exports import harmless

_TEXT_FORMAT = "@"  # keeps a spreadsheet from making numbers of long codes


def csv_template(*, english: bool) -> bytes:
    """The template as CSV in UTF-8, with the mark by which Excel knows the encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_header(column, english=english) for column in COLUMNS])
    writer.writerow([harmless(column.example) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def xlsx_template(
    *, english: bool, explanations: Mapping[str, str], titles: tuple[str, ...]
) -> bytes:
    """The template as XLSX, with a second sheet that tells each column.

    `explanations` are texts by column key; `titles` name the two sheets, then the second
    sheet's four columns: column, required, example, explanation.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title, second_title, *headers = titles
    sheet.append([_header(column, english=english) for column in COLUMNS])
    sheet.append([harmless(column.example) for column in COLUMNS])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, len(column.example) + 2)
        sheet.column_dimensions[letter].number_format = _TEXT_FORMAT
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet[f"{letter}2"].number_format = _TEXT_FORMAT
    table = book.create_sheet(second_title)
    table.append(headers)
    for column in COLUMNS:
        table.append([_header(column, english=english), "✓" if column.is_required else "",
                      harmless(column.example), explanations[column.key]])  # fmt: skip
    for letter, width in zip("ABCD", (20, 10, 30, 90), strict=True):
        table.column_dimensions[letter].width = width
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _header(column: Column, *, english: bool) -> str:
    return column.key if english else column.chinese
