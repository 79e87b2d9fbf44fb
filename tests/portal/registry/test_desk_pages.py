"""The register's pages for staff: who sees what, what a form does, and what it refuses."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.registry.kinds import Ask, GapKind, RequestState, Status
from portal.registry.models import (
    Camera,
    CoverageGap,
    Display,
    HoursSpan,
    Proof,
    Restaurant,
    StatusRequest,
    StatusSpan,
)
from portal.registry.operations import ask, decide
from portal.registry.proofs import ProofStore
from portal.registry.rules.requests import Wish
from tests.support.factories import (
    NOON,
    make_camera,
    make_display,
    make_restaurant,
    make_station,
    make_status_span,
)
from tests.support.page import read
from tests.support.people import actor_of, make_person, sign_in
from tests.support.staff import officer

DAY = timedelta(days=1)
PAUSE = {"starts_on": "2026-03-05", "ends_on": "2026-03-09", "reason": "装修", "proof": "申请 7 号"}
CLOSING = {"starts_on": "2026-03-04", "reason": "已注销"}


@pytest.fixture(autouse=True)
def clock_at_noon(set_clock):
    """Every test begins at noon of 4 March 2026."""


@pytest.fixture
def app(app):
    """A portal whose forms need no token, so that a test can send what it wants."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def restaurant(session):
    """A Restaurant open since 2021, with a Camera and a Display."""
    row = make_restaurant(session)
    make_camera(session, row, number=1)
    make_display(session, row, name="大堂")
    return row


@pytest.fixture
def as_(app, session):
    """A browser in which somebody with a role is signed in: `as_(role, restaurant)`."""

    def signed_in(role, row=None):
        at = {}
        if role in {Role.RESTAURANT_OWNER, Role.RESTAURANT_STAFF}:
            at["restaurant"] = row.code
        elif role in {Role.STATION_HEAD, Role.INSPECTOR}:
            at["station"] = row.station.code
        person = make_person(session, role, **at)
        session.commit()
        browser = sign_in(app.test_client(), person)
        browser.person = person
        return browser

    return signed_in


def asked(session, row, *, starts_at=NOON + DAY, **changes):
    wish = Wish(Ask.SUSPEND, starts_at, starts_at + 3 * DAY, reason="装修")
    request = ask(session, row.code, wish=wish, actor=officer(99), now=NOON)
    session.commit()
    return request


def one(session, kind):
    session.expire_all()
    return session.scalars(select(kind)).one()


# -- Reading ---------------------------------------------------------------------------------------


def test_the_list_holds_the_scope_and_no_more(as_, session, restaurant):
    other = make_restaurant(session)
    page = as_(Role.STATION_HEAD, restaurant).get("/desk/register").text
    assert restaurant.name in page
    assert other.name not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=sfct", 2), ("status=closed", 1), ("status=open", 1), ("status=unknown", 0),
     ("status=nonsense", 2), ("type=school_canteen", 0), ("page=x", 2)],
)  # fmt: skip
def test_the_list_is_filtered(as_, session, restaurant, query, found):
    make_restaurant(session, status=Status.CLOSED)
    page = read(as_(Role.BUREAU_OFFICER).get(f"/desk/register?{query}").text)
    assert len(page.all("li", of="line-job")) == found


def test_a_status_that_nobody_recorded_can_be_looked_for(as_, session, restaurant):
    unknown = make_restaurant(session, status=None)
    page = as_(Role.BUREAU_OFFICER).get("/desk/register?status=unknown").text
    assert unknown.name in page
    assert restaurant.name not in page


def test_a_restaurant_outside_the_scope_is_not_told_of(as_, session, restaurant):
    other = make_restaurant(session)
    browser = as_(Role.RESTAURANT_OWNER, restaurant)
    assert browser.get(f"/desk/register/{restaurant.code}").status_code == 200
    assert browser.get(f"/desk/register/{other.code}").status_code == 404
    assert browser.get("/desk/register/0000000000").status_code == 404


def test_the_page_tells_history_with_what_was_entered_late(as_, session, restaurant):
    make_status_span(
        session, restaurant, status=Status.SUSPENDED, starts_at=NOON - 9 * DAY,
        ends_at=NOON - 5 * DAY, recorded_at=NOON - DAY, reason="停电", approved_by="所长",
    )  # fmt: skip
    page = as_(Role.AUDITOR).get(f"/desk/register/{restaurant.code}").text
    assert "停电" in page
    assert "事后补登" in page


