"""What a browser may keep for the time without a connection."""

import re

import pytest

from portal.settings import Settings
from portal.shell.offline import version_of
from tests.support.page import read
from tests.support.tree import ROOT, text_of

WORKER = ROOT / "static/js/service-worker.js"


def test_worker_comes_from_the_root_and_is_asked_for_anew_each_time(client):
    with client.get("/service-worker.js") as answer:
        assert answer.get_data(as_text=True) == text_of(WORKER)

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; connect-src")


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_of_both_languages_name_one_worker(client, language):
    bar = read(client.get(f"{language}/").text).one("p", of="offline")

    assert re.fullmatch(r"/service-worker\.js\?version=[0-9a-f]{16}", bar.get("data-worker"))


def test_changed_look_or_hotline_is_another_version(tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text("a {}", encoding="utf-8")
    first = version_of(Settings(data=tmp_path), [sheet])
    other_number = version_of(Settings(data=tmp_path, hotline="110"), [sheet])
    sheet.write_text("b {}", encoding="utf-8")

    assert len({first, other_number, version_of(Settings(data=tmp_path), [sheet])}) == 3


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/offline", "没有网络连接"),
        ("/en/offline", "No connection"),
        ("/offline?unsent=1", "没有发出：网络已断开"),
        ("/en/offline?unsent=1", "Not sent: there is no connection"),
    ],
)
def test_page_says_what_happened_and_whom_to_call(client, address, heading):
    page = read(client.get(address).text)

    assert page.one("h1").text == heading
    assert page.one("main").all("a", href="tel:12315")


def test_everything_that_the_worker_keeps_is_there(client):
    text = text_of(WORKER)
    kept = re.findall(r'"((?:static/|offline)[^"]*)"', text)

    assert {"offline", "offline?unsent=1", "static/css/mingchu.css"} <= set(kept)
    for path in kept:
        for language in ("/", "/en/"):
            with client.get(language + path) as answer:
                assert answer.status_code == 200, path


def test_page_needs_no_file_that_is_not_kept(client):
    page = read(client.get("/offline").text)
    needed = {each.get("href") for each in page.all("link")} | {
        each.get("src") for each in page.all("script")
    }
    modules = re.findall(r'from "\./([\w.-]+)"', text_of(ROOT / "static/js/offline.js"))
    kept = text_of(WORKER)

    assert len(needed) == 3
    for path in [*needed, *(f"/static/js/{each}" for each in modules)]:
        assert f'"{path.lstrip("/")}"' in kept
