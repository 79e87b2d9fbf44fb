"""The columns of a register file: how they are called, what they are about, what they look like.

One row tells one Camera of a Restaurant; the Restaurant's columns are repeated or left empty
in its further rows. Their explanations, being texts, stand in `forms.py`.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from portal.registry.kinds import Privacy, RestaurantType, Status, Strength, Transport, Zone
from portal.shell.rules import MingchuError


class Subject(StrEnum):
    """What a column is about."""

    RESTAURANT = "restaurant"
    CAMERA = "camera"


class Fault(StrEnum):
    """What can be wrong with a register file or a row of it, hours and addresses aside."""

    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    TOO_MANY_ROWS = "too_many_rows"
    UNREADABLE_FILE = "unreadable_file"
    OLD_EXCEL_FILE = "old_excel_file"
    UNKNOWN_ENCODING = "unknown_encoding"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    MISSING_COLUMN = "missing_column"
    CELL_WITHOUT_COLUMN = "cell_without_column"
    FORMULA = "formula"
    ERROR_CELL = "error_cell"
    DIGITS_LOST = "digits_lost"
    EXAMPLE_ROW = "example_row"
    REQUIRED = "required"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"
    ADDRESS_MISPLACED = "address_misplaced"
    NOT_A_DATE = "not_a_date"
    NOT_A_NUMBER = "not_a_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_ONE_OF = "not_one_of"
    NOT_A_STATION_CODE = "not_a_station_code"
    NOT_A_DEVICE_ID = "not_a_device_id"
    NOT_AREAS = "not_areas"
    DUPLICATE_DISPLAY = "duplicate_display"
    CONTRADICTS_ROW = "contradicts_row"
    DUPLICATE_CAMERA = "duplicate_camera"
    CAMERA_WITHOUT_NUMBER = "camera_without_number"
    UNKNOWN_STATION = "unknown_station"
    STATION_CODE_TAKEN = "station_code_taken"
    STATION_CODE_DIFFERS = "station_code_differs"
    UNKNOWN_RESTAURANT = "unknown_restaurant"
    MOVED_FROM_ITSELF = "moved_from_itself"
    STATUS_STARTED_BEFORE = "status_started_before"
    STATUS_TOO_EARLY = "status_too_early"
    SUSPENSION_UNAPPROVED = "suspension_unapproved"
    NEW_CAMERA_WITHOUT_ADDRESS = "new_camera_without_address"
    NEW_CAMERA_WITHOUT_ZONE = "new_camera_without_zone"
    OPEN_WITHOUT_BASIS = "open_without_basis"
    OPEN_UNDECIDED = "open_undecided"
    MASK_WITHOUT_AREAS = "mask_without_areas"
    ENDS_BEFORE_START = "ends_before_start"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a file from being imported.

    `line` is counted from 1 as a spreadsheet does, None when the whole file is meant; `column`
    is a column's key, empty when none or the whole row is meant. `code` is a value of Fault,
    HoursFault or AddressFault; `values` fill its text and never hold a camera address.
    """

    line: int | None
    column: str
    code: str
    values: dict[str, str] = field(default_factory=dict)


HIDDEN = "***"
_QUOTED = ("value", "part", "header")  # the values that repeat what somebody typed


def may_be_secret(texts: Iterable[str]) -> bool:
    """Whether one of `texts` looks like an address, or the end of one cut at a separator."""
    return any("://" in text or "@" in text for text in texts)


def without_quotes(problem: Problem) -> Problem:
    """`problem` without what somebody typed, which might be part of a password."""
    values = {name: HIDDEN if name in _QUOTED else value for name, value in problem.values.items()}
    return replace(problem, values=values)


class RegisterRefused(MingchuError):
    """A register file was not imported, not even in part; `problems` say why, by line."""

    status = 422
    code = "register_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        super().__init__(f"nothing imported: {len(self.problems)} problems; correct the file")


