"""Files of `static/` are packed for browsers that say they can unpack."""

import gzip

import pytest

from tests.support.tree import ROOT

SHEET = "css/mingchu.css"
ADDRESS = f"/static/{SHEET}"
PACKED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def fetch(client):
    """An answer, read to its end and closed."""

    def ask(address, headers):
        with client.get(address, headers=headers) as answer:
            answer.get_data()
            return answer

    return ask


def file_text(name):
    """The file itself."""
    return (ROOT / "static" / name).read_bytes()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_style_sheet_is_packed(fetch, turn):
    for _ in range(1 if turn == "first" else 2):
        answer = fetch(ADDRESS, headers=PACKED)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == file_text(SHEET)
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(file_text(SHEET)) / 3


def test_a_browser_that_cannot_unpack_gets_the_file(fetch):
    answer = fetch(ADDRESS, headers={"Accept-Encoding": "identity"})

    assert "Content-Encoding" not in answer.headers
    assert answer.data == file_text(SHEET)


def test_caches_keep_both_apart(fetch):
    answers = [fetch(ADDRESS, headers=headers) for headers in (PACKED, {})]

    assert ["Accept-Encoding" in each.vary for each in answers] == [True, True]
    assert answers[0].headers["ETag"] == f"W/{answers[1].headers['ETag']}"


def test_what_has_not_changed_is_not_sent_again(fetch):
    tag = fetch(ADDRESS, headers=PACKED).headers["ETag"]

    answer = fetch(ADDRESS, headers=PACKED | {"If-None-Match": tag})

    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("name", ["img/favicon.svg", "css/opendata.css"])
def test_short_and_long_files_come_whole(fetch, name):
    answer = fetch(f"/static/{name}", headers=PACKED)
    is_packed = answer.headers.get("Content-Encoding") == "gzip"

    assert (gzip.decompress(answer.data) if is_packed else answer.data) == file_text(name)


def test_pages_are_not_packed_because_they_may_hold_a_secret(fetch):
    answer = fetch("/restaurants?q=a", headers=PACKED)

    assert "Content-Encoding" not in answer.headers


def test_a_missing_file_is_told_as_before(fetch):
    assert fetch("/static/css/none.css", headers=PACKED).status_code == 404