@pytest.mark.parametrize(
    ("role", "asks"),
    [
        (Role.BUREAU_OFFICER, ["suspend", "close", "move"]),
        (Role.STATION_HEAD, ["suspend", "close", "move"]),
        (Role.RESTAURANT_OWNER, ["suspend"]),
        (Role.RESTAURANT_STAFF, []),
        (Role.AUDITOR, []),
    ],
)
def test_the_page_offers_what_may_be_asked(as_, restaurant, role, asks):
    page = read(as_(role, restaurant).get(f"/desk/register/{restaurant.code}").text)
    links = [each.get("href") for each in page.all("a", of="button-quiet")]
    assert links == [f"/desk/register/{restaurant.code}/ask/{each}" for each in asks]


def test_only_officers_are_offered_corrections(as_, restaurant):
    path = f"/desk/register/{restaurant.code}"
    assert f"{path}/facts" in as_(Role.BUREAU_OFFICER).get(path).text
    assert f"{path}/facts" not in as_(Role.STATION_HEAD, restaurant).get(path).text


# -- Asking ----------------------------------------------------------------------------------------


def test_an_owner_asks_for_a_suspension(as_, session, restaurant):
    browser = as_(Role.RESTAURANT_OWNER, restaurant)
    answer = browser.post(f"/desk/register/{restaurant.code}/ask/suspend", data=PAUSE)
    request = one(session, StatusRequest)
    assert answer.location == f"/desk/register/{restaurant.code}?done=asked"
    assert (request.state, request.reason, request.proof) == (
        RequestState.PENDING, "装修", "申请 7 号",
    )  # fmt: skip
    assert request.ends_at - request.starts_at == 4 * DAY
    assert "申请已提交" in browser.get(answer.location).text


def test_times_of_day_belong_to_the_district(as_, session, restaurant):
    data = PAUSE | {"starts_time": "14:30", "ends_time": "09:00"}
    as_(Role.RESTAURANT_OWNER, restaurant).post(
        f"/desk/register/{restaurant.code}/ask/suspend", data=data
    )
    assert one(session, StatusRequest).starts_at.isoformat() == "2026-03-05T06:30:00+00:00"


def test_an_officer_closes_at_once(as_, session, restaurant):
    answer = as_(Role.BUREAU_OFFICER).post(
        f"/desk/register/{restaurant.code}/ask/close", data=CLOSING
    )
    assert answer.location.endswith("done=changed")
    spans = session.scalars(select(StatusSpan).order_by(StatusSpan.starts_at)).all()
    assert spans[-1].status is Status.CLOSED


def test_a_head_asks_for_a_closing_and_an_officer_decides(as_, session, restaurant):
    as_(Role.STATION_HEAD, restaurant).post(
        f"/desk/register/{restaurant.code}/ask/close", data=CLOSING
    )
    assert one(session, StatusRequest).state is RequestState.PENDING


def test_an_officer_moves_a_restaurant(as_, session, restaurant):
    station = make_station(session)
    data = {"starts_on": "2026-03-05", "reason": "迁址", "licence_no": "JY-2", "address": "新路",
            "street": "新街道", "station": station.code}  # fmt: skip
    as_(Role.BUREAU_OFFICER).post(f"/desk/register/{restaurant.code}/ask/move", data=data)
    moved = session.scalars(select(Restaurant).where(Restaurant.licence_no == "JY-2")).one()
    assert (moved.moved_from_id, moved.station_id) == (restaurant.id, station.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "gestern"}, "starts_on"),
        ({"ends_time": "25:99"}, "ends_time"),
        ({"ends_on": "2026-03-01"}, "ends_on"),
        ({"starts_on": "2036-01-01", "ends_on": "2036-01-02"}, "starts_on"),
        ({"proof": "x" * 201}, "proof"),
    ],
)
def test_what_is_wrong_is_told_above_and_at_its_field(as_, session, restaurant, changes, field):
    answer = as_(Role.RESTAURANT_OWNER, restaurant).post(
        f"/desk/register/{restaurant.code}/ask/suspend", data=PAUSE | changes
    )
    page = read(answer.text)
    assert answer.status_code == 422
    assert [each.get("href") for each in page.one(of="problems").all("a")] == [f"#{field}"]
    assert page.one(id=field).get("aria-invalid") == "true"
    assert session.scalars(select(StatusRequest)).all() == []


