import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from portal.registry import register_file
from portal.registry.register_file import read_register
from portal.registry.rules import COLUMNS, Fault, RegisterRefused
from portal.registry.template_file import csv_template, xlsx_template
from portal.shell.exports import harmless
from tests.support.register_rows import CAMERA, PLAIN

ROW = PLAIN | CAMERA
TEXTS = list(ROW.values())


def csv_bytes(*rows, delimiter=",", encoding="utf-8", header=tuple(ROW)):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def xlsx_bytes(*rows, header=tuple(ROW)):
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def told(content):
    """Line, column and code of each problem of a file."""
    with pytest.raises(RegisterRefused) as refused:
        read_register(content)
    return [(problem.line, problem.column, problem.code) for problem in refused.value.problems]


def changed(**cells):
    return list((ROW | cells).values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_usual_encodings_and_with_usual_separators(encoding, delimiter):
    rows = read_register(csv_bytes(TEXTS, delimiter=delimiter, encoding=encoding))
    assert [(row.line, row.cells) for row in rows] == [(2, ROW)]


def test_xlsx_is_read_as_csv_is():
    assert [(row.line, row.cells) for row in read_register(xlsx_bytes(TEXTS))] == [(2, ROW)]


def test_chinese_headers_are_read():
    names = {column.key: column.chinese for column in COLUMNS}
    rows = read_register(csv_bytes(TEXTS, header=[names[key] for key in ROW]))
    assert rows[0].cells == ROW


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_empty_lines_count_but_are_no_rows(make):
    rows = read_register(make(TEXTS, [""] * len(ROW), [], TEXTS))
    assert [row.line for row in rows] == [2, 5]


def test_lines_are_counted_through_line_breaks_within_cells():
    rows = read_register(csv_bytes(changed(address="a\nb"), TEXTS))
    assert [row.line for row in rows] == [2, 4]


def test_a_short_row_has_empty_cells():
    assert read_register(csv_bytes(["JY1"]))[0].cells == dict.fromkeys(ROW, "") | {
        "licence_no": "JY1"
    }


def test_cells_of_a_spreadsheet_are_read_as_they_would_be_typed():
    row = changed(
        licence_no=14403101234, camera_no=3.0, status_from=date(2021, 3, 1),
        active_from=datetime.fromisoformat("2021-03-01"), hours=None, address=True, name=1.5,
    )  # fmt: skip
    cells = read_register(xlsx_bytes(row))[0].cells
    assert [cells[key] for key in ("licence_no", "camera_no", "status_from", "active_from")] == [
        "14403101234", "3", "2021-03-01", "2021-03-01",
    ]  # fmt: skip
    assert [cells[key] for key in ("hours", "address", "name")] == ["", "yes", "1.5"]


def test_a_moment_in_a_date_column_keeps_its_time_and_so_is_no_date():
    row = changed(active_from=datetime.fromisoformat("2021-03-01T08:30"))
    assert read_register(xlsx_bytes(row))[0].cells["active_from"] == "2021-03-01T08:30:00"


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_a_formula_is_refused(make):
    assert told(make(changed(camera_no="=1+1"))) == [(2, "camera_no", Fault.FORMULA)]


def test_an_error_in_a_spreadsheet_is_refused():
    assert told(xlsx_bytes(changed(name="#REF!"))) == [(2, "name", Fault.ERROR_CELL)]


def test_a_number_whose_digits_a_spreadsheet_lost_is_refused():
    row = changed(licence_no=44031000001310000001)
    assert told(xlsx_bytes(row)) == [(2, "licence_no", Fault.DIGITS_LOST)]


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_a_cell_beyond_the_header_is_refused(make):
    assert told(make([*TEXTS, "", "x"])) == [(2, "", Fault.CELL_WITHOUT_COLUMN)]


def test_a_cell_under_an_empty_header_is_refused():
    content = csv_bytes([*TEXTS, "x"], header=[*ROW, " "])
    assert told(content) == [(2, "", Fault.CELL_WITHOUT_COLUMN)]


def test_problems_of_header_and_cells_are_told_together():
    content = csv_bytes([*TEXTS, "=1"], [*TEXTS, "=2"], header=[*ROW, "colour"])
    assert told(content) == [
        (1, "", Fault.UNKNOWN_COLUMN), (2, "", Fault.FORMULA), (3, "", Fault.FORMULA),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\xef\xbb\xbf", csv_bytes(), csv_bytes([], [""]), xlsx_bytes(),
     xlsx_bytes(header=())],
)  # fmt: skip
def test_a_file_without_rows_is_refused(content):
    assert [code for __, __, code in told(content)] == [Fault.EMPTY_FILE]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no archive",
        xlsx_bytes(TEXTS)[:-200],
        b"licence_no,na\0me\nJY1,x\n",
    ],
)
def test_a_broken_file_is_refused(content):
    assert told(content) == [(None, "", Fault.UNREADABLE_FILE)]


