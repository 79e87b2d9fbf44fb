"""The desk's pages: who sees what of which Restaurants, and what each button does."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.extensions import db
from portal.registry.kinds import Zone
from portal.rounds.kinds import FaultCause, FaultCode
from portal.rounds.models import Fault, ReferencePicture
from portal.rounds.operations import Evidence, agree_view, note_observations, store_looks
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.desk import READERS
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.tasks import count_quarters
from portal.shell.rules import NotFound, local_day
from tests.support.factories import make_camera, make_display, make_restaurant, make_station
from tests.support.looks import bad, good, minute, off
from tests.support.page import read
from tests.support.people import make_person, sign_in
from tests.support.saved import csv_rows
from tests.support.statements import counted

NUMBER = "F-2026-000001"
FAULT = f"/en/desk/faults/{NUMBER}"
QUEUE = "/en/desk/faults"


@pytest.fixture
def camera(session, settings, set_clock):
    """A Camera of the Station "one" that has been dark for 20 minutes, with its picture."""
    set_clock(minute(20))
    restaurant = make_restaurant(
        session, station=make_station(session, code="one"), name_en="Sunny"
    )
    camera = make_camera(session, restaurant, name="", number=1)
    evidence = Evidence(PictureStore.under(settings.data), lambda look: b"picture")
    looks = [bad(0, camera.id), bad(5, camera.id)]
    note_observations(session, looks, now=minute(5), evidence=evidence)
    store_looks(
        session, local_day(minute(0)), {camera.id: MinuteMap.of(good=[700], bad=[720, 725])}
    )
    session.commit()
    return camera


@pytest.fixture
def as_role(app, session):
    """A browser in which somebody with this role, perhaps at one Station, is signed in."""

    def browser(role=Role.VENDOR, **where):
        person = make_person(session, role, **where)
        session.commit()
        return sign_in(app.test_client(), person)

    return browser


def page(client, path):
    """The page at `path`, which must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return read(answer.text)


def names(element):
    """The Restaurants of the lines within `element`."""
    return [line.one("a").text for line in element.all("li", of="job")]


def test_a_fault_stands_in_the_queue_with_its_reason(as_role, camera):
    (line,) = page(as_role(), QUEUE).all("li", of="job")

    assert line.one("a").text == "Sunny"
    assert "Black picture brightness 9 of at least 30" in line.text
    assert "due in 47 hours since 12:00" in line.text
    assert f"{NUMBER} answer due by 16:05" in line.text


def test_what_fails_since_a_minute_stands_above_the_faults(as_role, session, camera):
    fresh = make_camera(session, make_restaurant(session, name_en="Fresh"))
    note_observations(session, [off(19, fresh.id, cause="stalled")], now=minute(19))
    session.commit()
    found = page(as_role(), QUEUE)

    assert names(found) == ["Fresh", "Sunny"]
    assert "it stops sending" in found.all("li", of="job")[0].text


def test_black_frozen_covered_and_dead_cameras_are_named_at_the_first_look(
    as_role, session, camera
):
    codes = [FaultCode.DEV_DARK, FaultCode.DEV_FROZEN, FaultCode.DEV_COVER, FaultCode.DEV_OFF]
    for code in codes:
        each = make_camera(session)
        note_observations(session, [bad(19, each.id, code=code, measured={})], now=minute(19))
    session.commit()
    lines = page(as_role(), QUEUE).all("li", of="job-fresh")

    assert [line.one("b").text for line in lines] == [
        "Black picture", "Frozen", "Covered", "No picture"
    ]  # fmt: skip


def test_cameras_that_went_off_at_once_are_one_line(as_role, session, camera):
    restaurant = make_restaurant(session, name_en="Unplugged")
    for number in (1, 2, 3):
        each = make_camera(session, restaurant, number=number)
        note_observations(session, [off(0, each.id), off(5 + number, each.id)], now=minute(9))
    session.commit()
    found = page(as_role(), QUEUE)
    (line,) = [each for each in found.all("li", of="job") if "Unplugged" in each.text]

    assert "3 cameras at once" in line.text
    assert "probably the restaurant's power or network" in line.text
    assert "4 to repair" in found.one("p", role="status").text


def test_a_display_stands_in_the_queue_too(as_role, session, camera, app):
    make_display(session, make_restaurant(session, name_en="Silent"), name="Hall")
    session.commit()
    told = app.test_cli_runner().invoke(args=["rounds", "tidy"]).output

    assert told == "withdrawn: 0; displays: 1 silent, 0 seen again; pictures deleted: 0\n"
    line = page(as_role(), QUEUE).all("li", of="job")[-1]
    assert "Silent Display, Hall" in line.text


