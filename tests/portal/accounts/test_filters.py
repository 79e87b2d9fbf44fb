"""Filters of lists that people keep: their names, their number, and the pages that show them."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from portal.accounts.filters import ATTRIBUTE
from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry, KeptFilter
from portal.accounts.operations import deactivate, forget_filter, keep_filter
from portal.accounts.queries import kept_filters
from portal.accounts.rules import Actor
from portal.accounts.rules.filters import (
    LONGEST_NAME,
    MOST_KEPT,
    FilterFault,
    FilterRefused,
    check_room,
    plain_filter_name,
)
from tests.support.factories import NOON
from tests.support.page import read
from tests.support.people import make_person, sign_in

LISTS = {
    "accounts.audit": "act=a",
    "accounts.people": "q=a&role=auditor",
    "casedesk.cases": "queue=all&q=a",
    "casedesk.unlisted": "state=attached",
    "desk.coverage": "kind=no_display&station=hewan",
    "findings.findings": "queue=all&q=a",
    "leads.leads": "station=hewan",
    "notices.deliveries": "state=failed&means=mail",
    "patrols.tasks": "state=ended&station=hewan",
    "patrols.unreached": "half=2025H2&station=hewan",
    "register.restaurants": "q=a",
    "rounds.faults": "code=DEV-OFF&overdue=1",
    "surveys.asides": "state=released",
    "surveys.places": "q=a",
    "surveys.remarks": "q=a",
}
"""The lists whose filters people keep, each with what an address may ask of it."""
READERS = {"accounts.people": Role.SYSADMIN}  # of every other list: the Bureau
AUDIT = "accounts.audit"
FULL = [f"filter {number}" for number in range(MOST_KEPT)]


@pytest.fixture
def person(session):
    found = make_person(session, Role.SYSADMIN)
    session.commit()
    return found


@pytest.fixture
def browser(client, person):
    return sign_in(client, person)


def keep(session, person, name="mine", *, view=AUDIT, **asked):
    """The row of what is kept."""
    keep_filter(session, person.id, view=view, name=name, asked=asked)
    return kept_filters(session, person.id, view)[-1]


def names(session, person, view=AUDIT):
    return [row.name for row in kept_filters(session, person.id, view)]


def shown(page):
    """The kept filters of a page as (name, address, whether it is open)."""
    return [
        (link.text, link.get("href"), link.get("aria-current") == "true")
        for tabs in page.all("nav", of="tabs")
        for link in tabs.all("a")
    ]


def test_a_name_is_kept_without_the_space_around_it():
    assert plain_filter_name("  本周到期，\t何湾 ") == "本周到期， 何湾"


def test_a_name_as_long_as_may_be_is_kept_whole():
    assert plain_filter_name("湾" * LONGEST_NAME) == "湾" * LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", FilterFault.NAME_MISSING),
        (" \t\n", FilterFault.NAME_MISSING),
        ("湾" * (LONGEST_NAME + 1), FilterFault.NAME_LONG),
    ],
)
def test_a_name_that_cannot_be_is_refused(name, fault):
    with pytest.raises(FilterRefused) as refused:
        plain_filter_name(name)

    assert refused.value.fault is fault


@pytest.mark.parametrize(("name", "kept"), [("new", FULL[:-1]), (FULL[3], FULL), ("new", [])])
def test_there_is_room_for_one_more_and_for_one_that_replaces_another(name, kept):
    check_room(name, kept=kept)


def test_there_is_no_room_beside_the_most():
    with pytest.raises(FilterRefused) as refused:
        check_room("new", kept=FULL)

    assert refused.value.fault is FilterFault.TOO_MANY


def test_the_same_name_again_replaces_what_it_asked_and_keeps_its_place(any_session):
    person = make_person(any_session)
    keep(any_session, person, "first", q="a")
    keep(any_session, person, "second", q="b")

    keep(any_session, person, " first ", q="c", act="x.y")

    rows = kept_filters(any_session, person.id, AUDIT)
    assert [(row.name, row.asked) for row in rows] == [
        ("first", {"q": "c", "act": "x.y"}), ("second", {"q": "b"}),
    ]  # fmt: skip


def test_a_button_pressed_twice_at_the_same_moment_keeps_one_filter(any_session, monkeypatch):
    person = make_person(any_session)
    monkeypatch.setattr("portal.accounts.queries.kept_filters", lambda *_: [])  # read before
    for word in ("a", "b"):
        keep_filter(any_session, person.id, view=AUDIT, name="mine", asked={"q": word})

    assert any_session.scalars(select(KeptFilter.asked)).all() == [{"q": "b"}]


def test_each_list_and_each_person_has_names_and_room_of_their_own(any_session):
    person, other = make_person(any_session), make_person(any_session)
    for name in FULL:
        keep(any_session, person, name)

    keep(any_session, person, "more", view="rounds.faults")
    keep(any_session, other, FULL[0])

    assert names(any_session, person) == FULL
    assert names(any_session, person, "rounds.faults") == ["more"]
    assert names(any_session, other) == [FULL[0]]


def test_one_too_many_is_not_kept(any_session):
    person = make_person(any_session)
    for name in FULL:
        keep(any_session, person, name)

    with pytest.raises(FilterRefused):
        keep(any_session, person, "more")

    assert names(any_session, person) == FULL


def test_only_its_owner_forgets_a_filter(any_session):
    person, other = make_person(any_session), make_person(any_session)
    row = keep(any_session, person)

    forget_filter(any_session, other.id, row.id)
    after_other = names(any_session, person)
    forget_filter(any_session, person.id, row.id)

    assert (after_other, names(any_session, person)) == (["mine"], [])


def test_a_closed_account_keeps_no_filter_and_others_keep_theirs(any_session):
    person, other = make_person(any_session), make_person(any_session)
    keep(any_session, person)
    keep(any_session, other)

    deactivate(any_session, person, actor=Actor("管理员", 1000), now=NOON)

    assert any_session.scalars(select(KeptFilter.person_id)).all() == [other.id]


def test_keeping_a_filter_is_no_act_of_the_audit_chain(session, person):
    row = keep(session, person)
    forget_filter(session, person.id, row.id)

    assert session.scalars(select(AuditEntry)).all() == []


def test_a_kept_filter_opens_above_the_list_and_is_marked_while_it_is_open(browser):
    answer = browser.post(
        "/en/account/filters/accounts.audit?q=hewan&page=3", data={"kept_name": "Mine, Hewan"}
    )

    assert answer.status_code == 303
    assert answer.location == "/en/audit?q=hewan"
    opened = read(browser.get(answer.location).text)
    assert shown(opened) == [("Mine, Hewan", "/en/audit?q=hewan", True)]
    assert opened.one("input", id="q").get("value") == "hewan"
    assert shown(read(browser.get("/en/audit").text)) == [
        ("Mine, Hewan", "/en/audit?q=hewan", False)
    ]


def test_the_second_page_of_an_open_filter_still_marks_it(browser, session, person):
    keep(session, person, q="hewan")
    session.commit()

    page = read(browser.get("/audit?page=2&q=hewan").text)

    assert shown(page) == [("mine", "/audit?q=hewan", True)]


def test_only_what_the_list_understands_is_kept(browser, session):
    browser.post(
        "/account/filters/accounts.audit?q=a&since=2026-01-01&until=never&next=//evil.example"
        "&_external=1&_scheme=javascript&_anchor=x",
        data={"kept_name": "mine"},
    )

    assert session.scalars(select(KeptFilter.asked)).all() == [{"q": "a", "since": "2026-01-01"}]


def test_a_word_that_means_nothing_any_more_asks_for_nothing(browser, session, person):
    keep(session, person, since="once", _external="1", q="a")
    session.commit()

    assert shown(read(browser.get("/audit?q=a").text)) == [("mine", "/audit?q=a", True)]


def test_a_name_is_shown_as_it_was_typed_and_not_as_markup(browser):
    browser.post("/account/filters/accounts.audit", data={"kept_name": "<b>&amp;"})

    answer = browser.get("/audit")

    assert "<b>&amp;amp;" not in answer.text
    assert [name for name, *_ in shown(read(answer.text))] == ["<b>&amp;"]


def test_deleting_leads_back_to_the_list_as_it_was(browser, session, person):
    row = keep(session, person, q="a")
    session.commit()
    page = read(browser.get("/audit?q=b").text)
    address = f"/account/filters/accounts.audit/{row.id}/delete?q=b"
    assert address in [form.get("action") for form in page.all("form")]

    answer = browser.post(address)

    assert (answer.status_code, answer.location) == (303, "/audit?q=b")
    assert shown(read(browser.get(answer.location).text)) == []


@pytest.mark.parametrize(
    ("name", "words"), [(" ", "请为该筛选填写名称"), ("湾" * 41, "名称请不超过 40 个字符")]
)
def test_a_name_that_cannot_be_is_told_at_its_field(name, words, browser, session):
    answer = browser.post("/account/filters/accounts.audit?q=a", data={"kept_name": name})

    page = read(answer.text)
    assert answer.status_code == 422
    assert words in page.one(id="kept_name-error").text
    assert page.one("input", id="kept_name").get("value") == name
    assert page.one("a", href="/audit?q=a").text == "返回列表"
    assert session.scalars(select(KeptFilter)).all() == []


def test_one_too_many_is_told_beside_those_that_can_be_deleted(browser, session, person):
    for name in FULL:
        keep(session, person, name)
    session.commit()

    answer = browser.post("/account/filters/accounts.audit", data={"kept_name": "more"})

    page = read(answer.text)
    assert answer.status_code == 422
    assert "您在该列表已保存 12 个筛选" in page.text
    assert len([form for form in page.all("form") if "/delete" in form.get("action")]) == 12


@pytest.mark.parametrize("view", ["front.home", "accounts.person", "static", "nothing", "a.b.c"])
def test_what_is_no_such_list_keeps_nothing(view, browser, session):
    answer = browser.post(f"/account/filters/{view}", data={"kept_name": "mine"})

    assert answer.status_code == 404
    assert session.scalars(select(KeptFilter)).all() == []


def test_a_list_that_one_may_not_open_keeps_nothing_for_one(client, session):
    inspector = make_person(session, Role.INSPECTOR, station="east")
    session.commit()

    answer = sign_in(client, inspector).post(
        "/account/filters/accounts.audit", data={"kept_name": "mine"}
    )

    assert answer.status_code == 403
    assert session.scalars(select(KeptFilter)).all() == []


def test_a_form_without_its_token_keeps_nothing(app, browser, session):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = browser.post("/account/filters/accounts.audit", data={"kept_name": "mine"})

    assert answer.status_code == 400
    assert session.scalars(select(KeptFilter)).all() == []


def test_these_lists_keep_filters(app):
    views = {name for name, view in app.view_functions.items() if hasattr(view, ATTRIBUTE)}

    assert views == set(LISTS)


@pytest.mark.parametrize("view", sorted(LISTS))
def test_each_such_list_shows_what_is_kept_of_it_and_the_form(view, app, client, session):
    person = make_person(session, READERS.get(view, Role.BUREAU_OFFICER))
    keep(session, person, view=view)
    session.commit()
    with app.test_request_context():
        address = app.url_for(view)

    page = read(sign_in(client, person).get(address).text)

    assert ("mine", True) in [(name, is_open) for name, _, is_open in shown(page)]
    actions = [form.get("action").partition("?")[0] for form in page.all("form")]
    assert f"/account/filters/{view}" in actions


@pytest.mark.parametrize(("view", "asked"), sorted(LISTS.items()))
def test_each_such_list_asks_again_for_what_was_kept(view, asked, client, session):
    person = make_person(session, READERS.get(view, Role.BUREAU_OFFICER))
    session.commit()
    browser = sign_in(client, person)

    kept = browser.post(f"/account/filters/{view}?{asked}&page=2&odd=1", data={"kept_name": "mine"})
    page = read(browser.get(kept.location).text)

    told = dict(parse_qsl(urlsplit(kept.location).query))
    assert dict(parse_qsl(asked)).items() <= told.items()
    assert told.keys().isdisjoint({"page", "odd"})
    assert ("mine", kept.location, True) in shown(page)


def test_a_half_year_that_is_none_is_not_kept(client, session):
    person = make_person(session, Role.BUREAU_OFFICER)
    keep(session, person, view="patrols.unreached", half="2025H3", station="hewan")
    session.commit()

    page = read(sign_in(client, person).get("/desk/patrols/unreached").text)

    assert ("mine", "/desk/patrols/unreached?station=hewan", False) in shown(page)


def test_a_list_asks_the_database_once_more_however_many_are_kept(
    browser, session, person, count_statements
):
    keep(session, person, "one")
    session.commit()
    few = count_statements(lambda: browser.get("/audit"))
    for name in FULL[:-1]:
        keep(session, person, name)
    session.commit()

    assert count_statements(lambda: browser.get("/audit")) == few
