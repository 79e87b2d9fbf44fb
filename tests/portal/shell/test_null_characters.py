"""A null character is refused before any floor reads it, on both databases."""

import io

import pytest
from flask import request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from portal import create_app
from portal.accounts.kinds import Role
from portal.extensions import db
from tests.portal.conftest import settings_under
from tests.support.factories import make_camera
from tests.support.people import make_person, sign_in
from tests.support.routes import asked_paths

GUARDED = {"Accept": "application/json"}


@pytest.fixture(params=["sqlite", "postgres"])
def floors(request, tmp_path):
    """The portal on either database, without tokens and limits, which would answer first."""
    if request.param == "sqlite":
        app = request.getfixturevalue("app")
    else:
        new_postgres = request.getfixturevalue("new_postgres")
        app = create_app(settings_under(tmp_path, database=new_postgres()))
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False, TESTING=True)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(floors):
    """An administrator's browser."""
    with floors.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        person = make_person(session, Role.SYSADMIN)
        session.commit()
    return sign_in(floors.test_client(), person)


def answers(browser, asked, **sent):
    """The statuses of all that was asked."""
    found = set()
    for method, path in asked:
        with browser.open(path, method=method, **{"headers": GUARDED} | sent) as answer:
            found.add((answer.status_code, answer.json and answer.json.get("code")))
    return found


def test_every_route_refuses_it_in_its_query(floors, browser):
    asked = [(method, path) for _, method, path in asked_paths(floors)]

    assert answers(browser, asked, query_string="q=a%00b") == {(400, "bad_request")}


def test_every_form_refuses_it_in_a_field(floors, browser):
    asked = [(method, path) for _, method, path in asked_paths(floors) if method == "POST"]

    assert answers(browser, asked, data={"text": "a\0b"}) == {(400, "bad_request")}


@pytest.mark.parametrize(
    "path",
    ["/%00", "/r/%00", "/en/r/a%00b", "/restaurants/%00", "/live/%00/index.m3u8", "/static/a%00"],
)
def test_no_path_holds_it(floors, path):
    assert answers(floors.test_client(), [("GET", path)]) == {(400, "bad_request")}


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"a\0b": "text"}},
        {"data": {"photo": (io.BytesIO(b"x"), "a\0.jpg")}},
        {"data": {"pho\0to": (io.BytesIO(b"x"), "a.jpg")}},
        {"query_string": "a%00b=text"},
    ],
    ids=["name of a field", "name of a file", "field of a file", "name in a query"],
)
def test_no_name_holds_it(app, sent):
    app.config["WTF_CSRF_ENABLED"] = False

    assert answers(app.test_client(), [("POST", "/sign-in")], **sent) == {(400, "bad_request")}


def test_who_typed_none_is_served(client):
    assert client.get("/restaurants?q=100%25").status_code == 200


def test_people_are_told_in_their_language(client):
    assert "We could not read this request" in client.get("/en/restaurants?q=%00").text


@pytest.mark.parametrize(
    "body",
    [
        r'{"viewing": "a\u0000b"}', r'{"a\u0000b": 1}', r'["a", [{"b": ["c\u0000"]}]]', r'"\u0000"',
        pytest.param("[" * 400 + r'"\u0000"' + "]" * 400, id="deep"),
    ],
)  # fmt: skip
def test_no_json_holds_it(body, app, session):
    camera = make_camera(session)
    session.commit()
    asked = [("POST", f"/live/{camera.code}/viewing")]
    headers = GUARDED | {"Sec-Fetch-Site": "same-origin"}

    assert answers(app.test_client(), asked, data=body, headers=headers) == {(400, "bad_request")}


def test_json_too_deep_to_be_read_is_refused(app):
    with (
        app.test_request_context("/", method="POST", data="[" * 30_000 + "]" * 30_000),
        pytest.raises(BadRequest),
    ):
        request.get_json(force=True)
