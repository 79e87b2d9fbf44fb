"""The desk: who sees what, each act through its page, masks and their lifting."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.findings.models import Finding
from portal.participation.case_kinds import CaseKind, CaseState, Category, Channel
from portal.participation.models import Case, CasePicture
from tests.portal.participation.cases.conftest import NOW, jpeg, quick_tip
from tests.support.page import read


@pytest.fixture
def app(app):
    """The portal, whose staff forms need no token here."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def case(filed, session):
    """A Tip with a telephone number in its words."""
    row = filed(text="服务员让加微信abc12345，电话13800138000，地上有水").case
    session.commit()
    return row


def do(browser, case, act, **typed):
    """Press a button of the Case's page."""
    return browser.post(f"/en/desk/cases/{case.number}/{act}", data=typed)


def state_of(session, case):
    """How far a Case is now."""
    session.expire_all()
    return session.get(Case, case.id).state


def test_every_view_masks_what_is_personal(as_role, case):
    page = as_role(Role.INSPECTOR).get(f"/desk/cases/{case.number}").get_data(as_text=True)

    assert "13800138000" not in page
    assert "abc12345" not in page
    assert "地上有水" in page


def test_masks_are_lifted_for_a_reason_that_is_recorded(as_role, case, session):
    browser = as_role(Role.INSPECTOR)

    page = do(browser, case, "reveal", why="call back").get_data(as_text=True)

    assert "13800138000" in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "case.revealed")).one()
    assert entry.facts["why"] == "call back"
    assert "13800138000" not in str(entry.facts)


def test_nothing_is_revealed_without_a_reason(as_role, case):
    answer = do(as_role(Role.INSPECTOR), case, "reveal", why=" ")

    assert answer.status_code == 422
    assert "13800138000" not in answer.get_data(as_text=True)


def test_another_station_does_not_know_that_the_case_exists(as_role, case):
    assert as_role(Role.INSPECTOR, station="west").get(
        f"/desk/cases/{case.number}"
    ).status_code == 404  # fmt: skip


def test_a_case_goes_from_its_receipt_to_its_decision(as_role, case, session):
    browser = as_role(Role.INSPECTOR)

    for act in ("screen", "accept", "check", "decide"):
        assert do(browser, case, act, text="已核查").status_code == 303

    assert state_of(session, case) is CaseState.DECIDED


def test_a_form_of_an_older_page_changes_nothing_and_keeps_the_words(as_role, case, session):
    browser = as_role(Role.INSPECTOR)
    do(browser, case, "screen")

    answer = do(browser, case, "accept", text="我写的话", version="1")

    assert answer.status_code == 409
    assert "我写的话" in answer.get_data(as_text=True)
    assert state_of(session, case) is CaseState.SCREENING


def test_a_confirmed_case_opens_a_finding(as_role, case, session):
    browser = as_role(Role.INSPECTOR)
    do(browser, case, "accept", text="受理")

    answer = do(browser, case, "confirm", text="清理积水", code="ENV-WATER", zone="RP")

    finding = session.scalars(select(Finding)).one()
    session.expire_all()
    assert answer.status_code == 303
    assert (finding.origin_id, session.get(Case, case.id).finding_number) == (
        case.number, finding.number,
    )  # fmt: skip


def test_a_hand_over_needs_the_number_of_the_other_office(as_role, case, session):
    browser = as_role(Role.INSPECTOR)

    without = do(browser, case, "transfer", text="转办", outside="city_line", outside_number="")
    with_it = do(browser, case, "transfer", text="转办", outside="city_line", outside_number="SZ1")

    assert (without.status_code, with_it.status_code) == (422, 303)
    assert state_of(session, case) is CaseState.TRANSFERRED


def test_only_a_head_refuses(as_role, case):
    typed = {"text": "不属食品", "refusal": "not_food"}

    assert do(as_role(Role.INSPECTOR), case, "refuse", **typed).status_code == 403
    assert do(as_role(Role.STATION_HEAD), case, "refuse", **typed).status_code == 303


def test_two_messages_about_the_same_are_merged(as_role, case, filed, session):
    other = filed(text="地面积水没人管").case
    session.commit()

    do(as_role(Role.INSPECTOR), other, "merge", text="同一事项", into=case.number)

    session.expire_all()
    assert session.get(Case, other.id).merged_into_id == case.id
    assert session.get(Case, case.id).supporters == 1