def test_what_was_typed_stays_in_the_form(as_, restaurant):
    answer = as_(Role.RESTAURANT_OWNER, restaurant).post(
        f"/desk/register/{restaurant.code}/ask/suspend", data=PAUSE | {"ends_on": "2026-03-01"}
    )
    page = read(answer.text)
    assert page.one(id="starts_on").get("value") == "2026-03-05"
    assert page.one(id="reason").text == "装修"


def test_what_does_not_fit_the_status_is_told_without_a_field(as_, restaurant):
    answer = as_(Role.BUREAU_OFFICER).post(
        f"/desk/register/{restaurant.code}/ask/open", data=CLOSING
    )
    assert "无法办理“开业”" in answer.text


def test_the_same_is_not_asked_twice(as_, session, restaurant):
    asked(session, restaurant)
    answer = as_(Role.RESTAURANT_OWNER, restaurant).post(
        f"/desk/register/{restaurant.code}/ask/suspend", data=PAUSE
    )
    assert "未重复提交" in answer.text


@pytest.mark.parametrize("ask", ["close", "move", "open"])
def test_an_owner_may_not_ask_for_a_closing(as_, restaurant, ask):
    browser = as_(Role.RESTAURANT_OWNER, restaurant)
    assert browser.get(f"/desk/register/{restaurant.code}/ask/{ask}").status_code == 403


def test_an_ask_that_is_none_is_not_found(as_, restaurant):
    browser = as_(Role.BUREAU_OFFICER)
    assert browser.get(f"/desk/register/{restaurant.code}/ask/burn").status_code == 404


def test_a_form_without_its_token_changes_nothing(app, as_, session, restaurant):
    browser = as_(Role.BUREAU_OFFICER)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = browser.post(f"/desk/register/{restaurant.code}/ask/close", data=CLOSING)
    assert answer.status_code == 400
    assert session.scalars(select(StatusRequest)).all() == []


# -- Proofs ----------------------------------------------------------------------------------------


def with_file(content, name="proof.pdf"):
    return PAUSE | {"file": (io.BytesIO(content), name)}


def send(browser, restaurant, data):
    return browser.post(
        f"/desk/register/{restaurant.code}/ask/suspend", data=data,
        content_type="multipart/form-data",
    )  # fmt: skip


def test_a_file_is_kept_and_only_staff_in_scope_save_it(as_, session, restaurant):
    owner, head = as_(Role.RESTAURANT_OWNER, restaurant), as_(Role.STATION_HEAD, restaurant)
    staff, other = as_(Role.RESTAURANT_STAFF, restaurant), make_restaurant(session)
    elsewhere = as_(Role.STATION_HEAD, other)
    content = b"%PDF-1.7 " + bytes(200_000)  # more than a form without a file may hold
    assert send(owner, restaurant, with_file(content)).status_code == 303
    path = f"/desk/register/proofs/{one(session, Proof).code}"
    with head.get(path) as saved:
        assert saved.data == content
        assert saved.headers["Content-Disposition"].startswith("attachment")
        assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert elsewhere.get(path).status_code == 404
    assert staff.get(path).status_code == 403


@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"\xff\xd8\xffbroken", b"%PDF-" + bytes(100_000)]
)
def test_a_file_that_cannot_be_kept_is_told_and_nothing_is_asked(
    as_, session, restaurant, settings, monkeypatch, content
):
    monkeypatch.setattr("portal.registry.rules.proofs.MOST_BYTES", 100_000)
    answer = send(as_(Role.RESTAURANT_OWNER, restaurant), restaurant, with_file(content))
    assert read(answer.text).one(id="file-error").text
    assert session.scalars(select(StatusRequest)).all() == []
    assert not list(ProofStore.under(settings.data).root.rglob("*.*"))


def test_a_file_of_a_refused_request_is_dropped(as_, session, restaurant, settings):
    asked(session, restaurant)
    send(as_(Role.RESTAURANT_OWNER, restaurant), restaurant, with_file(b"%PDF-1.7 x"))
    assert not list(ProofStore.under(settings.data).root.rglob("*.pdf"))


def test_a_file_far_too_large_is_refused_before_it_is_read(as_, restaurant, monkeypatch):
    monkeypatch.setattr("portal.registry.staff.blueprint.MOST_BYTES", 100_000)
    content = b"%PDF-" + bytes(200_000)
    answer = send(as_(Role.RESTAURANT_OWNER, restaurant), restaurant, with_file(content))
    assert answer.status_code == 413


