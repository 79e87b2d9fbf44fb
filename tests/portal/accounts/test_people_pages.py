"""The administrator's pages, and the invitation that comes of them."""

from datetime import timedelta

import pytest

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry, Person
from portal.accounts.operations import record
from portal.accounts.queries import person_by_login, walk_chain
from portal.accounts.rules import Actor
from tests.portal.accounts.conftest import PASSWORD
from tests.support.factories import NOON, make_camera, make_restaurant, make_station
from tests.support.page import read
from tests.support.people import sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def admin(person_with):
    return person_with(Role.SYSADMIN, name="管理员")


@pytest.fixture
def browser(client, admin):
    return sign_in(client, admin)


@pytest.fixture
def create(browser):
    """Make an account by the form: `create(role=…)`."""

    def send(**changes):
        told = {"login": "li.wei", "name": "李伟", "role": "vendor"}
        return browser.post("/people/new", data=told | changes)

    return send


def link_in(answer):
    """The path of the link on the page."""
    return read(answer.text).one(id="link").text.removeprefix("http://127.0.0.1:8000")


def acts(session):
    session.expire_all()
    return [row.act for row in session.query(AuditEntry).order_by(AuditEntry.number)]


def test_account_is_made_with_a_link_to_choose_a_password(create, app, session):
    link = link_in(create())
    guest = app.test_client()
    assert "李伟" in guest.get(link).text

    answer = guest.post(link, data={"password": PASSWORD, "again": PASSWORD})

    assert answer.location == "/account/second-factor/first"
    assert person_by_login(session, "li.wei").password.startswith("$argon2id$")


def test_restaurant_is_in_after_choosing_a_password(create, app, session):
    restaurant = make_restaurant(session)
    session.commit()
    link = link_in(create(role="restaurant_owner", restaurant=restaurant.code))
    guest = app.test_client()

    guest.post(link, data={"password": PASSWORD, "again": PASSWORD})

    assert guest.get("/account", headers=JSON).status_code == 200


def test_link_is_good_once(create, app):
    link = link_in(create())
    app.test_client().post(link, data={"password": PASSWORD, "again": PASSWORD})

    assert app.test_client().get(link, headers=JSON).status_code == 410
    again = app.test_client().post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert again.status_code == 410


def test_link_ends_after_three_days(create, app, set_clock):
    link = link_in(create())
    set_clock(NOON + timedelta(hours=72) - timedelta(seconds=1))
    assert app.test_client().get(link).status_code == 200

    set_clock(NOON + timedelta(hours=72))

    assert "72 小时" in app.test_client().get(link).text


def test_newer_link_replaces_the_older(create, app, browser, session):
    old = link_in(create())
    person = person_by_login(session, "li.wei")

    new = link_in(browser.post(f"/people/{person.id}/invitation"))

    assert app.test_client().get(old).status_code == 410
    assert app.test_client().get(new).status_code == 200


def test_link_that_never_was_is_spent(app):
    data = {"password": PASSWORD, "again": PASSWORD}

    assert app.test_client().get("/account/invitation/x").status_code == 410
    assert app.test_client().post("/account/invitation/x", data=data).status_code == 410


def test_link_stays_good_after_a_refused_password(create, app):
    link = link_in(create())
    guest = app.test_client()

    assert guest.post(link, data={"password": "x", "again": "x"}).status_code == 422
    assert guest.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login": "李"}, "login"),
        ({"login": "x"}, "login"),
        ({"name": "  "}, "name"),
        ({"role": "king"}, "role"),
        ({"role": "inspector"}, "station"),
        ({"role": "inspector", "station": "nowhere"}, "station"),
        ({"role": "restaurant_owner"}, "restaurant"),
        ({"role": "restaurant_owner", "restaurant": "0000000000"}, "restaurant"),
    ],
)
def test_account_that_cannot_be_is_refused_at_its_field(changes, field, create, session):
    answer = create(**changes)

    assert answer.status_code == 422
    assert read(answer.text).one(id=f"{field}-error").text
    assert person_by_login(session, "li.wei") is None


