"""One's own account: sign-ins, password, second factor."""

import pytest

from portal.accounts.kinds import Role
from portal.accounts.models import SignIn
from tests.portal.accounts.conftest import PASSWORD
from tests.support.authenticator import Authenticator
from tests.support.page import read
from tests.support.people import make_person, sign_in

JSON = {"Accept": "application/json"}
NEW = "other words that fit"
STOLEN = "yongyuanaini"  # 永远爱你


@pytest.fixture
def person(person_with):
    return person_with(Role.RESTAURANT_OWNER, restaurant="abc", name="王芳")


@pytest.fixture
def browser(client, person):
    return sign_in(client, person)


def is_in(browser):
    return browser.get("/account", headers=JSON).status_code == 200


def test_page_tells_roles_and_sign_ins(browser):
    page = read(browser.get("/en/account").text)

    assert page.one("h1").text == "王芳"
    assert "Restaurant owner" in page.text
    assert "this one" in page.one(of="rows").text


def test_another_browser_is_signed_out_at_its_next_request(app, browser, person, session):
    other = sign_in(app.test_client(), person)
    last = session.query(SignIn).order_by(SignIn.id.desc()).first()
    page = read(browser.get("/account").text)
    assert [f"/account/sign-ins/{last.id}/end"] == [
        form.get("action") for form in page.one(of="rows").all("form")
    ]

    browser.post(f"/account/sign-ins/{last.id}/end")

    assert not is_in(other)
    assert is_in(browser)


def test_sign_in_of_somebody_else_cannot_be_ended(app, browser, person_with, session):
    other = sign_in(app.test_client(), person_with(Role.VENDOR))
    last = session.query(SignIn).order_by(SignIn.id.desc()).first()

    assert browser.post(f"/account/sign-ins/{last.id}/end").status_code == 404
    assert is_in(other)


def test_changed_password_signs_every_other_browser_out(app, browser, person, enter):
    other = sign_in(app.test_client(), person)

    answer = browser.post(
        "/account/password", data={"current": PASSWORD, "password": NEW, "again": NEW}
    )

    assert answer.location == "/account?done=password"
    assert is_in(browser)
    assert not is_in(other)
    assert enter(person.login, PASSWORD).status_code == 401
    assert enter(person.login, NEW).status_code == 303


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        ({"current": "wrong", "password": NEW, "again": NEW}, 401, "当前密码不正确"),
        ({"current": PASSWORD, "password": NEW, "again": "x"}, 422, "两次输入的密码不一致"),
        ({"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, 422, "与当前密码相同"),
        ({"current": PASSWORD, "password": "short", "again": "short"}, 422, "请至少使用 12 个字符"),
        ({"current": PASSWORD, "password": "password1234"}, 422, "该密码由常用的词和数字组成"),
        ({"current": PASSWORD, "password": STOLEN, "again": STOLEN}, 422, "该密码已在他处泄露"),
    ],
)
def test_password_that_cannot_be_is_refused_with_the_reason(
    told, status, words, browser, person, enter
):
    answer = browser.post("/account/password", data=told)

    assert answer.status_code == status
    assert words in answer.text
    assert enter(person.login, PASSWORD).status_code == 303


def test_restaurant_sets_up_a_second_factor_by_choice(browser, app, person):
    page = read(browser.get("/account/second-factor").text)
    phone = Authenticator(page.one(of="code-text").text.replace("-", ""))

    answer = browser.post(
        "/account/second-factor", data={"current": PASSWORD, "code": phone.code()}
    )

    assert len(read(answer.text).one(of="codes").all("li")) == 10
    other = app.test_client()
    address = other.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})
    assert address.location == "/account/code"


@pytest.mark.parametrize(
    ("password", "words"), [("wrong", "当前密码不正确"), (PASSWORD, "验证码不正确")]
)
def test_second_factor_is_not_set_up_without_password_and_code(password, words, browser, session):
    browser.get("/account/second-factor")

    answer = browser.post("/account/second-factor", data={"current": password, "code": "000000"})

    assert answer.status_code == 401
    assert words in answer.text


def test_new_recovery_codes_replace_the_former(app, person_with, authenticator, client):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    browser = sign_in(client, person)
    first, second = (
        read(browser.post("/account/recovery-codes", data={"current": PASSWORD}).text)
        .one(of="codes")
        .all("li")[0]
        .text
        for _ in range(2)
    )
    other = app.test_client()
    other.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})

    assert other.post("/account/recovery", data={"code": first}).status_code == 401
    assert other.post("/account/recovery", data={"code": second}).status_code == 303


def test_recovery_codes_need_the_password(browser):
    answer = browser.post("/account/recovery-codes", data={"current": "wrong"})

    assert answer.status_code == 401
    assert "当前密码不正确" in answer.text


def test_administrator_is_shown_the_way_to_the_accounts(app, session):
    person = make_person(session, Role.SYSADMIN)
    session.commit()
    page = read(sign_in(app.test_client(), person).get("/en/account").text)

    links = [link.text for link in page.one(of="links").all("a")]
    assert links == ["Accounts", "What was done", "Channels"]


def test_others_are_not(browser):
    assert not read(browser.get("/account").text).all(of="links")
