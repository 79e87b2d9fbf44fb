"""The wall: many Cameras at once, for the officers of a place."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from portal.accounts.kinds import Role
from portal.extensions import db
from portal.registry.kinds import Zone
from tests.support.factories import NOON, make_camera, make_restaurant, make_station
from tests.support.leads import bare_leads
from tests.support.looks import bad, good, note
from tests.support.page import read
from tests.support.people import make_person, sign_in


@pytest.fixture(autouse=True)
def clock_at_noon(set_clock):
    """Every test begins at noon of 4 March 2026."""


@pytest.fixture
def wall(app, session):
    """The wall as an officer sees it: `wall(arguments, role, station=...)`."""

    def see(arguments="", role=Role.BUREAU_OFFICER, **at):
        person = make_person(session, role, **at)
        session.commit()
        answer = sign_in(app.test_client(), person).get(f"/en/wall{arguments}")
        assert answer.status_code == 200
        return read(answer.text)

    return see


def district(session, *, restaurants=1, cameras=5, station=None):
    """So many Cameras that show a good picture."""
    found = []
    for __ in range(restaurants):
        row = make_restaurant(session, station=station) if station else make_restaurant(session)
        for number in range(1, cameras + 1):
            camera = make_camera(session, row, number=number, zone=Zone.COOKING)
            note(session, good(-0.5, camera.id))
            found.append(camera)
    return found


def shown(page):
    return [each.get("data-camera") for each in page.all("figure")]


def test_nine_cameras_are_shown_and_the_next_page_holds_the_others(session, wall):
    cameras = district(session, restaurants=3, cameras=4)
    first, second = wall(), wall("?page=2")

    assert len(shown(first)) == 9
    assert sorted(shown(first) + shown(second)) == sorted(each.code for each in cameras)
    assert "page=2" in first.one("a", rel="next").get("href")
    assert "page=1" in second.one("a", rel="next").get("href")


def test_camera_with_a_lead_comes_first_then_one_that_fails(session, wall):
    calm, failing, suspect = district(session, cameras=3)
    for number in range(6):
        note(session, bad(number, failing.id), now=NOON + timedelta(minutes=number))
    bare_leads(session, suspect, 1)
    page = wall()

    assert shown(page) == [suspect.code, failing.code, calm.code]
    assert page.one("a", href=f"/en/desk/leads?camera={suspect.code}").text == "1 lead"
    assert page.one("a", href=f"/en/desk/cameras/{failing.code}")
    assert shown(wall("?alarms=1")) == [suspect.code, failing.code]


def test_wall_of_a_station_shows_its_own_cameras_only(session, wall):
    east, west = make_station(session, code="east"), make_station(session, code="west")
    own, other = district(session, station=east), district(session, station=west)

    assert set(shown(wall("", Role.STATION_HEAD, station="east"))) == {e.code for e in own}
    assert shown(wall("?station=west", Role.STATION_HEAD, station="east")) == []
    assert set(shown(wall("?station=west"))) == {each.code for each in other}


def test_wall_of_a_zone_shows_no_other(session, wall):
    (cooking,) = district(session, cameras=1)
    washing = make_camera(session, cooking.restaurant, number=2, zone=Zone.WASHING)

    assert shown(wall(f"?zone={Zone.WASHING.value}")) == [washing.code]


def test_every_picture_comes_by_an_address_of_the_officer(session, wall):
    (camera,) = district(session, cameras=1)
    figure = wall().one("figure")

    assert figure.get("data-still").startswith(f"/en/live/{camera.code}/g/")
    assert figure.get("data-playlist").startswith(f"/en/live/{camera.code}/g/")


def test_without_script_the_page_turns_by_itself_unless_it_is_to_stay(session, wall):
    district(session, restaurants=2)
    turning, staying = wall(), wall("?paused=1")

    assert "page=2" in turning.one("meta", **{"http-equiv": "refresh"}).get("content")
    assert "page=1" in staying.one("meta", **{"http-equiv": "refresh"}).get("content")
    assert ["data-turns" in each.one("main").attributes for each in (turning, staying)] == [
        True,
        False,
    ]


def test_empty_wall_says_so(wall):
    assert (
        wall().one(role="status", of="wall-empty").text == "No camera is here that you asked for."
    )


def test_wall_has_a_fixed_number_of_statements(app, session):
    person = make_person(session, Role.BUREAU_OFFICER)
    district(session, cameras=2)
    browser = sign_in(app.test_client(), person)
    browser.get("/wall")
    few = statements(app, browser)
    district(session, restaurants=3, cameras=3)

    assert statements(app, browser) == few


def statements(app, browser):
    """How many statements the wall takes."""
    told = []

    def listener(*_):
        told.append(1)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listener)
    try:
        browser.get("/wall")
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(told)