def test_login_is_taken_once(create):
    create()

    assert "该登录名已被使用" in create(login="LI.WEI").text


def test_unbound_role_takes_no_station(create, session):
    make_station(session, code="east")
    session.commit()

    assert "该角色不按此项限定" in create(station="east").text


def test_list_finds_by_name_login_and_role(browser, person_with):
    person_with(Role.VENDOR, login="li.wei", name="李伟")
    person_with(Role.AUDITOR, login="wang.fang", name="王芳")

    def found(query):
        rows = read(browser.get(f"/people?{query}").text).one(of="rows")
        return [link.text for link in rows.all("a")]

    assert found("q=LI.W") == ["李伟"]
    assert found("q=王") == ["王芳"]
    assert found("role=auditor") == ["王芳"]
    assert found("q=nobody") == []
    assert len(found("")) == 3


def test_list_has_pages(browser, person_with):
    for number in range(52):
        person_with(Role.VENDOR, login=f"vendor.{number:02}")

    page = read(browser.get("/people?page=2").text)

    assert len(page.one(of="rows").all("li")) == 3
    assert page.one("a", rel="prev")


def test_granted_role_counts_at_the_next_request(app, browser, person_with, authenticator):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    other = sign_in(app.test_client(), person)
    assert other.get("/audit", headers=JSON).status_code == 403

    browser.post(f"/people/{person.id}/roles", data={"role": "auditor"})

    assert other.get("/audit", headers=JSON).status_code == 200


def test_role_that_asks_for_a_second_factor_ends_what_was_opened_without(
    app, browser, person_with, enter
):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    other = sign_in(app.test_client(), person)

    browser.post(f"/people/{person.id}/roles", data={"role": "auditor"})

    assert other.get("/audit", headers=JSON).status_code == 401
    assert "second-factor/first" in enter(person.login).location


def test_withdrawn_role_counts_at_the_next_request(app, browser, person_with):
    person = person_with(Role.AUDITOR)
    other = sign_in(app.test_client(), person)

    browser.post(f"/people/{person.id}/roles/{person.grants[0].id}/withdraw")

    assert other.get("/audit", headers=JSON).status_code == 403


def test_role_that_is_held_already_is_refused(browser, person_with):
    person = person_with(Role.AUDITOR)

    answer = browser.post(f"/people/{person.id}/roles", data={"role": "auditor"})

    assert (answer.status_code, "此人已有该角色" in answer.text) == (422, True)


def test_closed_account_is_out_at_once_and_cannot_come_back(app, browser, person_with, enter):
    person = person_with(Role.VENDOR)
    other = sign_in(app.test_client(), person)

    browser.post(f"/people/{person.id}/deactivate")

    assert other.get("/account", headers=JSON).status_code == 401
    assert enter(person.login).status_code == 401


def test_closed_account_opens_again(app, browser, person_with, session):
    person = person_with(Role.VENDOR, active=False)

    browser.post(f"/people/{person.id}/activate")

    assert session.get(Person, person.id, populate_existing=True).active


def test_invitation_of_a_closed_account_is_spent(create, app, browser, session):
    link = link_in(create())
    person = person_by_login(session, "li.wei")
    browser.post(f"/people/{person.id}/deactivate")

    assert app.test_client().get(link).status_code == 410


def test_removed_second_factor_is_set_up_anew(app, browser, person_with, authenticator):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    other = sign_in(app.test_client(), person)

    browser.post(f"/people/{person.id}/second-factor/reset")

    assert other.get("/account", headers=JSON).status_code == 401
    answer = other.post("/account/sign-in", data={"login": person.login, "password": PASSWORD})
    assert answer.location == "/account/second-factor/first"


def test_somebody_is_signed_out_everywhere(app, browser, person_with):
    person = person_with(Role.VENDOR)
    others = [sign_in(app.test_client(), person) for _ in range(2)]

    browser.post(f"/people/{person.id}/sign-ins/end")

    assert [each.get("/account", headers=JSON).status_code for each in others] == [401, 401]


