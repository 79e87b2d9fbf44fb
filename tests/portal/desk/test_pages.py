"""The start page of each role, and the lists that its numbers lead to."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from portal.accounts.kinds import Role
from portal.extensions import db
from portal.registry.kinds import Ask, GapCause, GapKind, GapOwner, Status
from portal.registry.operations import ask, note_gap
from portal.registry.rules.coverage import GapNote
from portal.registry.rules.requests import Wish
from portal.rounds.models import CameraDay, FirstPicture
from portal.rounds.rules.minutes import packed
from tests.support.factories import (
    NOON,
    make_camera,
    make_display,
    make_restaurant,
)
from tests.support.page import read
from tests.support.people import make_person, sign_in
from tests.support.staff import officer

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
BITS = packed(0b1111)


@pytest.fixture(autouse=True)
def clock_at_noon(set_clock):
    """Every test begins at noon of 4 March 2026."""


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
        return sign_in(app.test_client(), person)

    return signed_in


def kitchen(session, *, last_good=TODAY, cameras=5, is_seen=True, **changes):
    """A Restaurant whose Cameras showed their last good picture on a day, None: never."""
    fields = {"is_key": True, "built_on": date(2021, 1, 1)}
    row = make_restaurant(session, **fields | changes)
    for number in range(1, cameras + 1):
        camera = make_camera(session, row, number=number)
        if last_good is not None:
            session.add(CameraDay(day=last_good, camera_id=camera.id, looked=BITS, good=BITS))
            session.add(FirstPicture(camera_id=camera.id, day=last_good))
    make_display(session, row, name="大堂", verified_on=TODAY if is_seen else None)
    session.flush()
    return row


def facts(page):
    """The lines of "how it stands now": words and value."""
    lines = page.one("dl", of="glance").all("div")
    return {line.one("dt").text: line.one("dd").text for line in lines}


def suspend(session, row, starts_at=NOON + DAY):
    wish = Wish(Ask.SUSPEND, starts_at, starts_at + DAY, reason="装修")
    return ask(session, row.code, wish=wish, actor=officer(99), now=NOON)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_start_page(as_, session, role):
    row = kitchen(session)
    answer = as_(role, row).get("/desk/")
    assert answer.status_code == 200
    assert read(answer.text).one("h1").text == "我的工作台"


def test_a_reader_is_asked_to_sign_in(client):
    assert client.get("/desk/").location.startswith("/account/sign-in")


def test_the_district_stands_in_shares_with_their_counts(as_, session):
    kitchen(session)
    kitchen(session, last_good=None, cameras=3, is_seen=False)
    told = facts(read(as_(Role.BUREAU_OFFICER).get("/desk/").text))
    assert told["已接入（30天内有正常画面）"] == "50.00%（1/2）"
    assert told["摄像头不少于 5 个"] == "50.00%（1/2） 共缺 2 个摄像头"
    assert told["展示屏经核实可用"] == "50.00%（1/2）"
    assert told["接入缺口"] == "3"


def test_a_station_sees_itself_alone(as_, session):
    row = kitchen(session)
    kitchen(session, last_good=None)
    told = facts(read(as_(Role.STATION_HEAD, row).get("/desk/").text))
    assert told["已接入（30天内有正常画面）"] == "100.00%（1/1）"


def test_an_empty_register_prints_not_available_and_no_share(as_):
    told = facts(read(as_(Role.AUDITOR).get("/desk/").text))
    assert told["已接入（30天内有正常画面）"] == "不适用"


def queues(page):
    return {
        each.one("h3").text: each.one(of="job-number").text for each in page.all("li", of="job")
    }


def test_what_waits_is_counted_with_its_due_day(as_, session):
    row = kitchen(session)
    suspend(session, row, starts_at=NOON - 2 * DAY)
    page = read(as_(Role.STATION_HEAD, row).get("/desk/").text)
    assert queues(page) == {"待审批的申请": "1"}
    assert "已逾期" in page.one("li", of="job").text


def test_a_request_of_another_station_does_not_wait_here(as_, session):
    row = kitchen(session)
    suspend(session, kitchen(session))
    assert queues(read(as_(Role.STATION_HEAD, row).get("/desk/").text)) == {}


def test_an_inspector_has_nothing_to_decide(as_, session):
    row = kitchen(session)
    suspend(session, row)
    assert queues(read(as_(Role.INSPECTOR, row).get("/desk/").text)) == {}


def test_an_owner_finds_their_kitchens_with_what_each_camera_shows(as_, session):
    row, other = kitchen(session), kitchen(session)
    page = read(as_(Role.RESTAURANT_OWNER, row).get("/desk/").text)
    text = page.one(of="kitchen-card").text
    assert row.name in text
    assert other.name not in page.text
    assert "状态不明" in text  # nobody has looked yet
    links = [each.get("href") for each in page.one(of="kitchen-card").all("a")]
    assert f"/desk/register/{row.code}/ask/suspend" in links
    assert f"/r/{row.code}/sign" in links


def test_a_suspended_owner_is_offered_to_open_again(as_, session):
    row = kitchen(session, status=Status.SUSPENDED)
    page = as_(Role.RESTAURANT_OWNER, row).get("/desk/").text
    assert f"/desk/register/{row.code}/ask/resume" in page


def test_gaps_are_listed_with_cause_owner_and_day_the_first_due_first(as_, session):
    unnoted = kitchen(session, is_seen=False)
    noted = kitchen(session, last_good=None)
    note = GapNote(GapCause.POWER, GapOwner.VENDOR, TODAY - DAY, "等待复电", 120_000)
    note_gap(session, noted.code, GapKind.NOT_CONNECTED, note=note, actor=officer(), now=NOON)
    page = read(as_(Role.BUREAU_OFFICER).get("/desk/coverage").text)
    lines = page.one("ul", of="lines").all("li")
    assert [line.all("a")[0].text for line in lines] == [noted.name, unnoted.name]
    assert "等待复电" in lines[0].text
    assert "line-down" in lines[0].get("class")


@pytest.mark.parametrize(
    ("query", "found"), [("", 2), ("kind=no_display", 1), ("kind=nonsense", 2), ("station=x", 0)]
)
def test_gaps_are_filtered(as_, session, query, found):
    kitchen(session, is_seen=False, cameras=4)
    page = read(as_(Role.AUDITOR).get(f"/desk/coverage?{query}").text)
    assert len([line for ul in page.all("ul", of="lines") for line in ul.all("li")]) == found


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_no_cell_of_the_file_begins_like_a_formula(as_, session):
    row = kitchen(session, name="=cmd|' /C calc'!A0", is_seen=False)
    note = GapNote(note="@SUM(1)", cost_fen=5)
    note_gap(session, row.code, GapKind.NO_DISPLAY, note=note, actor=officer(), now=NOON)
    answer = as_(Role.BUREAU_OFFICER).get("/desk/coverage.csv")
    header, line = rows_of(answer)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=coverage-gaps-2026-03-04.csv"
    )
    assert len(header) == len(line)
    assert line[1] == "'=cmd|' /C calc'!A0"
    assert (line[-2], line[-1]) == ("0.05", "'@SUM(1)")


def test_the_site_plan_holds_who_is_still_to_be_connected(as_, session):
    planned = kitchen(session, status=Status.PLANNED, built_on=None, cameras=0, last_good=None)
    kitchen(session, is_seen=False)
    note = GapNote(due_on=TODAY + DAY, cost_fen=1_250_000)
    note_gap(session, planned.code, GapKind.NOT_BUILT, note=note, actor=officer(), now=NOON)
    browser = as_(Role.BUREAU_OFFICER)
    page = browser.get("/desk/site-plan").text
    assert "计划费用：12,500 元" in page
    assert [line[0] for line in rows_of(browser.get("/desk/site-plan.csv"))[1:]] == [
        planned.licence_no
    ]


def test_closures_are_suspected_with_their_signs(as_, session):
    expired = kitchen(session, licence_until=TODAY - DAY)
    quiet = kitchen(session, last_good=TODAY - 20 * DAY)
    fine = kitchen(session)
    page = as_(Role.BUREAU_OFFICER).get("/desk/closures").text
    assert "许可证有效期至2026年3月3日" in page
    assert "自2026年2月12日后没有任何摄像头传回正常画面" in page
    assert all(f"/desk/register/{row.code}/ask/close" in page for row in (expired, quiet))
    assert fine.name not in page


def test_a_closing_asked_for_already_is_not_asked_again(as_, session):
    row = kitchen(session)
    ask(session, row.code, wish=Wish(Ask.CLOSE, NOON, reason="关门"), actor=officer(), now=NOON)
    page = as_(Role.BUREAU_OFFICER).get("/desk/closures").text
    assert "有人报告已关停" in page
    assert f"{row.code}/ask/close" not in page


def test_a_last_picture_long_ago_is_told_as_before_the_days_looked_at(as_, session):
    row = kitchen(session, last_good=TODAY - 300 * DAY)
    page = as_(Role.BUREAU_OFFICER).get("/desk/closures").text
    assert row.name in page


def test_suspected_closures_are_saved_with_what_speaks_for_them(as_, session):
    expired = kitchen(session, licence_until=TODAY - DAY)
    kitchen(session)
    header, line = rows_of(as_(Role.BUREAU_OFFICER).get("/en/desk/closures.csv"))

    assert len(header) == len(line)
    assert line[0] == expired.licence_no
    assert line[-3:] == [TODAY.isoformat(), "The licence held until 3 March 2026.", ""]


@pytest.mark.parametrize(
    "path", ["coverage", "coverage.csv", "site-plan", "closures", "closures.xlsx"]
)
def test_lists_are_not_open_to_owners_and_vendors(as_, session, path):
    row = kitchen(session)
    for role in (Role.RESTAURANT_OWNER, Role.VENDOR):
        assert as_(role, row).get(f"/desk/{path}").status_code == 403


def test_who_runs_the_portal_finds_how_it_is(as_, session):
    kitchen(session)
    page = as_(Role.SYSADMIN).get("/desk/").text
    assert "SQLite" in page


def statements(app, browser):
    """How many statements the list of gaps takes."""
    told = []
    with app.app_context():
        engine = db.engine

    def listener(*args):
        told.append(args[2])

    event.listen(engine, "before_cursor_execute", listener)
    try:
        assert browser.get("/desk/coverage").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(told)


def test_the_number_of_statements_does_not_grow(app, as_, session):
    row = kitchen(session)
    browser = as_(Role.BUREAU_OFFICER, row)
    first = statements(app, browser)
    for __ in range(5):
        suspend(session, kitchen(session, is_seen=False))
    session.commit()
    assert statements(app, browser) == first
