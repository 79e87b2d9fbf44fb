from datetime import date

import pytest

from portal.registry.kinds import Privacy, RestaurantType, Status, Transport, Zone
from portal.registry.rules import Fault, RegisterRow
from portal.registry.rules.columns import BY_KEY, COLUMNS, EXAMPLE_LICENCE, HIDDEN, read_header
from portal.registry.rules.entries import ToldStation, quoted_safely, read_entries, told_stations
from tests.support.register_rows import CAMERA, camera_row, camera_rows, restaurant_row


def read_one(*rows):
    entries, problems = read_entries(rows)
    assert problems == []
    assert len(entries) == 1
    return entries[0]


def told(*rows):
    """Line, column and code of each problem of `rows`."""
    __, problems = read_entries(rows)
    return [(problem.line, problem.column, problem.code) for problem in problems]


def test_a_row_tells_a_restaurant_with_a_camera():
    entry = read_one(camera_row(name_en="School", is_key="是", displays="大堂；二楼; "))
    camera = entry.cameras[0]
    assert entry.licence_no == "JY1"
    assert entry.fields == {
        "name": "坪山小学食堂",
        "name_en": "School",
        "type": RestaurantType.SCHOOL_CANTEEN,
        "address": "坪山大道1号",
        "is_key": True,
        "hours": "Mon-Fri 06:30-13:30",
    }
    assert (entry.status.status, entry.status.starts_on) == (Status.OPEN, date(2021, 3, 1))
    assert entry.displays == ("大堂", "二楼")
    assert (camera.number, camera.url) == (1, "rtsp://user:secret@10.0.0.5/main")
    assert camera.fields == {
        "zone": Zone.COOKING, "name": "灶台", "active_from": date(2021, 3, 1),
    }  # fmt: skip


def test_a_row_without_camera_columns_tells_the_restaurant_alone():
    assert read_one(restaurant_row(camera_no="", zone=" ")).cameras == ()


def test_further_rows_may_leave_the_restaurant_out_or_repeat_it():
    blank = dict.fromkeys(("name", "type", "station", "hours", "status", "address"), "")
    entry = read_one(
        camera_row(2), camera_row(3, camera_no="2", **blank), camera_row(4, camera_no="3")
    )
    assert [camera.number for camera in entry.cameras] == [1, 2, 3]
    assert entry.fields["name"] == "坪山小学食堂"


def test_rows_of_restaurants_may_be_mixed():
    rows = [camera_row(2), restaurant_row(3, licence_no="JY2"), camera_row(4, camera_no="2")]
    entries, problems = read_entries(rows)
    assert [(entry.licence_no, len(entry.cameras)) for entry in entries] == [("JY1", 2), ("JY2", 0)]
    assert problems == []


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("type", "学校食堂", RestaurantType.SCHOOL_CANTEEN),
        ("type", "LARGE", RestaurantType.LARGE),
        ("built_on", "2021/3/1", date(2021, 3, 1)),
        ("built_on", "2021.03.01", date(2021, 3, 1)),
        ("built_on", "2021年3月1日", date(2021, 3, 1)),
        ("built_on", "", None),
        ("is_key", "", False),
        ("is_key", "No", False),
        ("name_en", "", None),
        ("hours", "周一至周五 6:30-13:30", "Mon-Fri 06:30-13:30"),
    ],
)
def test_a_cell_of_a_restaurant_is_read(column, text, value):
    assert read_one(restaurant_row(**{column: text})).fields[column] == value


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        ("zone", "烹饪", "zone", Zone.COOKING),
        ("zone", "ck", "zone", Zone.COOKING),
        ("zone", "专用操作/备餐分餐", "zone", Zone.DISHING),
        ("privacy", "", "privacy", Privacy.BLUR),
        ("privacy", "公开", "privacy", Privacy.OPEN),
        ("transport", "", "transport", Transport.TCP),
        ("transport", "UDP", "transport", Transport.UDP),
        ("device_id", "44031000001310000001", "device_id", "44031000001310000001"),
        ("device_id", "", "device_id", None),
        ("active_until", "", "active_until", None),
        ("mask_areas", "", "polygons", []),
        ("mask_areas", "0,0 0.3,0 .3,0.5; 1,1 1,0.9 0.9,1",
         "polygons", [[[0, 0], [0.3, 0], [0.3, 0.5]], [[1, 1], [1, 0.9], [0.9, 1]]]),
    ],
)  # fmt: skip
def test_a_cell_of_a_camera_is_read(column, text, field, value):
    assert read_one(camera_row(**{column: text})).cameras[0].fields[field] == value