class RegisterBusy(MingchuError):
    """Another import has been running for too long to wait for; nothing was imported."""

    status = 503
    code = "register_busy"

    def __init__(self) -> None:
        super().__init__("another import is running; try again when it has ended")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` is its English header, `chinese` its Chinese one; both are accepted."""

    key: str
    chinese: str
    example: str
    subject: Subject = Subject.RESTAURANT
    is_required: bool = False
    words: type[StrEnum] | None = None  # the words allowed, where there are only some


LONGEST_QUOTE = 40  # characters
EXAMPLE_LICENCE = "JY00000000000000"

COLUMNS = (
    Column("licence_no", "许可证号", EXAMPLE_LICENCE, is_required=True),
    Column("name", "餐饮单位名称", "示例小学食堂", is_required=True),
    Column("name_en", "英文名称", "Example Primary School canteen"),
    Column("type", "类型", "school_canteen", is_required=True, words=RestaurantType),
    Column("station", "监管所", "示例监管所", is_required=True),
    Column("station_code", "监管所代码", "example"),
    Column("station_en", "监管所英文名", "Example Station"),
    Column("street", "街道", "示例街道"),
    Column("address", "地址", "示例路1号", is_required=True),
    Column("is_key", "重点餐饮单位", "yes"),
    Column("hours", "营业时间", "Mon-Fri 06:30-13:30", is_required=True),
    Column("status", "经营状态", "open", is_required=True, words=Status),
    Column("status_from", "状态起始日", "2021-03-01"),
    Column("status_reason", "状态原因", ""),
    Column("status_proof", "状态证明", ""),
    Column("status_approved_by", "状态批准人", ""),
    Column("built_on", "建成日期", "2021-03-01"),
    Column("licence_until", "许可证有效期至", "2026-03-01"),
    Column("moved_from", "原许可证号", ""),
    Column("displays", "展示屏", "一楼大堂; 二楼大堂"),
    Column("camera_no", "摄像头编号", "1", Subject.CAMERA),
    Column("zone", "功能区", "CK", Subject.CAMERA, words=Zone),
    Column("camera_name", "摄像头名称", "灶台", Subject.CAMERA),
    Column(
        "camera_url", "摄像头地址",
        "rtsp://user:password@192.168.1.64:554/Streaming/Channels/101", Subject.CAMERA,
    ),
    Column("privacy", "隐私保护", "blur", Subject.CAMERA, words=Privacy),
    Column("privacy_basis", "公开依据", "", Subject.CAMERA),
    Column("privacy_decided_by", "公开决定人", "", Subject.CAMERA),
    Column("strength", "遮挡强度", "heads", Subject.CAMERA, words=Strength),
    Column("mask_areas", "遮盖区域", "", Subject.CAMERA),
    Column("transport", "传输方式", "tcp", Subject.CAMERA, words=Transport),
    Column("device_id", "设备编码", "44031000001310000001", Subject.CAMERA),
    Column("active_from", "启用日期", "2021-03-01", Subject.CAMERA),
    Column("active_until", "停用日期", "", Subject.CAMERA),
)  # fmt: skip

BY_KEY = {column.key: column for column in COLUMNS}
ADDRESS_COLUMN = "camera_url"

_BY_HEADER = {column.key: column for column in COLUMNS} | {
    column.chinese: column for column in COLUMNS
}


def column_of(header: str) -> Column | None:
    """The column that a header names in English or Chinese, None for an unknown one."""
    plain = unicodedata.normalize("NFKC", header).strip().strip("*").strip()
    return _BY_HEADER.get(plain) or _BY_HEADER.get(plain.lower().replace(" ", "_"))


def read_header(
    cells: Sequence[str], *, line: int
) -> tuple[tuple[Column | None, ...], list[Problem]]:
    """The column of each header cell (None: empty or unknown), and what is wrong with them."""
    columns = tuple(column_of(cell) if cell.strip() else None for cell in cells)
    problems = [
        Problem(line, "", Fault.UNKNOWN_COLUMN, {"header": header.strip()[:LONGEST_QUOTE]})
        for header, column in zip(cells, columns, strict=True)
        if header.strip() and column is None
    ]
    found = [column.key for column in columns if column is not None]
    problems += [
        Problem(line, key, Fault.DUPLICATE_COLUMN)
        for key in dict.fromkeys(found)
        if found.count(key) > 1
    ]
    problems += [
        Problem(line, column.key, Fault.MISSING_COLUMN)
        for column in COLUMNS
        if column.is_required and column.key not in found
    ]
    return columns, [*map(without_quotes, problems)] if may_be_secret(cells) else problems