def test_a_message_of_two_matters_is_split_and_one_code_opens_both(as_role, case, session):
    do(as_role(Role.INSPECTOR), case, "split", text="退款另办", kind="complaint", category="other")

    part = session.scalars(select(Case).where(Case.kind == CaseKind.COMPLAINT)).one()

    assert part.number == "TS-2026-000001"
    assert part.code_hash == session.get(Case, case.id).code_hash


def test_two_persons_delete_what_a_case_says(as_role, case, session):
    inspector, officer = as_role(Role.INSPECTOR), as_role(Role.BUREAU_OFFICER)
    do(inspector, case, "accept", text="受理")
    do(inspector, case, "decide", text="已办")
    do(officer, case, "ask_deletion", text="误报他人隐私")

    alone = do(officer, case, "delete")
    second = do(as_role(Role.BUREAU_OFFICER), case, "delete")

    session.expire_all()
    row = session.get(Case, case.id)
    assert (alone.status_code, second.status_code) == (403, 303)
    assert (row.text, row.sealed) == ("", None)


def test_words_and_pictures_are_blacked_out(as_role, client, restaurant, set_clock, session):
    quick_tip(client, restaurant, set_clock, text="厨师张三在抽烟喝酒", files=[(jpeg(), "a.jpg")])
    case, picture = session.scalars(select(Case)).one(), session.scalars(select(CasePicture)).one()
    browser = as_role(Role.MODERATOR)

    do(browser, case, "redact", phrases="张三")
    do(browser, case, "redact", picture=picture.code, boxes="0 0 50 100")

    page = browser.get(f"/desk/cases/{case.number}").get_data(as_text=True)
    image = browser.get(f"/desk/cases/{case.number}/pictures/{picture.code}.jpg").data
    assert "张三" not in page
    assert image != jpeg()
    session.expire_all()
    assert session.scalars(select(CasePicture.redacted_code)).one() is not None


def test_insiders_are_seen_by_the_bureau_alone(as_role, filed, session):
    row = filed(channel=Channel.INSIDER, text="老板让用过期的肉").case
    session.commit()
    path = f"/desk/cases/{row.number}"

    assert as_role(Role.STATION_HEAD).get(path).status_code == 404
    assert as_role(Role.BUREAU_OFFICER).get(path).status_code == 200


def test_the_restaurant_responds_once_and_a_moderator_shows_it(as_role, case, session, client):
    inspector, owner = as_role(Role.INSPECTOR), as_role(Role.RESTAURANT_OWNER)
    do(inspector, case, "accept", text="受理")

    page = owner.get("/en/desk/responses").get_data(as_text=True)
    answer = owner.post(f"/en/desk/responses/{case.number}", data={"text": "当天已清理"})
    twice = owner.post(f"/en/desk/responses/{case.number}", data={"text": "再说一次"})
    shown = do(as_role(Role.MODERATOR), case, "show_response")

    assert case.number in page
    assert "地上有水" not in page
    assert (answer.status_code, twice.status_code, shown.status_code) == (303, 409, 303)


def test_a_response_is_no_longer_than_is_shown(as_role, case):
    do(as_role(Role.INSPECTOR), case, "accept", text="受理")

    answer = as_role(Role.RESTAURANT_OWNER).post(
        f"/en/desk/responses/{case.number}", data={"text": "长" * 501}
    )

    assert answer.status_code == 422
    assert "长" * 501 in answer.get_data(as_text=True)


def test_the_list_is_sorted_by_due_time_and_saved_by_the_one_exporter(as_role, filed, session):
    late = filed(at=NOW - timedelta(days=9), category=Category.OTHER).case
    soon = filed(category=Category.PESTS).case
    session.commit()
    browser = as_role(Role.INSPECTOR)

    page = read(browser.get("/desk/cases").get_data(as_text=True))
    file = browser.get("/desk/cases.csv").get_data(as_text=True)

    links = [each.get("href") for each in page.all("a", data_job=True)]
    assert links == [f"/desk/cases/{late.number}", f"/desk/cases/{soon.number}"]
    assert late.number in file
    assert "昨天" not in file


def test_taps_on_a_picture_lie_on_the_vendors_desk(as_role, client, restaurant):
    client.post(
        f"/r/{restaurant.code}/picture-wrong",
        data={"camera": restaurant.cameras[0].code, "doubt": "frozen"},
    )

    page = as_role(Role.VENDOR).get("/en/desk/pictures").get_data(as_text=True)

    assert "Not moving" in page


def test_the_vendor_sees_no_case(as_role, case):
    assert as_role(Role.VENDOR).get(f"/desk/cases/{case.number}").status_code == 403
