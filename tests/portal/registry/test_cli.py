import csv
import io

import pytest
from sqlalchemy import func, select

from portal.registry import cli as registry_cli
from portal.registry.models import Camera, Restaurant
from portal.registry.register_file import read_register
from portal.registry.rules import COLUMNS, RegisterBusy
from tests.support.factories import make_camera, make_restaurant
from tests.support.register_rows import CAMERA, PLAIN


@pytest.fixture
def run(app):
    """Run a command of the group `registry`."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["registry", *map(str, arguments)])


@pytest.fixture
def file(tmp_path):
    """A register file of one Restaurant with one Camera, to be changed by keyword."""

    def write(**changes):
        row = PLAIN | CAMERA | changes
        text = io.StringIO(newline="")
        csv.writer(text).writerows([list(row), list(row.values())])
        path = tmp_path / "register.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return path

    return write


def test_an_import_writes_and_reports(run, file, session):
    done = run("import", file(), "--lang", "en")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "stations: 1 new, 0 changed, 0 unchanged",
        "restaurants: 1 new, 0 changed, 0 unchanged",
        "cameras: 1 new, 0 changed, 0 unchanged",
        "displays: 0 new, 0 changed, 0 unchanged",
        "status changes recorded: 1",
    ]
    assert session.scalar(select(func.count(Camera.id))) == 1


def test_a_second_import_reports_no_change(run, file):
    run("import", file())
    assert "cameras: 0 new, 0 changed, 1 unchanged" in run("import", file(), "--lang", "en").output


def test_a_trial_writes_nothing(run, file, session):
    done = run("import", file(), "--dry-run", "--lang", "en")
    assert done.exit_code == 0
    assert "nothing was written" in done.output
    assert "restaurants: 1 new" in done.output
    assert session.scalar(select(func.count(Restaurant.id))) == 0


def test_problems_are_told_by_line_and_column_and_nothing_is_written(run, file, session):
    done = run("import", file(type="truck", camera_url="rtsp://u:p@8.8.8.8/"), "--lang", "en")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "line 2, column type: “truck” is not known here; choose one of: school_canteen, canteen, "
        "large, medium, small, chain, central_kitchen, meal_delivery.",
        "line 2, column camera_url: The host lies outside the camera networks; "
        "see the setting MINGCHU_CAMERA_NETWORKS.",
        "Nothing was imported. Problems: 2",
    ]
    assert session.scalar(select(func.count(Restaurant.id))) == 0


def test_problems_name_the_columns_in_chinese_by_default(run, file):
    assert "类型" in run("import", file(type="truck")).stderr


def test_a_file_that_is_none_is_told_without_a_line(run, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"")
    done = run("import", path, "--lang", "en")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0] == "The file holds no rows under its header."


def test_a_missing_file_is_a_usage_error(run, tmp_path):
    assert run("import", tmp_path / "none.csv").exit_code == 2


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "T.XLSX"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_is_written_that_can_be_read(run, tmp_path, name, language):
    path = tmp_path / name
    assert run("template", path, "--lang", language).exit_code == 0
    assert set(read_register(path.read_bytes())[0].cells) == {column.key for column in COLUMNS}


def test_a_template_of_another_kind_is_refused(run, tmp_path):
    done = run("template", tmp_path / "t.ods")
    assert done.exit_code == 2
    assert not (tmp_path / "t.ods").exists()


def test_cameras_are_listed_without_address(run, session):
    row = make_restaurant(session, name="光明饭店", licence_no="JY7")
    camera = make_camera(session, row, number=3, name="灶台")
    session.commit()
    assert run("cameras", "--lang", "en").output == (
        f"{camera.code}\tJY7\t光明饭店\t3\tCK Cooking\t灶台\n"
    )


def test_an_import_beside_another_says_so(run, file, monkeypatch):
    def refuse(*_arguments, **_names):
        raise RegisterBusy

    monkeypatch.setattr(registry_cli, "import_register", refuse)
    done = run("import", file(), "--lang", "en")
    assert done.exit_code == 1
    assert "Another import is running" in done.output
