"""Flask-Security as it is bound here: what is turned off, and who is behind a cookie."""

from datetime import timedelta

import pytest
from click import Context

from portal import create_app
from portal.accounts.kinds import Role
from portal.accounts.passwords import hashed
from portal.extensions import db
from tests.portal.accounts.conftest import PASSWORD
from tests.portal.conftest import settings_under
from tests.support.factories import NOON
from tests.support.people import sign_in

JSON = {"Accept": "application/json"}


def test_no_page_of_flask_security_is_there(app):
    ours = {name.partition(".")[0] for name in app.view_functions}

    assert "security" not in ours
    assert {"users", "roles"} & set(app.cli.list_commands(Context(app.cli))) == set()


def test_passwords_are_kept_as_argon2id(settings):
    app = create_app(settings)  # not the one of these tests, which works less
    with app.app_context():
        stored = hashed(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client, person_with):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    answer = client.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})

    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if "mingchu=" in each)

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_no_token_in_an_address_or_a_header_signs_in(client, person_with):
    person = person_with(Role.SYSADMIN)
    token = person.fs_uniquifier

    for how in ({"query_string": {"auth_token": token}}, {"json": {"auth_token": token}}):
        assert client.get("/people", headers=JSON, **how).status_code == 401
    headers = JSON | {"Authentication-Token": token}
    assert client.get("/people", headers=headers).status_code == 401


def test_cookie_to_be_remembered_by_signs_nobody_in(client, person_with):
    person = person_with(Role.SYSADMIN)
    client.set_cookie("remember_token", f"{person.fs_uniquifier}|{'a' * 128}")

    assert client.get("/people", headers=JSON).status_code == 401


def test_key_of_a_sign_in_is_worth_nothing_with_another_uniquifier(client, person_with, session):
    person = person_with(Role.SYSADMIN)
    browser = sign_in(client, person)
    other = person_with(Role.VENDOR)

    with browser.session_transaction() as cookie:
        cookie["_user_id"] = other.fs_uniquifier

    assert browser.get("/account", headers=JSON).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"behind_tls": True},
        {"bind": "0.0.0.0"},
        {"trusted_proxies": 1},
        {"public_address": "https://mingchu.example"},
    ],
)
def test_demo_account_is_out_where_others_reach_the_portal(
    changes, app, settings, person_with, set_clock
):
    person = person_with(Role.SYSADMIN, is_demo=True)
    in_demo = sign_in(app.test_client(), person)
    assert in_demo.get("/people", headers=JSON).status_code == 200

    in_earnest = create_app(settings_under(settings.data, **changes))
    in_earnest.config.update(WTF_CSRF_ENABLED=False)
    statuses = [
        sign_in(in_earnest.test_client(), each)
        .get("/people", headers=JSON, base_url="https://localhost")
        .status_code
        for each in (person, person_with(Role.SYSADMIN))
    ]

    assert statuses == [401, 200]
    told = {"login": person.login, "password": PASSWORD}
    answer = in_earnest.test_client().post(
        "/account/sign-in", data=told, base_url="https://localhost"
    )
    assert answer.status_code == 401
    assert "演示账号只能在运行演示的本机上使用" in answer.text
    with in_earnest.app_context():
        db.engine.dispose()


def test_second_factor_survives_a_new_key(app, settings, person_with, authenticator, set_clock):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    former = settings.second_factor_keys()[0]

    renewed = create_app(settings_under(settings.data, account_keys=f"a newer key,{former}"))
    renewed.config.update(WTF_CSRF_ENABLED=False)
    browser = renewed.test_client()
    browser.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})
    set_clock(NOON + timedelta(minutes=1))

    assert browser.post("/account/code", data={"code": authenticator.code()}).status_code == 303
    with renewed.app_context():
        db.engine.dispose()