def test_a_proof_whose_file_is_gone_is_not_found(as_, session, restaurant, settings):
    send(as_(Role.RESTAURANT_OWNER, restaurant), restaurant, with_file(b"%PDF-1.7 x"))
    for path in ProofStore.under(settings.data).root.rglob("*.pdf"):
        path.unlink()
    path = f"/desk/register/proofs/{one(session, Proof).code}"
    assert as_(Role.BUREAU_OFFICER).get(path).status_code == 404


# -- Deciding --------------------------------------------------------------------------------------


def test_a_head_approves_what_the_queue_holds(as_, session, restaurant):
    request = asked(session, restaurant)
    browser = as_(Role.STATION_HEAD, restaurant)
    assert restaurant.name in browser.get("/desk/register/requests").text
    browser.post(f"/desk/register/requests/{request.id}", data={"decision": "approve"})
    assert one(session, StatusRequest).state is RequestState.APPROVED
    assert restaurant.name not in browser.get("/desk/register/requests").text
    assert restaurant.name in browser.get("/desk/register/requests?state=approved").text


def test_a_refusal_without_a_word_is_not_recorded(as_, session, restaurant):
    request = asked(session, restaurant)
    answer = as_(Role.STATION_HEAD, restaurant).post(
        f"/desk/register/requests/{request.id}", data={"decision": "refuse", "why": ""}
    )
    assert answer.status_code == 422
    assert read(answer.text).one(id="why").get("aria-invalid") == "true"
    assert one(session, StatusRequest).state is RequestState.PENDING


def test_the_owner_reads_why_it_was_refused(as_, session, restaurant):
    request = asked(session, restaurant)
    as_(Role.STATION_HEAD, restaurant).post(
        f"/desk/register/requests/{request.id}", data={"decision": "refuse", "why": "材料不全"}
    )
    page = as_(Role.RESTAURANT_OWNER, restaurant).get(f"/desk/register/requests/{request.id}")
    assert "材料不全" in page.text


def test_who_comes_second_learns_who_was_first(as_, session, restaurant):
    request = asked(session, restaurant)
    browser = as_(Role.STATION_HEAD, restaurant)
    decide(session, request.id, is_granted=True, why="", actor=officer(5), now=NOON)
    session.commit()
    answer = browser.post(f"/desk/register/requests/{request.id}", data={"decision": "approve"})
    assert answer.status_code == 422
    assert "officer已先行处理" in answer.text


def test_nobody_is_offered_to_decide_about_their_own_request(as_, session, restaurant):
    browser = as_(Role.STATION_HEAD, restaurant)
    wish = Wish(Ask.SUSPEND, NOON + DAY, NOON + 2 * DAY, reason="x")
    own = ask(session, restaurant.code, wish=wish, actor=actor_of(browser.person), now=NOON)
    session.commit()
    page = browser.get(f"/desk/register/requests/{own.id}").text
    assert "须由他人审批" in page
    assert 'value="approve"' not in page
    assert browser.post(
        f"/desk/register/requests/{own.id}", data={"decision": "approve"}
    ).status_code == 422  # fmt: skip


def test_who_asked_may_withdraw(as_, session, restaurant):
    browser = as_(Role.RESTAURANT_OWNER, restaurant)
    browser.post(f"/desk/register/{restaurant.code}/ask/suspend", data=PAUSE)
    number = one(session, StatusRequest).id
    assert "撤回申请" in browser.get(f"/desk/register/requests/{number}").text
    browser.post(f"/desk/register/requests/{number}/withdraw")
    assert one(session, StatusRequest).state is RequestState.WITHDRAWN


def test_a_request_outside_the_scope_is_not_told_of(as_, session, restaurant):
    request = asked(session, make_restaurant(session))
    browser = as_(Role.STATION_HEAD, restaurant)
    path = f"/desk/register/requests/{request.id}"
    assert browser.get(path).status_code == 404
    assert browser.post(path, data={"decision": "approve"}).status_code == 404
    assert browser.post(f"{path}/withdraw").status_code == 404


# -- Correcting, equipment, gaps -------------------------------------------------------------------


