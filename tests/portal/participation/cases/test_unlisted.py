"""Messages about businesses that are not in the register, until they are cases or elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.rules import NotAllowed
from portal.notices.models import InboxEntry, Notice, TextMessage
from portal.participation import case_tasks
from portal.participation.case_kinds import CaseKind, Outside, UnlistedState
from portal.participation.case_phones import CasePhones
from portal.participation.models import Case, UnlistedCase
from portal.participation.operations.unlisted import (
    HandedTo,
    attach_unlisted,
    file_unlisted,
    hand_over_unlisted,
)
from portal.participation.operations.working import OutsideNumberMissing
from portal.participation.rules.cases import CaseTextMissing
from portal.participation.rules.intake import CaseWorkNeeded, IntakeFault, IntakeRefused, Recent
from portal.participation.rules.unlisted import (
    TAKEN_AN_HOUR,
    WORKLESS_AN_HOUR,
    AttachUnfit,
    NewUnlisted,
    UnlistedBusy,
    UnlistedDecided,
    Wanted,
    check_unlisted_budget,
    place_faults,
)
from tests.portal.participation.cases.conftest import NOW, SECRECY, new_case, officer
from tests.support.page import read
from tests.support.people import make_person

DAY = timedelta(days=1)
BUREAU = officer(Role.BUREAU_OFFICER)
TO = HandedTo(Outside.CONSUMER_LINE, "12315-1", "不在本区")


@pytest.fixture
def sent(session):
    """Send a message about a business: `sent(station="east", kind=…)`."""

    def send(*, station="", now=NOW, **changes):
        new = NewUnlisted(new_case(**changes), "无名面馆", "坪山大道99号旁", station)
        found = file_unlisted(session, new, secrecy=SECRECY, now=now)
        session.commit()
        return found

    return send


@pytest.fixture
def row(session, sent):
    """One that waits."""
    return session.get(UnlistedCase, sent().case_id)


def test_it_takes_the_next_number_and_a_date(session, sent, filed):
    filed()
    row = session.get(UnlistedCase, sent().case_id)

    assert (row.number, row.state) == ("XS-2026-000002", UnlistedState.WAITING)
    assert row.due_at > NOW
    assert "13800138000" not in f"{row.text}{row.place_name}"


def test_the_same_form_twice_is_one_message(session, sent):
    first, second = sent(key="k" * 22), sent(key="k" * 22)

    assert (first.is_new, second.is_new) == (True, False)
    assert replace(second, is_new=True) == first


def test_name_and_address_are_needed():
    assert place_faults(" ", "x" * 200) == {
        "place_name": IntakeFault.MISSING, "place_address": IntakeFault.TOO_LONG,
    }  # fmt: skip
    assert place_faults("面\x07馆", "路") == {"place_name": IntakeFault.UNPRINTABLE}


def test_what_is_wrong_is_refused_whole(session):
    with pytest.raises(IntakeRefused) as refused:
        file_unlisted(session, NewUnlisted(new_case(text=""), "", "路"), secrecy=SECRECY, now=NOW)

    assert refused.value.faults.keys() == {"text", "place_name"}


@pytest.mark.parametrize(
    ("recent", "has_work", "error"),
    [(Recent(TAKEN_AN_HOUR, 0), True, UnlistedBusy),
     (Recent(WORKLESS_AN_HOUR, 0, WORKLESS_AN_HOUR), False, CaseWorkNeeded)],
)  # fmt: skip
def test_a_flood_is_stopped(recent, has_work, error):
    with pytest.raises(error):
        check_unlisted_budget(recent, has_work=has_work)


def test_a_full_slow_lane_lets_those_with_work_through():
    lately = Recent(WORKLESS_AN_HOUR, 0, WORKLESS_AN_HOUR)

    assert check_unlisted_budget(lately, has_work=True) is None


def test_a_case_is_made_with_the_same_number_code_and_time(session, sent, restaurant):
    found = sent(kind=CaseKind.COMPLAINT)
    number = session.get(UnlistedCase, found.case_id).number

    case = attach_unlisted(session, number, restaurant=restaurant.code, actor=BUREAU, now=NOW + DAY)
    session.commit()

    old = session.get(UnlistedCase, found.case_id)
    assert (case.number, case.received_at, case.clock_from) == (number, NOW, NOW)
    assert case.restaurant_id == restaurant.id
    assert (old.state, old.case_id, old.sealed, old.text) == (
        UnlistedState.ATTACHED, case.id, None, "",
    )  # fmt: skip
    assert SECRECY.unseal(case.sealed)["phone"] == "13800138000"
    with pytest.raises(UnlistedDecided):
        hand_over_unlisted(session, number, TO, actor=BUREAU, now=NOW)


def test_it_is_attached_only_within_ones_own_register(session, sent, restaurant):
    own = restaurant.station.code
    row = session.get(UnlistedCase, sent(station=own).case_id)

    with pytest.raises(NotAllowed):
        attach_unlisted(session, row.number, restaurant=restaurant.code,
                        actor=officer(station="west"), now=NOW)  # fmt: skip
    with pytest.raises(AttachUnfit):
        attach_unlisted(session, row.number, restaurant="none",
                        actor=officer(station=own), now=NOW)  # fmt: skip


def test_one_of_an_unknown_street_is_the_bureaus(session, row):
    with pytest.raises(NotAllowed):
        hand_over_unlisted(session, row.number, TO, actor=officer(station="east"), now=NOW)


def test_it_is_handed_over_with_number_and_reason(session, row):
    for changes, error in (({"why": " "}, CaseTextMissing), ({"number": ""}, OutsideNumberMissing)):
        with pytest.raises(error):
            hand_over_unlisted(session, row.number, replace(TO, **changes), actor=BUREAU, now=NOW)

    hand_over_unlisted(session, row.number, TO, actor=BUREAU, now=NOW)

    assert (row.state, row.reason, row.outside_number) == (
        UnlistedState.HANDED_OVER, "不在本区", "12315-1",
    )  # fmt: skip


def test_what_was_handed_over_is_erased_in_time(app, session, sent, set_clock):
    row = session.get(UnlistedCase, sent(kind=CaseKind.COMPLAINT).case_id)
    hand_over_unlisted(session, row.number, TO, actor=BUREAU, now=NOW)
    session.commit()
    assert CasePhones(SECRECY).phone(session, row.number) == "13800138000"
    set_clock(NOW + 366 * DAY)

    with app.app_context():
        case_tasks.erase_in_time()

    session.expire_all()
    assert (row.sealed, row.code_hash, row.link_hash, row.key_hash) == (None,) * 4
    assert CasePhones(SECRECY).phone(session, row.number) is None
    assert session.scalars(select(TextMessage)).all() == []


def test_the_station_is_told_and_so_is_who_complains(session, sent, restaurant):
    inspector = make_person(session, Role.INSPECTOR, station=restaurant.station.code)
    sent(station=restaurant.station.code, kind=CaseKind.COMPLAINT)

    assert session.scalars(select(InboxEntry.person_id)).all() == [inspector.id]
    assert session.scalars(select(Notice.kind)).all() == ["case.unlisted"]
    assert session.scalars(select(TextMessage.kind)).all() == ["case.text_received"]


def test_words_that_mean_nothing_ask_for_what_waits():
    assert Wanted.asked({"state": "x", "page": "2"}) == Wanted(UnlistedState.WAITING, 2)


@pytest.fixture
def plain(app):
    """The portal, whose forms need no token here."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def send_form(client, set_clock, **changes):
    """Fill in the form as somebody without scripts does; the answer to it."""
    path = "/en/tell/unlisted/tip"
    page = read(client.get(path).get_data(as_text=True)).one("form", novalidate=True)
    data = {each.get("name"): each.get("value") or "" for each in page.all("input")}
    set_clock(NOW + timedelta(seconds=30))
    typed = {"place_name": "无名面馆", "place_address": "坪山大道99号旁", "category": "dirty",
             "text": "后厨地面全是水"}  # fmt: skip
    return client.post(path, data=data | typed | changes)


