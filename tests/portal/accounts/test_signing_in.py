"""The way in: password, second factor, recovery codes, and what is refused."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.kinds import Role
from portal.accounts.models import Person, SignIn
from portal.accounts.operations import set_second_factor
from portal.shell import clock
from tests.portal.accounts.conftest import PASSWORD
from tests.support.authenticator import Authenticator
from tests.support.factories import NOON
from tests.support.page import read
from tests.support.people import actor_of, sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def recovery_codes(session):
    """Give a person recovery codes: `recovery_codes(person)`."""

    def make(person):
        codes = set_second_factor(
            session, person, secret=person.totp_secret, step=0, actor=actor_of(person), now=NOON
        )
        session.commit()
        return codes

    return make


def is_in(client):
    """Whether the browser is signed in."""
    return client.get("/account", headers=JSON).status_code == 200


def test_restaurant_signs_in_by_password_alone(person_with, enter, client):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")

    answer = enter(person.login)

    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert is_in(client)


def test_login_is_taken_in_capitals_too(person_with, enter, client):
    person_with(Role.RESTAURANT_OWNER, restaurant="abc", login="li.wei")

    enter(" Li.Wei ")

    assert is_in(client)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RESTAURANT_OWNER, Role.RESTAURANT_STAFF}))
def test_every_other_role_sets_up_a_second_factor_first(role, person_with, enter, client):
    person = person_with(role)

    assert enter(person.login).location == "/account/second-factor/first"
    assert not is_in(client)


def test_a_restaurant_does_too_where_it_is_for_all(app, settings, person_with, enter):
    app.config["MINGCHU"] = replace(settings, second_factor_for_all=True)
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")

    assert enter(person.login).location == "/account/second-factor/first"


def test_first_code_opens_the_door_and_shows_recovery_codes(person_with, enter, client):
    person = person_with(Role.VENDOR)
    enter(person.login)
    page = read(client.get("/account/second-factor/first").text)
    phone = Authenticator(page.one(of="code-text").text.replace("-", ""))

    answer = client.post("/account/second-factor/first", data={"code": phone.code()})

    codes = [each.text for each in read(answer.text).one(of="codes").all("li")]
    assert len(set(codes)) == 10
    assert is_in(client)


def test_the_code_is_offered_as_a_drawing_of_our_own(person_with, enter, client):
    enter(person_with(Role.VENDOR).login)

    drawing = read(client.get("/account/second-factor/first").text).one(of="qr")

    assert drawing.one("svg")
    assert not drawing.all("img")


def test_secret_stays_the_same_until_it_is_set_up(person_with, enter, client):
    enter(person_with(Role.VENDOR).login)
    path = "/account/second-factor/first"

    first, second = (read(client.get(path).text).one(of="code-text").text for _ in range(2))
    wrong = client.post(path, data={"code": "000000"})

    assert wrong.status_code == 401
    assert first == second == read(wrong.text).one(of="code-text").text


def test_who_has_a_second_factor_cannot_set_up_another_by_password_alone(
    person_with, enter, client, authenticator
):
    enter(person_with(Role.VENDOR, authenticator=authenticator).login)

    assert client.get("/account/second-factor/first").location.startswith("/account/sign-in")
    answer = client.post("/account/second-factor/first", data={"code": "000000"})
    assert answer.location.startswith("/account/sign-in")


def test_code_opens_the_door(person_with, enter, client, authenticator):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    assert enter(person.login).location == "/account/code"

    client.post("/account/code", data={"code": authenticator.code()})

    assert is_in(client)


def test_password_alone_does_not(person_with, enter, client, authenticator):
    enter(person_with(Role.VENDOR, authenticator=authenticator).login)

    assert not is_in(client)


def test_restaurant_that_chose_a_second_factor_is_asked_for_it(
    person_with, enter, client, authenticator
):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc", authenticator=authenticator)

    assert enter(person.login).location == "/account/code"
    assert not is_in(client)


def test_a_code_is_good_once(app, person_with, enter, authenticator):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        browser.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})

    assert first.post("/account/code", data={"code": authenticator.code()}).status_code == 303
    assert second.post("/account/code", data={"code": authenticator.code()}).status_code == 401


def test_the_code_before_a_used_one_is_refused(
    app, person_with, enter, client, authenticator, set_clock
):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    other = app.test_client()
    enter(person.login)
    other.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})
    former = authenticator.code()
    set_clock(NOON + timedelta(seconds=30))
    client.post("/account/code", data={"code": authenticator.code()})

    assert other.post("/account/code", data={"code": former}).status_code == 401


@pytest.mark.parametrize(
    ("late_by", "status"), [(0, 303), (30, 303), (-30, 303), (60, 401), (-60, 401)]
)
def test_clock_of_a_phone_may_differ_by_one_step(
    late_by, status, person_with, enter, client, authenticator
):
    enter(person_with(Role.VENDOR, authenticator=authenticator).login)

    answer = client.post("/account/code", data={"code": authenticator.code(late_by=late_by)})

    assert answer.status_code == status


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "1" * 300, "１２３４５６"])
def test_wrong_code_is_told_so(code, person_with, enter, client, authenticator):
    enter(person_with(Role.VENDOR, authenticator=authenticator).login)

    answer = client.post("/account/code", data={"code": code})

    assert answer.status_code == 401
    assert "验证码不正确" in answer.text


def test_code_may_be_typed_with_a_blank(person_with, enter, client, authenticator):
    enter(person_with(Role.VENDOR, authenticator=authenticator).login)
    code = authenticator.code()

    client.post("/account/code", data={"code": f"{code[:3]} {code[3:]}"})

    assert is_in(client)


def test_who_waits_too_long_between_password_and_code_begins_anew(
    person_with, enter, client, authenticator, set_clock
):
    enter(person_with(Role.VENDOR, authenticator=authenticator).login)
    set_clock(NOON + timedelta(minutes=10))

    answer = client.post("/account/code", data={"code": authenticator.code()})

    assert answer.location == "/account/sign-in"
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/account/code", "/account/recovery",
                                  "/account/second-factor/first"])  # fmt: skip
def test_second_step_without_the_first_leads_to_the_beginning(path, client):
    assert client.get(path).location.startswith("/account/sign-in")
    assert client.post(path, data={"code": "000000"}).location == "/account/sign-in"


def test_recovery_code_opens_the_door_once(
    app, person_with, enter, client, authenticator, recovery_codes
):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    code = recovery_codes(person)[0]
    enter(person.login)
    assert client.post("/account/recovery", data={"code": code}).status_code == 303
    assert is_in(client)

    other = app.test_client()
    other.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})

    assert other.post("/account/recovery", data={"code": code}).status_code == 401


def test_recovery_code_is_taken_as_people_type_it(
    person_with, enter, client, authenticator, recovery_codes
):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    code = recovery_codes(person)[3]
    enter(person.login)

    client.post("/account/recovery", data={"code": f" {code.upper().replace('-', ' ')} "})

    assert is_in(client)


def test_recovery_code_of_another_is_refused(
    person_with, enter, client, authenticator, recovery_codes
):
    codes = recovery_codes(person_with(Role.VENDOR, authenticator=authenticator))
    enter(person_with(Role.VENDOR, authenticator=Authenticator()).login)

    assert client.post("/account/recovery", data={"code": codes[0]}).status_code == 401


def refusals(enter, person):
    """What is answered to a wrong password, and to a login that nobody has."""
    return [enter(person.login, "something else"), enter("nobody.here", PASSWORD)]


def test_wrong_password_and_unknown_login_read_the_same(person_with, enter):
    wrong, unknown = refusals(enter, person_with(Role.VENDOR))

    assert wrong.status_code == unknown.status_code == 401
    assert read(wrong.text).one(role="alert").text == read(unknown.text).one(role="alert").text


def test_closed_account_reads_like_a_wrong_password(person_with, enter):
    person = person_with(Role.VENDOR, active=False)

    assert "登录名或密码不正确" in enter(person.login).text


def test_invited_person_without_a_password_is_refused(person_with, enter, session):
    person = person_with(Role.VENDOR)
    person.password = None
    session.commit()

    assert enter(person.login, "").status_code == 401


@pytest.mark.parametrize("back", ["/desk/faults?page=2", "/en/account/password"])
def test_signing_in_leads_back_to_the_page(back, person_with, enter):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")

    assert enter(person.login, next=back).location == back


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x",
     "/\t/evil.example", "https:/evil.example"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(back, person_with, enter, client, authenticator):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    assert enter(person.login, next=back).location == "/desk/"

    enter(person_with(Role.VENDOR, authenticator=authenticator).login, next=back)
    answer = client.post("/account/code", data={"code": authenticator.code()})
    assert answer.location == "/desk/faults"


def test_page_one_came_for_survives_the_second_step(person_with, enter, client, authenticator):
    enter(person_with(Role.VENDOR, authenticator=authenticator).login, next="/desk/faults")

    answer = client.post("/account/code", data={"code": authenticator.code()})

    assert answer.location == "/desk/faults"


def test_session_before_the_sign_in_is_worth_nothing_after_it(person_with, enter, client):
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    enter(person_with(Role.RESTAURANT_OWNER, restaurant="abc").login)

    with client.session_transaction() as cookie:
        assert "planted" not in cookie


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/sign-out"])
def test_form_without_its_token_is_refused(path, app, person_with, client):
    app.config["WTF_CSRF_ENABLED"] = True
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")

    answer = client.post(path, data={"login": person.login, "password": PASSWORD}, headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (400, "stale_form")


def test_form_with_its_token_is_taken(app, person_with, client):
    app.config["WTF_CSRF_ENABLED"] = True
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    token = read(client.get("/account/sign-in").text).one("input", name="csrf_token").get("value")

    client.post(
        "/account/sign-in",
        data={"login": person.login, "password": PASSWORD, "csrf_token": token},
    )

    assert is_in(client)


def test_guessing_at_one_account_is_stopped(person_with, enter, app):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    statuses = [enter(person.login, "wrong").status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]
    assert enter(person.login).status_code == 429  # the right one tells nothing either
    assert enter("somebody.else", "wrong").status_code == 401


def test_guessing_at_many_accounts_from_one_address_is_stopped(enter):
    statuses = [enter(f"person.{number}", "wrong").status_code for number in range(21)]

    assert statuses == [401] * 20 + [429]


def test_signing_in_rightly_is_never_too_often(person_with, enter):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")

    assert {enter(person.login).status_code for _ in range(8)} == {303}


def test_guessing_at_the_code_is_stopped_in_every_browser(app, person_with, authenticator):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    statuses = []
    for _ in range(6):
        browser = app.test_client()  # a new cookie starts no new count
        browser.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})
        statuses.append(browser.post("/account/code", data={"code": "000000"}).status_code)

    assert statuses == [401] * 5 + [429]


def test_demo_account_signs_in_without_a_second_factor_on_this_machine(person_with, enter, client):
    enter(person_with(Role.SYSADMIN, is_demo=True).login)

    assert is_in(client)


def test_sign_in_keeps_a_summary_of_the_browser_alone(person_with, client, session):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    client.post(
        "/account/sign-in",
        data={"login": person.login, "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8"},
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )

    row = session.query(SignIn).one()

    assert (row.browser, row.system, row.network) == ("wechat", "android", "203.0.113.0/24")


def test_cookie_holds_no_key_that_the_database_holds(person_with, enter, client, session):
    enter(person_with(Role.RESTAURANT_OWNER, restaurant="abc").login)

    with client.session_transaction() as cookie:
        assert cookie["sign_in"] not in {row.key_hash for row in session.query(SignIn)}


def test_outdated_hash_is_renewed_at_the_sign_in(app, person_with, enter, session):
    cheap = "$argon2id$v=19$m=8,t=1,p=1$"
    with app.app_context():
        context = app.extensions["security"].pwd_context
        old = context.handler("argon2").using(memory_cost=8, rounds=1, parallelism=1)
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    person.password = old.hash(PASSWORD)
    session.commit()
    assert person.password.startswith(cheap)

    enter(person.login)

    session.refresh(person)
    assert person.password.startswith("$argon2id$")
    assert not person.password.startswith(cheap)


def test_no_secret_reaches_a_log_or_a_page(
    person_with, enter, client, authenticator, recovery_codes, caplog
):
    caplog.set_level(logging.DEBUG)
    person = person_with(Role.SYSADMIN, authenticator=authenticator)
    secrets = [PASSWORD, person.password, person.totp_secret, *recovery_codes(person)]
    shown = enter(person.login, "a wrong password").text
    enter(person.login)
    shown += client.get("/account/code").text
    client.post("/account/code", data={"code": authenticator.code()})
    with client.session_transaction() as cookie:
        secrets.append(cookie["sign_in"])
    for path in ("/account", "/people", f"/people/{person.id}", "/audit"):
        shown += client.get(path).text

    told = caplog.text + shown

    assert is_in(client)
    assert [each for each in [*secrets, "a wrong password"] if each in told] == []


def test_clock_set_back_ends_no_sign_in(person_with, enter, client, set_clock):
    enter(person_with(Role.RESTAURANT_OWNER, restaurant="abc").login)

    set_clock(NOON - timedelta(hours=2))

    assert is_in(client)
    assert clock.now() < NOON


def test_last_sign_in_is_remembered(person_with, enter, session):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")

    enter(person.login)

    assert session.get(Person, person.id, populate_existing=True).last_sign_in_at == NOON


@pytest.mark.parametrize(
    ("role", "address"), [(Role.SYSADMIN, "/desk/"), (Role.VENDOR, "/desk/faults")]
)
def test_who_is_in_already_is_led_to_their_desk(role, address, person_with, client):
    browser = sign_in(client, person_with(role))

    assert browser.get("/account/sign-in").location == address
