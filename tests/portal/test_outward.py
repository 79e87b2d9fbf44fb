"""What leaves the portal on all its routes: policies, addresses, what browsers may keep."""

import re
import shutil

import pytest

from portal import create_app
from portal.accounts.kinds import Role
from portal.extensions import db
from portal.shell.audience import ATTRIBUTE
from tests.portal.conftest import settings_under
from tests.support.factories import make_camera, make_restaurant
from tests.support.people import make_person, sign_in
from tests.support.routes import asked_paths
from tests.support.tricks import ELSEWHERE

FOREIGN = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}


@pytest.fixture
def app(app, set_clock):
    """The portal without limits, which would answer before the route does."""
    app.config.update(RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def kitchen(session):
    """A kitchen with a camera that is open."""
    restaurant = make_restaurant(session)
    make_camera(session, restaurant=restaurant)
    session.commit()
    return restaurant


def pages(app, *, audience):
    """The paths of all routes for `audience` that are read."""
    return [
        path
        for rule, method, path in asked_paths(app)
        if method == "GET" and audience(audience_of(app, rule.endpoint))
    ]


def audience_of(app, endpoint):
    """Whom a route says that it serves."""
    return getattr(app.view_functions[endpoint], ATTRIBUTE, "anyone")


def test_no_page_allows_a_script_or_style_of_another_origin(app):
    client, wrong, seen = app.test_client(), [], 0
    for path in pages(app, audience=lambda who: who == "anyone"):
        with client.get(path) as answer:
            if answer.mimetype != "text/html":
                continue
            seen += 1
            policy = answer.headers.get("Content-Security-Policy", "")
            is_strict = "object-src 'none'" in policy and "base-uri 'none'" in policy
            if not is_strict or re.search(r"unsafe|\*|https?:|strict-dynamic", policy):
                wrong.append(path)

    assert seen
    assert wrong == []


def test_no_answer_repeats_a_host_that_the_browser_made_up(app, kitchen):
    client, told = app.test_client(), []
    paths = pages(app, audience=lambda who: who == "anyone")
    own = [f"/r/{kitchen.code}", f"/r/{kitchen.code}/qr.svg", f"/en/r/{kitchen.code}"]
    for path in paths + own:
        with client.get(path, headers=FOREIGN) as answer:
            if b"evil.example" in answer.data or "evil.example" in str(answer.headers):
                told.append(path)

    assert told == []


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SYSADMIN])
def test_no_browser_keeps_a_page_of_staff(role, app, session):
    person = make_person(session, role, **({"station": "east"} if role is Role.INSPECTOR else {}))
    session.commit()
    browser, kept, seen = sign_in(app.test_client(), person), [], 0
    for path in pages(app, audience=lambda who: who != "anyone" and role in who):
        with browser.get(path) as answer:
            seen += 1
            if "no-store" not in answer.headers.get("Cache-Control", ""):
                kept.append(path)

    assert seen
    assert kept == []


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_link_back_leads_elsewhere(client, address):
    answer = client.get("/reading", query_string={"back": address})

    assert answer.status_code == 303
    assert answer.location == "/"


def test_every_page_is_alone_in_its_window(client):
    headers = client.get("/").headers

    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_nothing_is_traced(client):
    assert client.open("/", method="TRACE").status_code == 405


def test_signing_out_clears_what_the_browser_cached(client):
    client.application.config["WTF_CSRF_ENABLED"] = False

    assert client.post("/account/sign-out").headers["Clear-Site-Data"] == '"cache"'


@pytest.fixture
def by_https(tmp_path, migrated_file):
    """A browser of a portal that is served by https."""
    settings = settings_under(tmp_path, behind_tls=True)
    shutil.copy(migrated_file, settings.data / "mingchu.db")
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_behind_tls_browsers_are_told_to_stay_there(by_https):
    for path in ("/", "/nowhere", "/static/css/mingchu.css"):
        with by_https.get(path, base_url="https://k.example.cn") as answer:
            told = answer.headers["Strict-Transport-Security"]
            assert told == "max-age=31536000; includeSubDomains"


def test_behind_tls_the_cookie_belongs_to_this_host_alone(by_https):
    page = by_https.get("/account/sign-in", base_url="https://k.example.cn")

    (cookie,) = page.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-mingchu=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_behind_tls_a_cookie_of_comfort_does_too(by_https):
    at = {"base_url": "https://k.example.cn"}
    chosen = by_https.get("/reading?colour=dark", **at)

    (cookie,) = chosen.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-mingchu_colour=dark")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert 'data-colour="dark"' in by_https.get("/", **at).text
    forgotten = by_https.get("/reading?colour=auto", **at).headers.getlist("Set-Cookie")
    assert any(each.startswith("__Host-mingchu_colour=;") for each in forgotten)


def test_a_choice_from_before_https_still_counts(by_https):
    by_https.set_cookie("mingchu_colour", "dark", domain="k.example.cn")

    assert 'data-colour="dark"' in by_https.get("/", base_url="https://k.example.cn").text