@pytest.mark.parametrize("column", ["zone", "active_from"])
def test_an_empty_zone_or_first_day_keeps_the_recorded_one(column):
    assert column not in read_one(camera_row(**{column: ""})).cameras[0].fields


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("name", "", "required"),
        ("name", "字" * 101, "too_long"),
        ("name", "坪山\n小学", "unprintable"),
        ("name", "坪山\u0000小学", "unprintable"),
        ("name", "rtsp://user:secret@10.0.0.5/main", "address_misplaced"),
        ("type", "", "required"),
        ("type", "food truck", "not_one_of"),
        ("status", "opened", "not_one_of"),
        ("station", " ", "required"),
        ("station_code", "Ping Shan", "not_a_station_code"),
        ("station_code", "-a", "not_a_station_code"),
        ("station_code", "a" * 21, "not_a_station_code"),
        ("is_key", "maybe", "not_yes_or_no"),
        ("built_on", "2021-02-29", "not_a_date"),
        ("built_on", "01/03/2021", "not_a_date"),
        ("built_on", "2021", "not_a_date"),
        ("built_on", "1021-03-01", "not_a_date"),
        ("status_from", "yesterday", "not_a_date"),
        ("hours", "", "required"),
        ("hours", "Moon 06:30-13:30", "hours_unknown_day"),
        ("displays", "大堂; 大堂", "duplicate_display"),
        ("displays", "字" * 101, "too_long"),
    ],
)
def test_a_wrong_cell_of_a_restaurant_is_told(column, text, code):
    assert told(restaurant_row(7, **{column: text})) == [(7, column, code)]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("camera_no", "", "camera_without_number"),
        ("camera_no", "0", "not_a_number"),
        ("camera_no", "1000", "not_a_number"),
        ("camera_no", "1.5", "not_a_number"),
        ("camera_no", "٣", "not_a_number"),
        ("zone", "XX", "not_one_of"),
        ("zone", "更衣室", "not_one_of"),
        ("privacy", "none", "not_one_of"),
        ("transport", "http", "not_one_of"),
        ("camera_url", "http://10.0.0.5/", "address_scheme"),
        ("device_id", "123", "not_a_device_id"),
        ("active_until", "soon", "not_a_date"),
        ("mask_areas", "0,0 1,1", "not_areas"),
        ("mask_areas", "0,0 1,1 2,0", "not_areas"),
        ("mask_areas", "0,0 1,1 1.5,0", "not_areas"),
        ("mask_areas", "0,0 1,1 x", "not_areas"),
    ],
)
def test_a_wrong_cell_of_a_camera_is_told(column, text, code):
    assert told(camera_row(7, **{column: text})) == [(7, column, code)]


def test_everything_wrong_is_told_at_once():
    row = camera_row(9, name="", type="x", hours="", zone="XX", camera_url="x", is_key="?")
    assert {column for __, column, __ in told(row)} == {
        "name", "type", "hours", "zone", "camera_url", "is_key",
    }  # fmt: skip


def test_a_row_without_licence_number_belongs_to_nobody():
    assert told(restaurant_row(5, licence_no=" ")) == [(5, "licence_no", "required")]