def test_an_officer_registers_a_restaurant(as_, session):
    station = make_station(session)
    data = {"licence_no": "JY-9", "name": "新店", "type": "small", "station": station.code,
            "address": "新路 1 号", "hours": "24h", "status": "planned",
            "starts_on": "2026-03-04", "licence_until": "2031-01-01"}  # fmt: skip
    answer = as_(Role.BUREAU_OFFICER).post("/desk/register/new", data=data)
    row = session.scalars(select(Restaurant).where(Restaurant.licence_no == "JY-9")).one()
    assert answer.location == f"/desk/register/{row.code}?done=registered"
    assert row.licence_until.isoformat() == "2031-01-01"


@pytest.mark.parametrize(
    ("changes", "field"), [({"hours": "whenever"}, "hours"), ({"name": ""}, "name")]
)
def test_a_new_restaurant_is_checked_before_it_is_written(as_, session, changes, field):
    station = make_station(session)
    data = {"licence_no": "JY-9", "name": "新店", "type": "small", "station": station.code,
            "address": "新路", "hours": "24h", "status": "open",
            "starts_on": "2026-03-04"}  # fmt: skip
    answer = as_(Role.BUREAU_OFFICER).post("/desk/register/new", data=data | changes)
    assert read(answer.text).one(id=field).get("aria-invalid") == "true"
    assert session.scalars(select(Restaurant)).all() == []


def test_facts_are_corrected(as_, session, restaurant):
    browser = as_(Role.BUREAU_OFFICER)
    path = f"/desk/register/{restaurant.code}/facts"
    page = read(browser.get(path).text)
    assert page.one(id="name").get("value") == restaurant.name
    browser.post(path, data={"name": "新名", "name_en": "", "type": "large", "address": "原地址",
                             "licence_until": "2030-01-01", "is_key": "y"})  # fmt: skip
    row = one(session, Restaurant)
    assert (row.name, row.is_key, row.name_en) == ("新名", True, None)


def test_hours_are_changed_from_today_and_the_former_still_shown(as_, session, restaurant):
    browser = as_(Role.BUREAU_OFFICER)
    path = f"/desk/register/{restaurant.code}/hours"
    page = browser.get(path)
    assert "现行营业时间适用于迄今所有日期" in page.text
    assert read(page.text).one(id="day").get("value") == "2026-03-04"
    answer = browser.post(path, data={"hours": "周一至周日 9:00-21:00", "day": "2026-03-04"})
    assert one(session, Restaurant).hours == "09:00-21:00"
    assert one(session, HoursSpan).hours == "24h"
    assert "之前：24小时营业" in browser.get(answer.location).text
    assert "现行营业时间自2026年3月4日起适用" in browser.get(path).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"hours": "whenever"}, "hours"), ({"day": "2026-03-03"}, "reason"),
     ({"day": "2026-03-05"}, "day"), ({"day": ""}, "day")],
)  # fmt: skip
def test_wrong_hours_are_told_at_their_field(as_, session, restaurant, changes, field):
    browser = as_(Role.BUREAU_OFFICER)
    data = {"hours": "9:00-21:00", "day": "2026-03-04"} | changes
    answer = browser.post(f"/desk/register/{restaurant.code}/hours", data=data)
    assert answer.status_code == 422
    assert read(answer.text).one(id=field).get("aria-invalid") == "true"
    assert one(session, Restaurant).hours == "24h"


def test_hours_that_were_never_right_are_corrected(as_, session, restaurant):
    data = {"hours": "9:00-21:00", "day": "2021-01-01", "reason": "登记有误"}
    path = f"/desk/register/{restaurant.code}/hours"
    assert as_(Role.BUREAU_OFFICER).post(path, data=data).status_code == 303
    assert one(session, HoursSpan).until.isoformat() == "2021-01-01"


def test_a_camera_is_replaced_and_its_address_never_shown(as_, session, restaurant):
    browser = as_(Role.BUREAU_OFFICER)
    path = f"/desk/register/{restaurant.code}/cameras/1/replace"
    data = {"url": "rtsp://u:fresh@10.0.0.8/a", "transport": "udp", "day": "2026-03-04",
            "device_id": "4" * 20}  # fmt: skip
    answer = browser.post(path, data=data)
    assert answer.location.endswith("done=replaced")
    session.expire_all()
    cameras = session.scalars(select(Camera).order_by(Camera.number)).all()
    assert [each.number for each in cameras] == [1, 1001]
    assert "fresh" not in browser.get(answer.location).text