def test_a_citizen_files_follows_and_finds_it_as_a_case_later(
    plain, client, session, set_clock, restaurant, as_role
):
    answer = send_form(client, set_clock)
    address = answer.headers["Location"]
    page = client.get(address).get_data(as_text=True)
    row = session.scalars(select(UnlistedCase)).one()
    assert answer.status_code == 303
    assert row.number in page

    bureau = as_role(Role.BUREAU_OFFICER)
    assert row.place_name in bureau.get("/desk/unlisted").get_data(as_text=True)
    done = bureau.post(f"/desk/unlisted/{row.number}/attach", data={"code": restaurant.code})

    assert done.headers["Location"] == f"/desk/cases/{row.number}"
    followed = client.get(address, follow_redirects=True).get_data(as_text=True)
    assert restaurant.name in followed or restaurant.name_en in followed


def test_number_and_code_open_it(plain, client, session, sent):
    found = sent()
    row = session.get(UnlistedCase, found.case_id)

    answer = client.post("/en/cases", data={"number": row.number, "code": found.code},
                         follow_redirects=True)  # fmt: skip

    assert row.place_name in answer.get_data(as_text=True)


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    plain, client, session, set_clock
):
    answer = send_form(client, set_clock, place_address="", text="水")
    page = read(answer.get_data(as_text=True))

    assert answer.status_code == 422
    assert page.one("p", id="place_address-error").text == "Please write where it is."
    assert page.one("input", id="place_name").get("value") == "无名面馆"
    assert session.scalars(select(UnlistedCase)).all() == []


def test_the_desk_hands_over_or_says_what_is_missing(plain, session, row, as_role):
    bureau = as_role(Role.BUREAU_OFFICER)
    path = f"/en/desk/unlisted/{row.number}/hand-over"
    data = {"outside": "consumer_line", "outside_number": "", "text": "不在本区"}

    wrong = bureau.post(path, data=data)
    right = bureau.post(path, data=data | {"outside_number": "12315-1"})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "不在本区" in wrong.get_data(as_text=True)
    assert session.scalars(select(Case)).all() == []


def test_another_station_finds_nothing_there(session, sent, as_role, restaurant):
    row = session.get(UnlistedCase, sent().case_id)

    answer = as_role(Role.INSPECTOR).get(f"/desk/unlisted/{row.number}")

    assert answer.status_code == 404