def test_an_archive_that_is_no_spreadsheet_is_refused():
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("readme.txt", "no spreadsheet")
    assert told(saved.getvalue()) == [(None, "", Fault.UNREADABLE_FILE)]


def test_an_open_quotation_mark_is_told_with_its_line():
    content = csv_bytes(TEXTS) + b'JY2,"open\n'
    assert told(content) == [(3, "", Fault.UNREADABLE_FILE)]


def test_an_old_excel_file_is_told_apart():
    assert told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == [(None, "", Fault.OLD_EXCEL_FILE)]


def test_bytes_in_no_known_encoding_are_refused():
    assert told(b"\xff\xff\xff\xff") == [(None, "", Fault.UNKNOWN_ENCODING)]


def test_a_file_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(register_file, "MOST_BYTES", 10)
    assert told(csv_bytes(TEXTS)) == [(None, "", Fault.FILE_TOO_LARGE)]


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(register_file, "MOST_UNPACKED_BYTES", 1000)
    assert told(xlsx_bytes(TEXTS)) == [(None, "", Fault.FILE_TOO_LARGE)]


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_too_many_rows_are_refused(monkeypatch, make):
    monkeypatch.setattr(register_file, "MOST_ROWS", 2)
    assert told(make(TEXTS, TEXTS, TEXTS)) == [(None, "", Fault.TOO_MANY_ROWS)]


def test_endless_empty_rows_of_a_spreadsheet_end(monkeypatch):
    monkeypatch.setattr(register_file, "MOST_ROWS", 2)
    content = xlsx_bytes(TEXTS, *[[]] * 4, TEXTS)
    assert told(content) == [(None, "", Fault.TOO_MANY_ROWS)]


@pytest.mark.parametrize("english", [True, False])
def test_the_csv_template_is_read_back(english):
    rows = read_register(csv_template(english=english))
    assert [(row.line, list(row.cells.values())) for row in rows] == [
        (2, [column.example for column in COLUMNS])
    ]


@pytest.mark.parametrize("english", [True, False])
def test_the_xlsx_template_is_read_back_and_explains_each_column(english):
    content = xlsx_template(
        english=english,
        explanations={column.key: f"about {column.key}" for column in COLUMNS},
        titles=("Register", "Columns", "Column", "Required", "Example", "Explanation"),
    )
    rows = read_register(content)
    book = load_workbook(io.BytesIO(content))
    assert list(rows[0].cells.values()) == [column.example for column in COLUMNS]
    assert book.sheetnames == ["Register", "Columns"]
    assert [row[3].value for row in book["Columns"].iter_rows(min_row=2)] == [
        f"about {column.key}" for column in COLUMNS
    ]
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_compute_is_made_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "示例", "2021-03-01", "rtsp://x"])
def test_other_texts_are_written_as_they_are(text):
    assert harmless(text) == text