def test_a_wrong_address_is_told_at_its_field(as_, restaurant):
    answer = as_(Role.BUREAU_OFFICER).post(
        f"/desk/register/{restaurant.code}/cameras/1/replace",
        data={"url": "http://192.0.2.1/", "transport": "tcp", "day": "2026-03-04",
              "device_id": "12"},
    )  # fmt: skip
    page = read(answer.text)
    assert page.one(id="device_id").get("aria-invalid") == "true"


def test_a_camera_is_retired_with_a_reason(as_, session, restaurant):
    as_(Role.BUREAU_OFFICER).post(
        f"/desk/register/{restaurant.code}/cameras/1/retire",
        data={"day": "2026-03-04", "reason": "拆除"},
    )
    assert one(session, Camera).active_until.isoformat() == "2026-03-04"


def test_the_bureau_says_what_is_hidden(as_, session, restaurant):
    path = f"/desk/register/{restaurant.code}/cameras/1/protect"
    answer = as_(Role.BUREAU_OFFICER).post(path, data={"privacy": "blur", "strength": "persons"})
    assert answer.location.endswith("done=protected")
    assert one(session, Camera).strength == "persons"


def test_a_picture_that_nobody_answers_for_is_not_opened(as_, session, restaurant):
    path = f"/desk/register/{restaurant.code}/cameras/1/protect"
    told = {"privacy": "open", "strength": "heads", "basis": "合同第3条"}
    answer = as_(Role.BUREAU_OFFICER).post(path, data=told)
    assert "由谁决定" in answer.text
    assert one(session, Camera).privacy == "blur"


def test_a_display_is_verified(as_, session, restaurant):
    browser = as_(Role.BUREAU_OFFICER)
    path = f"/desk/register/{restaurant.code}/display?name=大堂"
    assert read(browser.get(path).text).one(id="name").get("value") == "大堂"
    browser.post(path, data={"name": "大堂", "day": "2026-03-03"})
    assert one(session, Display).verified_on.isoformat() == "2026-03-03"


def test_a_display_is_not_verified_for_tomorrow(as_, restaurant):
    answer = as_(Role.BUREAU_OFFICER).post(
        f"/desk/register/{restaurant.code}/display", data={"name": "大堂", "day": "2026-03-09"}
    )
    assert read(answer.text).one(id="day").get("aria-invalid") == "true"


def test_a_gap_is_noted_and_read_again(as_, session, restaurant):
    browser = as_(Role.STATION_HEAD, restaurant)
    path = f"/desk/register/{restaurant.code}/gaps/no_display"
    data = {"cause": "refusal", "owner": "restaurant", "due_on": "2026-04-01", "cost": "1,200.50",
            "note": "沟通中"}  # fmt: skip
    browser.post(path, data=data)
    kept = one(session, CoverageGap)
    assert (kept.kind, kept.cost_fen) == (GapKind.NO_DISPLAY, 120_050)
    page = read(browser.get(path).text)
    assert page.one(id="cost").get("value") == "1200.50"
    assert page.one(id="note").text == "沟通中"


@pytest.mark.parametrize("cost", ["-5", "1e99", "abc", "1.234", "NaN"])
def test_an_amount_that_is_none_is_refused(as_, session, restaurant, cost):
    answer = as_(Role.BUREAU_OFFICER).post(
        f"/desk/register/{restaurant.code}/gaps/no_display",
        data={"cause": "unknown", "owner": "", "cost": cost},
    )
    assert answer.status_code == 422
    assert session.scalars(select(CoverageGap)).all() == []


def test_a_gap_that_is_none_is_not_found(as_, restaurant):
    browser = as_(Role.BUREAU_OFFICER)
    assert browser.get(f"/desk/register/{restaurant.code}/gaps/hole").status_code == 404


@pytest.mark.parametrize("path", ["facts", "hours", "display", "cameras/1/retire"])
def test_corrections_are_not_open_to_owners(as_, restaurant, path):
    browser = as_(Role.RESTAURANT_OWNER, restaurant)
    assert browser.get(f"/desk/register/{restaurant.code}/{path}").status_code == 403


def test_pages_of_one_language_say_nothing_in_the_other(as_, restaurant):
    page = as_(Role.BUREAU_OFFICER).get(f"/en/desk/register/{restaurant.code}").text
    assert "Status history" in page
    assert restaurant.name_en in page