def test_the_templates_example_is_not_imported():
    assert told(restaurant_row(2, licence_no=EXAMPLE_LICENCE)) == [(2, "licence_no", "example_row")]


def test_rows_that_contradict_each_other_are_told_with_both_lines():
    __, problems = read_entries([camera_row(2), camera_row(3, camera_no="2", name="别的食堂")])
    assert [(p.line, p.column, p.code, p.values) for p in problems] == [
        (3, "name", Fault.CONTRADICTS_ROW, {"line": "2"})
    ]


def test_a_camera_told_twice_is_told_with_both_lines():
    __, problems = read_entries([camera_row(2), camera_row(3)])
    assert [(p.line, p.column, p.code, p.values) for p in problems] == [
        (3, "camera_no", Fault.DUPLICATE_CAMERA, {"number": "1", "line": "2"})
    ]


def test_a_wrong_value_in_a_later_row_is_told_with_its_own_line():
    rows = [camera_row(2, built_on=""), camera_row(3, camera_no="2", built_on="soon")]
    assert told(*rows) == [(3, "built_on", "not_a_date")]


def test_stations_take_the_first_code_and_name_told():
    entries, __ = read_entries(
        [
            restaurant_row(2, station_code=""),
            restaurant_row(3, licence_no="JY2", station_en="Pingshan Station"),
            restaurant_row(4, licence_no="JY3", station_en="Other"),
        ]
    )
    assert told_stations(entries) == {
        "坪山所": ToldStation("坪山所", "pingshan", "Pingshan Station")
    }


def test_a_password_cut_at_a_comma_is_quoted_nowhere():
    row = camera_row(camera_url="rtsp://user:12", privacy="Pa55", privacy_basis="x@10.0.0.5/main")
    __, problems = read_entries([row])
    values = [problem.values for problem in quoted_safely(problems, [row])]
    assert {"value": HIDDEN} in values
    assert "Pa55" not in str(values)


def test_other_rows_are_quoted():
    rows = camera_rows([1, 2], privacy="none")
    __, problems = read_entries(rows)
    assert [problem.values for problem in quoted_safely(problems, rows)] == [{"value": "none"}] * 2


def test_rows_and_entries_do_not_print_their_address():
    row = camera_row()
    assert "secret" not in f"{row!r} {read_one(row)!r}"


@pytest.mark.parametrize("header", ["camera_url", "Camera URL", " 摄像头地址* ", "CAMERA_URL"])
def test_a_header_is_known_in_both_languages(header):
    columns, __ = read_header([header], line=1)
    assert columns == (BY_KEY["camera_url"],)


def test_a_complete_header_has_no_problem():
    for headers in ([c.key for c in COLUMNS], [c.chinese for c in COLUMNS]):
        columns, problems = read_header([*headers, ""], line=1)
        assert columns == (*COLUMNS, None)
        assert problems == []


def test_unknown_double_and_missing_columns_are_told():
    required = [column.key for column in COLUMNS if column.is_required]
    __, problems = read_header([*required[1:], "name", "餐饮单位名称", "colour"], line=1)
    assert [(p.column, p.code, p.values) for p in problems] == [
        ("", "unknown_column", {"header": "colour"}),
        ("name", "duplicate_column", {}),
        ("licence_no", "missing_column", {}),
    ]


def test_a_file_without_header_quotes_no_address():
    texts = ["JY1", "rtsp://user:pa", "ss@10.0.0.5/main"]
    __, problems = read_header(texts, line=1)
    assert {p.values["header"] for p in problems if p.code == Fault.UNKNOWN_COLUMN} == {HIDDEN}


def test_an_example_row_can_be_read_once_it_has_a_licence_number():
    cells = {column.key: column.example for column in COLUMNS}
    entry = read_one(RegisterRow(2, cells | {"licence_no": "JY1"}))
    assert len(entry.cameras) == 1
    assert set(CAMERA) <= set(cells)