@pytest.mark.parametrize("act", ["roles", "deactivate", "activate", "second-factor/reset"])
def test_administrator_cannot_change_the_rights_of_their_own_account(act, browser, admin):
    answer = browser.post(f"/people/{admin.id}/{act}", data={"role": "auditor"}, headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (409, "own_account")


def test_page_of_ones_own_account_offers_none_of_it(browser, admin):
    page = read(browser.get(f"/people/{admin.id}").text)

    assert page.one("main").all("form") == []


def test_account_that_is_not_there_is_not_found(browser):
    assert browser.get("/people/99").status_code == 404
    assert browser.post("/people/99/deactivate").status_code == 404


def test_every_act_is_in_the_chain(create, app, browser, session, person_with):
    link = link_in(create())
    person = person_by_login(session, "li.wei")
    app.test_client().post(link, data={"password": PASSWORD, "again": PASSWORD})
    for act in ("second-factor/reset", "sign-ins/end", "deactivate", "activate"):
        browser.post(f"/people/{person.id}/{act}")
    browser.post(f"/people/{person.id}/roles", data={"role": "auditor"})
    browser.post(f"/people/{person.id}/roles/{person.grants[0].id}/withdraw")

    assert set(acts(session)) >= {
        "person.created", "person.invited", "password.changed", "second_factor.reset",
        "sign_in.all_ended", "person.deactivated", "person.activated", "role.granted",
        "role.withdrawn",
    }  # fmt: skip
    assert walk_chain(session).broken is None


def test_audit_page_shows_the_acts_in_words(browser, person_with):
    person = person_with(Role.VENDOR, login="li.wei")
    browser.post(f"/people/{person.id}/deactivate")

    rows = read(browser.get("/audit").text).one(of="rows").all("li")

    assert rows[0].text.startswith("停用账号 · 账号 li.wei")
    assert "管理员" in rows[0].text


def test_audit_page_names_what_has_a_name(browser, session):
    camera = make_camera(session, make_restaurant(session, name="渔港", name_en=None))
    place = camera.restaurant
    facts = {"restaurant": place.code, "former": camera.code, "station": place.station.code}
    record(
        session, Actor("test"), "camera.replaced", f"restaurant {place.code}", at=NOON, facts=facts
    )
    session.commit()

    text = read(browser.get("/en/audit").text).one(of="rows").all("li")[0].text
    told = text.replace(place.code, "")

    assert f"restaurant 渔港 ({place.code})" in text
    assert camera.code not in text
    assert place.station.code not in told
    assert "restaurant 渔港" in told
    assert f"station {place.station.name_en}" in told


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=li.wei", 2),
        ("q=管理", 3),
        ("act=person.deactivated", 1),
        ("since=2026-03-04", 3),
        ("since=2026-03-05", 0),
        ("until=2026-03-03", 0),
        ("since=yesterday", 3),
        ("page=9", 3),
    ],
)
def test_audit_page_is_narrowed(query, shown, browser, person_with):
    person = person_with(Role.VENDOR, login="li.wei")
    browser.post(f"/people/{person.id}/deactivate")

    rows = read(browser.get(f"/audit?{query}").text).one(of="rows").all("time")

    assert len(rows) == shown


def test_audit_page_asks_a_fixed_number_of_statements(browser, person_with, count_statements):
    browser.get("/audit")
    few = count_statements(lambda: browser.get("/audit"))
    for _ in range(5):
        browser.post(f"/people/{person_with(Role.VENDOR).id}/deactivate")

    assert count_statements(lambda: browser.get("/audit")) == few


def test_list_asks_a_fixed_number_of_statements(browser, person_with, count_statements):
    person_with(Role.INSPECTOR, station="east")
    person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    few = count_statements(lambda: browser.get("/people"))
    for _ in range(5):
        person_with(Role.INSPECTOR, station="west")
        person_with(Role.RESTAURANT_STAFF, restaurant="def")

    assert count_statements(lambda: browser.get("/people")) == few
