"""The nightly files: what is in them, that they are made once, and how they are told of."""

import csv
import io
import json
import tracemalloc
from datetime import timedelta
from hashlib import sha256
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from portal.extensions import db
from portal.opendata import editions
from portal.opendata.datasets import DATASETS
from portal.opendata.publishing import publish
from tests.portal.opendata.conftest import NOW

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = "2026-11-23"


@pytest.fixture
def folder(settings):
    """Where the files lie."""
    return settings.data / editions.FOLDER


@pytest.fixture
def made(app, kitchen, publish_finding, folder):
    """The files of a night of a district with a Restaurant and a Finding."""
    publish_finding()
    with app.app_context():
        found = publish()
        db.session.remove()
    return found


def rows_of(path):
    """The rows of a CSV file that begins with the mark."""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_each_dataset_has_its_three_formats_with_the_same_rows(made, folder):
    for name in DATASETS:
        table = rows_of(folder / DAY / f"{name}.csv")
        lines = (folder / DAY / f"{name}.ndjson").read_text(encoding="utf-8").splitlines()
        sheet = openpyxl.load_workbook(folder / DAY / f"{name}.xlsx").active
        assert len(table) == len(lines) == sheet.max_row - 1
        if lines:
            assert list(json.loads(lines[0])) == list(table[0]) == list(DATASETS[name].columns)


def test_no_cell_begins_like_a_formula(made, folder):
    (row,) = rows_of(folder / DAY / "restaurants.csv")
    sheet = openpyxl.load_workbook(folder / DAY / "restaurants.xlsx").active

    assert row["name"] == "'=老王小炒"
    assert [each.data_type for each in sheet["B"]] == ["s", "s"]
    line = (folder / DAY / "restaurants.ndjson").read_text(encoding="utf-8")
    assert json.loads(line)["name"] == "=老王小炒"  # for programs it stays what it is


def test_sums_are_those_of_the_files(made, folder):
    told = (folder / DAY / editions.SUMS).read_text().splitlines()

    assert len(told) == 3 * len(DATASETS) + 2
    for line in told:
        digest, name = line.split("  ")
        assert sha256((folder / DAY / name).read_bytes()).hexdigest() == digest


def test_columns_are_explained_in_both_languages(made, folder):
    rows = rows_of(folder / DAY / editions.DICTIONARY)
    package = json.loads((folder / DAY / editions.PACKAGE).read_text(encoding="utf-8"))

    assert {(row["dataset"], row["column"]) for row in rows} == {
        (name, column) for name, each in DATASETS.items() for column in each.columns
    }
    assert all(row["zh"] != row["en"] and row["zh"] and row["en"] for row in rows)
    types = {each["name"]: each["type"] for each in package["resources"][0]["schema"]["fields"]}
    assert (types["built_on"], types["status_since"], types["cameras"], types["is_key"]) == (
        "date", "datetime", "integer", "boolean",
    )  # fmt: skip


def test_files_once_made_are_never_made_again(app, made, folder, session, kitchen):
    before = (folder / DAY / "restaurants.csv").read_bytes()
    kitchen.name = "别的名字"
    session.commit()

    with app.app_context():
        assert publish() is None

    assert (folder / DAY / "restaurants.csv").read_bytes() == before


def test_nothing_half_made_is_left_or_shown(app, kitchen, folder, monkeypatch):
    def break_off(*_arguments, **_more):
        raise ConnectionError("the database went away")

    monkeypatch.setattr("portal.opendata.datasets.queries.public_findings", break_off)
    with app.app_context(), pytest.raises(ConnectionError):
        publish()

    assert list(folder.iterdir()) == []
    assert editions.newest(folder) is None


def test_whoever_comes_second_leaves_the_first_ones_files(app, kitchen, folder, monkeypatch):
    made = []

    def meanwhile(*arguments, **more):
        if not made:
            made.append(folder / DAY)
            made[0].mkdir(parents=True)
            (made[0] / "of-another.csv").write_text("x")
        return []

    monkeypatch.setattr("portal.opendata.datasets.queries.station_rows", meanwhile)
    with app.app_context():
        assert publish() is None

    assert [each.name for each in folder.iterdir()] == [DAY]
    assert (folder / DAY / "of-another.csv").exists()


