"""Who may use a route, and whom its view sees."""

from datetime import timedelta

import pytest
from flask import Blueprint, jsonify

from portal.accounts.access import current_actor, current_scope, everybody_signed_in, requires
from portal.accounts.kinds import Role
from portal.accounts.rules import Scope
from portal.shell.audience import anyone
from tests.support.factories import NOON
from tests.support.page import read
from tests.support.people import make_person, sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def app(app):
    """The portal with a few pages of a floor above."""
    bp = Blueprint("upstairs", __name__)

    @bp.get("/upstairs/faults")
    @requires(Role.VENDOR, Role.INSPECTOR)
    def faults():
        scope = current_scope()
        return jsonify(name=current_actor().name, whole=scope.is_whole, at=sorted(scope.stations))

    @bp.get("/upstairs/inspections")
    @requires(Role.VENDOR, Role.INSPECTOR)
    def inspections():
        return jsonify(whole=current_scope(Role.INSPECTOR).is_whole)

    @bp.post("/upstairs/faults")
    @requires(Role.VENDOR)
    def close():
        return jsonify()

    @bp.get("/upstairs")
    @everybody_signed_in
    def desk():
        return "desk"

    @bp.get("/upstairs/open")
    @anyone
    def is_open():
        return jsonify()

    app.register_blueprint(bp)
    return app


@pytest.fixture
def signed_in(session, client):
    """A browser in which somebody with a role is signed in: `signed_in(role, …)`."""

    def sign_in_as(role, **changes):
        person = make_person(session, role, **changes)
        session.commit()
        return sign_in(client, person)

    return sign_in_as


def test_reader_is_led_to_the_sign_in_page_and_back(client):
    answer = client.get("/upstairs/faults?page=2")

    assert answer.status_code == 303
    assert answer.location == "/account/sign-in?next=/upstairs/faults?page%3D2"


def test_reader_of_english_is_led_back_to_english(client):
    answer = client.get("/en/upstairs/faults")

    assert answer.location == "/en/account/sign-in?next=/en/upstairs/faults"


def test_what_was_sent_without_a_sign_in_is_not_sent_again(app, client):
    app.config["WTF_CSRF_ENABLED"] = False

    assert client.post("/upstairs/faults").location == "/account/sign-in"


def test_machine_without_a_sign_in_gets_401(client):
    answer = client.get("/upstairs/faults", headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_needed")


def test_somebody_with_one_of_the_roles_is_let_in(signed_in):
    answer = signed_in(Role.VENDOR, name="小王").get("/upstairs/faults")

    assert answer.json == {"name": "小王", "whole": True, "at": []}


def test_somebody_with_another_role_is_told_so(signed_in):
    browser = signed_in(Role.AUDITOR)

    assert browser.get("/upstairs/faults", headers=JSON).json["code"] == "not_allowed"
    page = browser.get("/upstairs/faults")
    assert page.status_code == 403
    assert "您的账号无权进行此操作" in page.text


def test_a_page_for_everybody_still_needs_a_role(session, client):
    person = make_person(session)
    session.commit()

    assert sign_in(client, person).get("/upstairs").status_code == 403


def test_scope_is_that_of_the_roles_the_route_asks_for(signed_in):
    answer = signed_in(Role.INSPECTOR, station="east").get("/upstairs/faults")

    assert (answer.json["whole"], answer.json["at"]) == (False, ["east"])


def test_scope_can_be_that_of_one_role_alone(signed_in):
    assert signed_in(Role.VENDOR).get("/upstairs/inspections").json == {"whole": False}


def test_scope_of_an_open_route_is_nothing(app, signed_in):
    browser = signed_in(Role.VENDOR)
    with browser, app.app_context():
        browser.get("/upstairs/open")
        assert current_scope() == Scope()


def test_staff_pages_are_stored_nowhere(signed_in, client):
    assert client.get("/upstairs/faults").headers["Cache-Control"] == "no-store"
    assert signed_in(Role.VENDOR).get("/upstairs/faults").headers["Cache-Control"] == "no-store"


def test_public_page_that_greets_somebody_is_stored_nowhere(signed_in, client):
    assert client.get("/privacy").headers["Cache-Control"] == "private, no-cache"

    assert signed_in(Role.VENDOR).get("/privacy").headers["Cache-Control"] == "no-store"


def test_layout_greets_who_is_signed_in(signed_in, client):
    assert not read(client.get("/en/privacy").text).all(of="account")

    greeting = read(signed_in(Role.VENDOR, name="小王").get("/en/privacy").text).one(of="account")

    assert [each.text for each in greeting.all("a")] == ["小王", "Notices", "My desk"]
    assert greeting.one("form").get("action") == "/en/account/sign-out"


def test_requires_needs_a_role():
    with pytest.raises(TypeError, match="anyone"):
        requires()


def test_signed_out_browser_is_out_at_the_next_request(app, signed_in):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = signed_in(Role.VENDOR)

    assert browser.post("/account/sign-out").location == "/"
    assert browser.get("/upstairs/faults", headers=JSON).status_code == 401


def test_cookie_from_before_the_sign_out_is_worth_nothing(app, signed_in):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = signed_in(Role.VENDOR)
    kept = browser.get_cookie("mingchu").value
    browser.post("/account/sign-out")

    browser.set_cookie("mingchu", kept)

    assert browser.get("/upstairs/faults", headers=JSON).status_code == 401


def test_sign_in_ends_after_half_an_hour_without_work(signed_in, set_clock):
    browser = signed_in(Role.VENDOR)
    set_clock(NOON + timedelta(minutes=29))
    assert browser.get("/upstairs/faults", headers=JSON).status_code == 200
    set_clock(NOON + timedelta(minutes=58))
    assert browser.get("/upstairs/faults", headers=JSON).status_code == 200

    set_clock(NOON + timedelta(minutes=88))

    assert browser.get("/upstairs/faults", headers=JSON).status_code == 401


def test_reading_public_pages_is_no_work(signed_in, set_clock):
    browser = signed_in(Role.VENDOR)
    for minutes in (10, 20, 29):
        set_clock(NOON + timedelta(minutes=minutes))
        browser.get("/privacy")

    set_clock(NOON + timedelta(minutes=31))

    assert browser.get("/upstairs/faults", headers=JSON).status_code == 401


def test_sign_in_ends_after_a_day_of_work(signed_in, set_clock):
    browser = signed_in(Role.VENDOR)
    for minutes in range(20, 12 * 60, 20):
        set_clock(NOON + timedelta(minutes=minutes))
        assert browser.get("/upstairs/faults", headers=JSON).status_code == 200

    set_clock(NOON + timedelta(hours=12))

    assert browser.get("/upstairs/faults", headers=JSON).status_code == 401
