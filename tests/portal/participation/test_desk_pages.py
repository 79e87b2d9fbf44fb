"""The desk's survey pages: planned, drawn, printed, decided; each within its scope."""

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.participation.kinds import AsideState, Doubt, Instrument, Rating, Tier, WaveState
from portal.participation.models import Answer, DisplayKey, SetAside, Slip, SurveySlot, SurveyWave
from portal.shell.rules import local_day
from tests.portal.participation.conftest import NOW
from tests.support.factories import make_restaurant
from tests.support.people import make_person, sign_in
from tests.support.typed import holds_null

TODAY = local_day(NOW)
PLAN = {"starts_on": "2026-11-24", "last_day": "2026-11-30", "restaurants": "3", "every": "3",
        "question_set": "diners-1"}  # fmt: skip


@pytest.fixture
def app(app):
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def officer(app, session):
    person = make_person(session, Role.BUREAU_OFFICER)
    session.commit()
    return sign_in(app.test_client(), person)


@pytest.fixture
def owner(app, session, restaurant):
    person = make_person(session, Role.RESTAURANT_OWNER, restaurant=restaurant.code)
    session.commit()
    return sign_in(app.test_client(), person)


@pytest.fixture
def aside(session, restaurant):
    row = SetAside(
        restaurant_id=restaurant.id, day=TODAY, reason=Doubt.BURST, state=AsideState.ASIDE,
        number=7, praise=7, blame=0,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def only(session, model):
    session.expire_all()
    return session.scalars(select(model)).one()


def test_a_survey_goes_from_plan_to_published_seed(officer, session, restaurant):
    address = officer.post("/desk/surveys/new", data=PLAN).location
    seed = only(session, SurveyWave).seed
    assert seed not in officer.get(address).text
    officer.post(f"{address}/draw")
    slot = session.scalars(select(SurveySlot).order_by(SurveySlot.id)).first()
    officer.post(f"/desk/surveys/slots/{slot.id}", data={"invited": "9", "refused": "2"})
    drawn = officer.get(address).text
    officer.post(f"{address}/close")

    assert restaurant.name in drawn
    assert seed not in drawn
    assert seed in officer.get(address).text
    assert seed in officer.get("/satisfaction/surveys").text
    assert only(session, SurveyWave).state is WaveState.CLOSED
    for page in ("/desk/surveys", "/satisfaction/surveys"):
        assert "就餐者问卷，第 1 版" in officer.get(page).text
    assert officer.get("/desk/surveys/questions").status_code == 200


def test_nothing_to_draw_is_told_on_the_page(officer):
    address = officer.post("/desk/surveys/new", data=PLAN).location

    assert officer.post(f"{address}/draw").status_code == 409


@pytest.mark.parametrize(
    ("field", "value"),
    [("starts_on", "2020-01-01"), ("last_day", "2026-11-01"), ("restaurants", "0"),
     ("restaurants", "many"), ("every", ""), ("every", "99999999"), ("question_set", "x")],
)  # fmt: skip
def test_what_is_wrong_with_a_plan_is_told_beside_the_field(officer, field, value):
    answer = officer.post("/en/desk/surveys/new", data=PLAN | {field: value})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_slips_are_shown_once_and_stored_as_hashes(officer, session, restaurant):
    sheet = officer.post(
        "/desk/surveys/slips",
        data={"code": restaurant.code.upper(), "number": "5", "valid_until": "2026-12-01"},
    )
    codes = re.findall(r'class="slip-code">([0-9A-Z]{5}-[0-9A-Z]{5})<', sheet.text)

    assert len(codes) == 5
    assert len(session.scalars(select(Slip)).all()) == 5
    assert codes[0] not in officer.get("/desk/surveys/slips").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "nothing"), ("number", "201"), ("valid_until", "2020-01-01"), ("number", "-1")],
)
def test_what_is_wrong_with_a_sheet_is_told(officer, restaurant, field, value):
    told = {"code": restaurant.code, "number": "5", "valid_until": "2026-12-01"}
    answer = officer.post("/desk/surveys/slips", data=told | {field: value})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_slips_of_a_slot_are_of_its_restaurant(officer, session, restaurant):
    address = officer.post("/desk/surveys/new", data=PLAN).location
    officer.post(f"{address}/draw")
    slot = session.scalars(select(SurveySlot).order_by(SurveySlot.id)).first()
    path = f"/desk/surveys/slots/{slot.id}/slips"
    told = {"code": "ignored", "number": "2", "valid_until": "2026-12-01"}

    assert restaurant.code in officer.get(path).text
    assert officer.post(path, data=told).text.count("slip-code") == 2