def test_rows_are_not_all_held_at_once(tmp_path):
    path = tmp_path / "big"
    path.mkdir()
    dataset = DATASETS["stations"]
    many = type(dataset)(
        "stations", dataset.shape, dataset.title, dataset.about,
        lambda _night: (dataset.shape(f"s{place}", "名" * 20, "Name " * 10)
                        for place in range(6_000)),
    )  # fmt: skip
    tracemalloc.start()
    facts = list(editions._write(path, many, None))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert facts[0].rows == 6_000
    assert most < facts[0].size_bytes + facts[1].size_bytes


def test_command_says_what_it_made_and_that_it_was_made(app, kitchen):
    runner = app.test_cli_runner()
    first = runner.invoke(args=["opendata", "publish", "--lang", "en"]).output
    second = runner.invoke(args=["opendata", "publish", "--lang", "en"]).output

    assert "restaurants.csv" in first
    assert second.startswith("Today's files are there already")


def test_a_file_is_given_to_keep_for_ever(client, made):
    path = f"/open-data/{DAY}/restaurants.csv"
    with client.get(path) as answer:
        content = answer.data
    with client.get(path, headers={"If-None-Match": answer.headers["ETag"]}) as again:
        pass

    assert answer.status_code == 200
    assert answer.headers["ETag"].strip('"') == sha256(content).hexdigest()
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert f"restaurants-{DAY}.csv" in answer.headers["Content-Disposition"]
    assert again.status_code == 304


def test_latest_leads_to_the_newest(client, made):
    answer = client.get("/open-data/latest/findings.ndjson")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/open-data/{DAY}/findings.ndjson"


def test_nothing_else_is_given(client, made):
    paths = (
        f"/open-data/{DAY}/index.json", f"/open-data/{DAY}/..%2f..%2fmingchu.db",
        "/open-data/../x", "/open-data/2026-11-22/restaurants.csv",
        "/open-data/latest/nothing.csv", f"/open-data/{DAY}%0a/restaurants.csv",
    )  # fmt: skip

    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_before_the_first_night_there_is_nothing_and_no_error(client, kitchen):
    assert client.get("/open-data/latest/restaurants.csv").status_code == 404
    assert client.get("/data.json").json["dataset"] == []
    assert "Every night" not in client.get("/en/open-data").text


def test_catalogue_lists_the_newest_files(client, made):
    told = client.get("/data.json").json

    names = [each["identifier"].partition("#")[2] for each in told["dataset"]]
    assert names == list(DATASETS)
    for dataset in told["dataset"]:
        assert dataset["license"] == "CC-BY-4.0"
        for file in dataset["distribution"]:
            path = "/open-data/" + file["downloadURL"].partition("/open-data/")[2]
            with client.get(path) as answer:
                digest = sha256(answer.data).hexdigest()
            assert digest == file["checksum"]["checksumValue"]


def test_page_lists_and_explains(client, made, set_clock):
    set_clock(NOW + timedelta(days=1))
    text = client.get("/en/open-data").text

    assert all(f"/open-data/{DAY}/{name}.csv" in text for name in DATASETS)
    assert "CC-BY-4.0" in text


def test_feed_of_findings_tells_what_was_decided(client, kitchen, publish_finding):
    found = publish_finding()
    publish_finding(is_public=False)

    answer = client.get("/open-data/findings.atom")
    root = ET.fromstring(answer.data)
    (entry,) = root.findall(f"{ATOM}entry")

    assert answer.mimetype == "application/atom+xml"
    assert entry.findtext(f"{ATOM}id").endswith(f"/r/{kitchen.code}#{found.number}")
    assert entry.findtext(f"{ATOM}updated") == "2026-11-22T16:00:00Z"
    assert client.get("/open-data/findings.atom?restaurant=nnnnnnnnnn").text.count("<entry>") == 0


def test_a_feed_of_nothing_is_a_feed(client):
    for path in ("/open-data/findings.atom", "/open-data/reports.atom"):
        root = ET.fromstring(client.get(path).data)

        assert root.tag == f"{ATOM}feed"
        assert all(root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
