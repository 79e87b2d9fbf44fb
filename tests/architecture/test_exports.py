"""Lists leave as files through one exporter, in which no cell begins like a formula."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from portal.shell.exports import csv_file, xlsx_file
from tests.support.tree import python_files, text_of

WRITERS = {
    "portal/shell/exports.py",
    "portal/registry/template_file.py",  # an empty register, its example made harmless
}
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠a"]


def test_lists_are_written_by_one_exporter() -> None:
    found = {
        str(path)
        for path in python_files("portal")
        if re.search(r"csv\.writer|DictWriter|Workbook\(", text_of(path))
    }

    assert found == WRITERS


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    lines = csv_file([text], [[text]]).decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(xlsx_file([text], [[text]]))).active

    cells = [cell for line in csv.reader(io.StringIO(lines, newline="")) for cell in line]
    assert cells == [f"'{text}"] * 2
    assert [cell.value[0] for row in sheet.iter_rows() for cell in row] == ["'"] * 2
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
