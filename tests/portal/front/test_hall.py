"""The screen in a dining room: picture, record, the changing code, and the sign that it runs."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.participation.displays import display_secret
from portal.participation.operations import display_key, renew_display_key
from portal.participation.rules.presence import rotating_code, window_of
from portal.registry.rules.beats import SEEN_AFTER
from tests.portal.front.conftest import NOW
from tests.support.factories import make_display
from tests.support.page import read
from tests.support.staff import officer

TODAY = date(2026, 11, 23)


@pytest.fixture
def row(kitchen, session):
    """A kitchen that works, with one Display that was never seen."""
    found = kitchen(name="阳光小馆", name_en="Sunshine Bistro")
    make_display(session, found, name="大堂")
    session.commit()
    session.refresh(found, ["displays"])
    return found


@pytest.fixture
def key(session, row):
    """The key of the Restaurant's code."""
    found = display_key(session, row.id, now=NOW)
    session.commit()
    return found


@pytest.fixture
def path(app, row, key):
    """The address that this Restaurant's Displays open: `path()`, of one alone by its id."""

    def address(display_id=None):
        with app.app_context():
            return f"/display/{row.code}/{display_secret(key, display_id)}"

    return address


def beat(client, path, set_clock, *, minutes):
    for minute in range(minutes):
        set_clock(NOW + timedelta(minutes=minute))
        assert client.post(f"{path}/beat").status_code == 204


def test_screen_shows_the_code_of_this_window(see, row, key, path):
    page = see(path())

    code = rotating_code(key, row.code, window_of(NOW)).upper()
    assert [each.text for each in page.all(of="code-text")] == [code, code]
    assert page.one(of="hall-words").one("div", lang="en", hidden=True)


def test_screen_says_all_in_both_languages(see, path):
    sides = {each.get("lang"): each.text for each in see(path()).all(of="hall-side")}

    assert "Sunshine Bistro" in sides["en"]
    assert "Findings on record none published in 12 months" in sides["en"]
    assert "阳光小馆" in sides["zh-Hans"]


def test_without_script_each_turn_shows_the_next_picture_and_the_other_language(see, path):
    first, second = see(path()), see(f"{path()}?turn=2")

    assert "turn=2" in first.one("meta", **{"http-equiv": "refresh"}).get("content")
    hidden = [["hidden" in slide.attributes for slide in page.all(of="hall-slide")]
              for page in (first, second)]  # fmt: skip
    assert hidden == [[False, True], [True, False]]
    assert "hidden" not in second.one("div", of="hall-side", lang="en").attributes


def test_nobody_keeps_the_page_with_the_code(client, path):
    answer = client.get(path())

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_address_without_the_secret_shows_no_changing_code(see, row):
    page = see(f"/display/{row.code}")

    assert page.all(of="code-text") == []
    assert page.one("body").get("data-beat") == ""
    assert len(page.all(of="hall-qr")) == 2


@pytest.mark.parametrize("wrong", ["0" * 32, "é", "x"])
def test_guessed_secret_opens_nothing_and_beats_for_nobody(client, row, key, wrong):
    assert client.get(f"/display/{row.code}/{wrong}").status_code == 404
    assert client.post(f"/display/{row.code}/{wrong}/beat").status_code == 404


def test_renewed_address_makes_the_old_one_void(client, session, row, path):
    old = path(row.displays[0].id)
    renew_display_key(session, row.code, actor=officer(), now=NOW)
    session.commit()

    assert client.get(old).status_code == 404


def test_only_display_of_a_restaurant_is_seen_by_the_address_for_all(
    client, session, row, path, set_clock
):
    beat(client, path(), set_clock, minutes=SEEN_AFTER)
    session.refresh(row.displays[0])

    assert row.displays[0].verified_on == TODAY


def test_each_of_several_displays_tells_of_itself(client, session, row, path, set_clock):
    other = make_display(session, row, name="二楼")
    session.commit()
    beat(client, path(), set_clock, minutes=SEEN_AFTER)  # of which of them nobody can tell
    beat(client, path(other.id), set_clock, minutes=SEEN_AFTER)
    session.refresh(other)
    session.refresh(row.displays[0])

    assert other.verified_on == TODAY
    assert row.displays[0].verified_on is None


def test_screen_of_a_kitchen_without_cameras_says_so(see, kitchen):
    bare = kitchen(zones=())

    assert "No camera of this kitchen is connected yet." in see(f"/en/display/{bare.code}").text


def test_unknown_restaurant_has_no_screen(client):
    assert client.get("/display/0000000000").status_code == 404


def test_screen_is_small(client, path):
    page = client.get(path())
    styles = sum(
        Path(f"static/css/{name}.css").stat().st_size for name in ("mingchu", "player", "screens")
    )

    assert len(read(page.text).all("figure")) == 2
    assert len(page.data) + styles <= 72_000  # before anything is packed for the line