def test_display_gets_an_address_and_a_new_one(officer, session, restaurant):
    path = f"/desk/surveys/displays/{restaurant.code}"
    first = re.search(r"/display/\S+?(?=<)", officer.get(path).text)[0]
    assert officer.get(first).status_code == 200
    officer.post(path)

    assert officer.get(first).status_code == 404
    assert only(session, DisplayKey).restaurant_id == restaurant.id


@pytest.mark.parametrize(
    ("button", "state"), [({"release": "1"}, AsideState.RELEASED), ({}, AsideState.UPHELD)]
)
def test_the_bureau_decides_in_public(officer, session, aside, button, state):
    path = f"/desk/surveys/set-aside/{aside.id}"
    assert officer.post(path, data=button | {"why": " "}).status_code == 422
    assert officer.post(path, data=button | {"why": "字" * 501}).status_code == 422
    officer.post(path, data=button | {"why": "确为顾客"})

    assert only(session, SetAside).state is state
    assert "确为顾客" in officer.get("/satisfaction/set-aside").text
    assert officer.post(path, data=button | {"why": "again"}).status_code == 422


def test_an_owner_objects_at_their_own_restaurant(owner, session, aside):
    assert owner.get("/desk/surveys/set-aside").status_code == 200
    owner.post(f"/desk/surveys/set-aside/{aside.id}/object", data={"text": "婚宴"})

    assert (only(session, SetAside).state, only(session, SetAside).appeal) == (
        AsideState.APPEALED, "婚宴",
    )  # fmt: skip


def test_an_owner_finds_nothing_of_others(app, session, owner, aside):
    stranger = make_person(session, Role.RESTAURANT_OWNER, restaurant=make_restaurant(session).code)
    session.commit()
    other = sign_in(app.test_client(), stranger)

    assert other.get(f"/desk/surveys/set-aside/{aside.id}/object").status_code == 404
    assert "line" in owner.get("/desk/surveys/set-aside?state=aside").text


def test_an_owner_reads_groups_of_ten_and_no_single_answer(owner, session, restaurant):
    def said(number, day):
        session.add_all(
            Answer(
                restaurant_id=restaurant.id, instrument=Instrument.POLL, tier=Tier.SLIP,
                occasion="asked", question_set="diners-1", language="zh", day=day,
                satisfaction=Rating.VERY_POOR, remark="私房话",
            )
            for _ in range(number)
        )  # fmt: skip
        session.commit()

    said(9, TODAY - timedelta(days=14))
    assert "Fewer than 10 diners" in owner.get("/en/desk/surveys/own").text

    said(1, TODAY - timedelta(days=13))
    page = owner.get("/en/desk/surveys/own").text
    assert "Fewer than 10 diners" not in page
    assert "私房话" not in page


TEXT = st.text(max_size=40) | st.sampled_from(["2026-13-01", "-1", "1e5", "\x00", "９"])


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(fields=st.dictionaries(st.sampled_from(sorted(PLAN)), TEXT, min_size=1))
def test_whatever_is_typed_into_a_plan_nothing_breaks(officer, fields):
    answer = officer.post("/desk/surveys/new", data=PLAN | fields)

    assert answer.status_code in ({400} if holds_null(fields) else {303, 422})


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(fields=st.dictionaries(st.sampled_from(["code", "number", "valid_until"]), TEXT))
def test_whatever_is_typed_for_a_sheet_nothing_breaks(officer, restaurant, fields):
    told = {"code": restaurant.code, "number": "1", "valid_until": "2026-12-01"}

    answer = officer.post("/desk/surveys/slips", data=told | fields)

    assert answer.status_code in ({400} if holds_null(fields) else {200, 422})


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(why=st.text(max_size=520))
def test_whatever_is_given_as_a_reason_nothing_breaks(officer, aside, why):
    answer = officer.post(f"/desk/surveys/set-aside/{aside.id}", data={"why": why})

    assert answer.status_code in ({400} if "\0" in why else {303, 422})