def test_a_filter_leaves_lines_out(as_role, camera):
    client = as_role()

    assert names(page(client, f"{QUEUE}?station=one&code=DEV-DARK")) == ["Sunny"]
    assert names(page(client, f"{QUEUE}?station=two")) == []
    assert names(page(client, f"{QUEUE}?overdue=1")) == []


def test_an_empty_queue_says_so(as_role, set_clock):
    assert "Nothing that you asked for fails now." in page(as_role(), QUEUE).text


def test_a_station_sees_its_own_restaurants_alone(as_role, camera):
    assert names(page(as_role(Role.INSPECTOR, station="one"), QUEUE)) == ["Sunny"]
    assert names(page(as_role(Role.INSPECTOR, station="two"), QUEUE)) == []


PAGES = [QUEUE, FAULT, f"{FAULT}/opening.jpg", "/en/desk/cameras/{camera}",
         "/en/desk/faults/equipment", "/en/desk/faults/service"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_pages_open_to_their_roles_alone(as_role, camera, path, role):
    answer = as_role(role).get(path.format(camera=camera.code))

    assert answer.status_code == (200 if role in READERS else 403)


@pytest.mark.parametrize("path", [FAULT, f"{FAULT}/opening.jpg", "/en/desk/cameras/{camera}"])
def test_another_station_does_not_find_them(as_role, camera, path):
    client = as_role(Role.STATION_HEAD, station="two")

    assert client.get(path.format(camera=camera.code)).status_code == 404


@pytest.mark.parametrize("act", ["acknowledge", "cause", "notes", "retry"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VENDOR])
def test_only_the_vendor_has_buttons(as_role, camera, act, role):
    assert as_role(role).post(f"{FAULT}/{act}", data={}).status_code in {400, 403}


def test_those_who_only_watch_see_no_buttons(as_role, camera):
    found = page(as_role(Role.BUREAU_OFFICER), FAULT)

    assert [form.get("action") for form in found.one("main").all("form")] == []


def press(client, path, **fields):
    """Send a form of the Fault's page, with its token."""
    token = page(client, FAULT).all("input", name="csrf_token")[0].get("value")
    return client.post(path, data={"csrf_token": token, **fields})


def test_a_fault_is_answered(as_role, camera, session):
    answer = press(as_role(), f"{FAULT}/acknowledge")

    assert (answer.status_code, answer.location) == (303, FAULT)
    assert session.scalar(select(Fault.acknowledged_at)) == minute(20)


def test_a_cause_of_the_tree_is_told(as_role, camera, session):
    client = as_role()
    press(client, f"{FAULT}/cause", cause="power.cut")

    assert session.scalar(select(Fault.cause)) is FaultCause.POWER_CUT
    assert "Power: power cut" in page(client, FAULT).text


def test_a_cause_that_is_in_no_tree_is_refused(as_role, camera):
    answer = press(as_role(), f"{FAULT}/cause", cause="magic")

    assert answer.status_code == 400
    assert "Please choose a cause from the list." in answer.text


def test_a_note_is_written(as_role, camera):
    client = as_role()
    press(client, f"{FAULT}/notes", text="明早上门 <b>")

    assert "明早上门 <b>" in page(client, FAULT).text


def test_an_empty_note_is_refused_with_words(as_role, camera):
    answer = press(as_role(), f"{FAULT}/notes", text=" ")

    assert answer.status_code == 400
    assert "A note needs 1 to 1,000 characters. Nothing was saved." in answer.text


def test_a_retry_without_a_refusal_is_refused_with_words(as_role, camera):
    answer = press(as_role(), f"{FAULT}/retry")

    assert answer.status_code == 409
    assert "has not refused our password" in answer.text


def test_an_answer_after_the_end_is_refused_with_words(as_role, camera, session):
    client = as_role()
    token = page(client, FAULT).all("input", name="csrf_token")[0].get("value")
    note_observations(session, [good(19, camera.id)], now=minute(19))
    session.commit()
    answer = client.post(f"{FAULT}/acknowledge", data={"csrf_token": token})

    assert answer.status_code == 409
    assert f"Fault {NUMBER} has ended." in answer.text


@pytest.mark.parametrize(("together", "answered"), [({"together": "1"}, 3), ({}, 1)])
def test_what_went_off_at_once_is_answered_at_once(as_role, session, set_clock, together, answered):
    set_clock(minute(20))
    restaurant = make_restaurant(session)
    for number in (1, 2, 3):
        each = make_camera(session, restaurant, number=number)
        note_observations(session, [off(0, each.id), off(5, each.id)], now=minute(5))
    session.commit()
    press(as_role(), f"{FAULT}/acknowledge", **together)
    count = select(func.count()).where(Fault.acknowledged_at.is_not(None))

    assert session.scalar(count) == answered


def test_a_picture_is_kept_by_no_cache_and_its_view_is_recorded(as_role, camera, session):
    answer = as_role().get(f"{FAULT}/opening.jpg")
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"fault {NUMBER}"))

    assert (answer.data, answer.headers["Cache-Control"]) == (b"picture", "no-store")
    assert acts.all() == ["fault.opened", "fault.picture_viewed"]


