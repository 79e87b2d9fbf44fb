"""Every route with every role: who is let in is what the route itself declares.

A route of a new floor is walked without a line here; tests/support/routes.py may need a value for
its arguments.
"""

import re

import pytest

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.shell.audience import ATTRIBUTE
from tests.support.people import make_person, sign_in
from tests.support.routes import asked_paths

JSON = {"Accept": "application/json"}
SCOPES = {role: {"station": "east"} for role in STATION_ROLES} | {
    role: {"restaurant": "abc"} for role in RESTAURANT_ROLES
}
FORMLESS = {
    "cases.tell": "checks the token itself, so that an old page does not cost what was typed",
    "cases.tell_unlisted": "the same",
    "cases.picture_wrong": "one tap that anybody may make from anywhere, limited a venue",
    "front.beat": "a display says by its secret address that it runs",
    "live.renewed": "a signed grant in the address is what counts",
    "live.viewing": "a beacon carries no form; the origin is checked",
}
"""Routes that change something for whoever sends them, without a token, and why."""


@pytest.fixture
def app(app):
    """The portal without limits and tokens, which would answer before the route does."""
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def walked(app, set_clock):
    """Every route as audience, method and path."""
    return [
        (getattr(app.view_functions[rule.endpoint], ATTRIBUTE, "anyone"), method, path)
        for rule, method, path in asked_paths(app)
    ]


def status_of(client, method, path):
    """What a machine is answered."""
    with client.open(path, method=method, headers=JSON) as answer:
        return answer.status_code


def test_readers_are_kept_from_every_staff_page(walked, app):
    staff = [(method, path) for audience, method, path in walked if audience != "anyone"]

    let_in = [each for each in staff if status_of(app.test_client(), *each) != 401]

    assert staff
    assert let_in == []


def test_no_route_refuses_a_reader_whom_it_says_it_serves(walked, app):
    refused = []
    for audience, method, path in walked:
        with app.test_client().open(path, method=method, headers=JSON) as answer:
            told = answer.json if answer.is_json else {}  # Open311 answers with lists
            is_refused = isinstance(told, dict) and told.get("code") == "not_allowed"
            if audience == "anyone" and is_refused:
                refused.append(path)

    assert refused == []


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_the_pages_that_ask_for_it_and_no_others(role, walked, app, session):
    person = make_person(session, role, **SCOPES.get(role, {}))
    session.commit()
    wrong = []
    for audience, method, path in walked:
        if audience == "anyone":
            continue
        browser = sign_in(app.test_client(), person)  # anew: some of the pages sign out
        is_refused = status_of(browser, method, path) in {401, 403}
        if is_refused is (role in audience) and not asks_for_password(method, path):
            wrong.append(f"{method} {path}")

    assert wrong == []


def asks_for_password(method, path):
    """Whether the route answers 401 to who is signed in, but did not give the password again."""
    return method == "POST" and path in {
        "/account/password", "/account/second-factor", "/account/recovery-codes",
    }  # fmt: skip


def test_somebody_without_a_role_opens_nothing(walked, app, session):
    person = make_person(session)
    session.commit()
    browser = sign_in(app.test_client(), person)
    staff = [(method, path) for audience, method, path in walked if audience != "anyone"]

    assert {status_of(browser, *each) for each in staff} == {403}


def test_every_form_of_staff_needs_its_token(walked, app, session):
    app.config["WTF_CSRF_ENABLED"] = True
    person = make_person(session)
    session.commit()
    browser = sign_in(app.test_client(), person)
    changing = [
        (method, path)
        for audience, method, path in walked
        if audience != "anyone" and method not in {"GET", "QUERY"}
    ]

    assert changing
    assert {status_of(browser, *each) for each in changing} == {400}


def test_every_form_of_the_public_needs_its_token_or_says_why_not(app, set_clock):
    app.config["WTF_CSRF_ENABLED"] = True
    open_to_all, seen = set(), 0
    for rule, method, path in asked_paths(app):
        view = app.view_functions[rule.endpoint]
        if method not in {"GET", "QUERY"} and getattr(view, ATTRIBUTE, "anyone") == "anyone":
            seen += 1
            with app.test_client().open(path, method=method, headers=JSON) as answer:
                told = answer.json if answer.is_json else {}
                if told.get("code") != "stale_form":
                    open_to_all.add(rule.endpoint)

    assert open_to_all == FORMLESS.keys()
    assert seen > len(FORMLESS)


def test_no_page_leads_to_another_site(walked, app, session):
    person = make_person(session, Role.SYSADMIN)
    session.commit()
    asked = dict.fromkeys(("next", "back", "url", "to", "return"), "//evil.example/a")
    led = []
    for browser in (app.test_client(), sign_in(app.test_client(), person)):
        for _, method, path in walked:
            if method == "GET":
                with browser.get(path, query_string=asked) as answer:
                    if re.match(r"(https?:)?//(?!localhost/)", answer.headers.get("Location", "")):
                        led.append((path, answer.headers["Location"]))

    assert led == []


def test_desk_of_a_role_opens_for_it(app):
    desks = app.extensions["mingchu_desks"]

    shut = {
        role: endpoint
        for role, endpoint in desks.items()
        if role not in getattr(app.view_functions[endpoint], ATTRIBUTE)
    }

    assert desks
    assert shut == {}