def test_a_fault_shows_the_cameras_day(as_role, camera):
    found = page(as_role(), FAULT)
    strip = found.one("svg", role="img")

    assert strip.one("desc").text == (
        "Minutes within business hours: 1 good, 2 bad, 737 not looked at."
    )
    assert [each.get("x") for each in strip.all("rect", class_="strip-bad")] == ["720", "725"]


def test_a_days_table_says_what_the_strip_shows(as_role, camera):
    rows = [row.text for row in page(as_role(), FAULT).one("details").all("tr")]

    assert "11:40 11:41 good picture 1" in rows


def test_a_fault_that_ended_shows_both_pictures(as_role, camera, session, settings):
    evidence = Evidence(PictureStore.under(settings.data), lambda look: b"good")
    note_observations(session, [good(19, camera.id)], now=minute(19), evidence=evidence)
    session.commit()
    found = page(as_role(), FAULT)

    assert [each.get("src") for each in found.one("main").all("img")] == [
        f"{FAULT}/opening.jpg", f"{FAULT}/closing.jpg"
    ]  # fmt: skip
    assert "Repaired" in found.one("p", of="fault-state").text


def test_a_fault_that_came_back_names_the_former(as_role, camera, session, set_clock):
    looks = [good(19, camera.id), bad(30, camera.id), bad(35, camera.id)]
    note_observations(session, looks, now=minute(35))
    session.commit()
    set_clock(minute(36))

    assert f"It came back within a day. {NUMBER}" in page(as_role(), f"{QUEUE}/F-2026-000002").text


def test_a_cameras_page_counts_minutes_in_business(as_role, camera, session):
    note_observations(session, [good(19, camera.id)], now=minute(19))
    session.commit()
    found = page(as_role(), f"/en/desk/cameras/{camera.code}")
    cells = [cell.text for cell in found.all("table")[-1].all("td")]

    assert cells == ["4 Mar 12:00", "4 Mar 12:19", "19", "Black picture", NUMBER]
    assert "Good picture since 12:19" in found.one("p", of="fault-state").text
    assert len(found.all("svg", role="img")) == 14


MOVED = {"code": FaultCode.DEV_MOVED, "measured": {"moved": 0.1, "moved_threshold": 0.4}}


@pytest.mark.parametrize("role", READERS)
def test_supervisors_alone_agree_to_another_view(as_role, camera, session, role):
    note_observations(session, [bad(19, camera.id, **MOVED)], now=minute(19))
    session.commit()
    client, path = as_role(role), f"/en/desk/cameras/{camera.code}"
    tokens = page(client, path).one("main").all("input", name="csrf_token")
    assert bool(tokens) is (role is not Role.VENDOR)

    for token in tokens:
        client.post(f"{path}/view", data={"csrf_token": token.get("value")})
    accepted = session.scalars(select(ReferencePicture.camera_id)).all()
    assert accepted == [camera.id] * len(tokens)


def test_nobody_agrees_to_a_view_of_another_station(session, camera):
    actor = Actor("所长", 7, frozenset({Grant(Role.STATION_HEAD, station="two")}))
    with pytest.raises(NotFound):
        agree_view(session, camera.code, actor=actor, now=minute(20))


def test_the_vendor_does_not_agree_to_its_own_view(session, camera):
    actor = Actor("陈工", 7, frozenset({Grant(Role.VENDOR)}))
    with pytest.raises(NotAllowed):
        agree_view(session, camera.code, actor=actor, now=minute(20))


def test_equipment_below_standard_is_listed(as_role, session, set_clock):
    built = {"built_on": local_day(minute(0))}
    poor = make_restaurant(session, name_en="Poor", **built)
    make_camera(session, poor, number=1)
    rich = make_restaurant(session, name_en="Rich", **built)
    make_display(session, rich, verified_on=local_day(minute(0)))
    for number in range(5):
        make_camera(session, rich, number=number + 1, zone=Zone.CUTTING)
    make_restaurant(session, name_en="Not built")
    session.commit()
    found = page(as_role(), "/en/desk/faults/equipment")

    assert [row.one("th").text.split()[0] for row in found.one("tbody").all("tr")] == ["Poor"]
    assert [cell.text for cell in found.one("tbody").all("td")] == ["1", "4", "no"]
    assert "50.00 % (1/2)" in found.one("dl").text


def test_the_service_level_says_what_is_still_needed(app, as_role, camera, session):
    day = local_day(minute(0)) - timedelta(days=1)
    store_looks(session, day, {camera.id: MinuteMap.of(good=range(1440))})
    session.commit()
    client = as_role()
    assert "Not counted yet" in page(client, "/en/desk/faults/service").text
    with app.app_context():
        count_quarters()
    found = page(client, "/en/desk/faults/service")

    assert "as of " in found.text
    assert "Q1 2026 so far: 62 of 90 days" in found.text
    assert "To reach 95.00 %, each remaining day needs 94.82 %" in found.text


def test_the_service_level_shows_the_online_rate_by_station(app, as_role, camera, session):
    day = local_day(minute(0)) - timedelta(days=1)
    store_looks(session, day, {camera.id: MinuteMap.of(good=range(1440))})
    session.commit()
    with app.app_context():
        count_quarters()
    table = page(as_role(), "/en/desk/faults/service").one("table", of="bars")

    (row,) = table.one("tbody").all("tr")
    assert row.text == f"{camera.restaurant.station.name_en} 100.00 % (1/1)"


def test_a_station_sees_its_own_service_level(as_role, camera):
    client = as_role(Role.STATION_HEAD, station="one")

    text = page(client, "/en/desk/faults/service").text

    assert f"{camera.restaurant.station.name_en} · Q1 2026 so far" in text


@pytest.mark.parametrize("path", [QUEUE, "/en/desk/faults/equipment"])
def test_a_page_asks_as_often_for_many_restaurants(app, as_role, camera, session, path):
    client = as_role()
    with app.app_context():
        engine = db.engine
    numbers = []
    for __ in range(2):
        with counted(engine) as statements:
            page(client, path)
        numbers.append(len(statements))
        for ___ in range(5):
            each = make_camera(session)
            note_observations(session, [bad(0, each.id), bad(5, each.id)], now=minute(5))
        session.commit()

    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_read_in_both_languages(as_role, camera, language):
    found = page(as_role(), f"{language}/desk/faults/{NUMBER}")

    assert ("亮度9，应不低于30" in found.text) is (language == "")


def test_the_command_lists_faults_and_what_is_none_yet(app, session, camera):
    fresh = make_camera(session, make_restaurant(session, name="新店"), name="")
    note_observations(session, [off(19, fresh.id)], now=minute(19))
    session.commit()
    run = app.test_cli_runner().invoke
    (fault,) = run(args=["rounds", "faults", "--lang", "en"]).output.splitlines()
    (outage,) = run(args=["rounds", "outages"]).output.splitlines()

    assert fault == (
        f"{NUMBER}  Sunny  Cooking  Black picture  brightness 9 of at least 30  since 12:00  "
        "due 6 Mar 12:05"
    )
    assert outage.split()[:5] == ["-", "新店", "烹饪", "离线", "地址无应答"]


def test_the_queue_is_saved_with_what_is_no_fault_yet_behind(as_role, session, camera):
    fresh = make_camera(session, make_restaurant(session, name_en="Rainy"), name="", number=1)
    note_observations(session, [off(20, fresh.id)], now=minute(20))
    session.commit()
    rows = csv_rows(as_role().get(f"{QUEUE}.csv"))

    assert [(row[0], row[1]) for row in rows[1:]] == [(NUMBER, "Sunny"), ("", "Rainy")]
    assert {len(row) for row in rows} == {13}
    assert (rows[1][7], rows[1][11], rows[2][8:]) == ("2026-03-04 12:00", "", [""] * 5)


def test_the_saved_queue_holds_what_was_asked_for_within_the_scope(as_role, camera):
    browser = as_role(Role.INSPECTOR, station="two")

    assert len(csv_rows(browser.get(f"{QUEUE}.csv"))) == 1
    assert len(csv_rows(as_role().get(f"{QUEUE}.csv?overdue=1"))) == 1
    assert as_role().get(f"{QUEUE}.xlsx").data.startswith(b"PK")
