"""The list of leads, one lead, and the buttons; nothing of it outside the desk."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.rules import WHOLE
from portal.extensions import db
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection, Finding
from portal.findings.queries.leads import lead_page
from portal.findings.rules.leads import Position, Wanted
from portal.findings.watching import evidence_under
from portal.shell.audience import ATTRIBUTE
from tests.support.factories import NOON, make_restaurant
from tests.support.leads import bare_leads, jpeg, make_lead, serving_camera
from tests.support.page import read
from tests.support.people import make_person, sign_in
from tests.support.routes import asked_paths
from tests.support.statements import counted

MANY = 100_000


@pytest.fixture
def store(settings):
    return evidence_under(settings.data)


@pytest.fixture
def camera(session):
    return serving_camera(session)


@pytest.fixture
def lead(session, camera, store, set_clock):
    row = make_lead(session, camera, store)
    session.commit()
    return row


@pytest.fixture
def desk(app, session, camera, set_clock):
    """The browser of an inspector of the camera's Station."""
    app.config["WTF_CSRF_ENABLED"] = False
    station = camera.restaurant.station.code
    person = make_person(session, Role.INSPECTOR, station=station, name="李检")
    session.commit()
    return sign_in(app.test_client(), person)


def page_of(answer):
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def test_a_lead_is_on_the_list_of_its_station(desk, lead, camera):
    page = page_of(desk.get("/desk/leads"))

    assert page.one("h2", of="job-name").one("a").get("href") == f"/desk/leads/{lead.id}"


def test_a_lead_of_another_station_is_not(app, session, desk, lead):
    other = make_person(session, Role.INSPECTOR, station=make_restaurant(session).station.code)
    session.commit()
    browser = sign_in(app.test_client(), other)

    assert f"/desk/leads/{lead.id}" not in browser.get("/desk/leads").text
    assert browser.get(f"/desk/leads/{lead.id}").status_code == 404
    assert browser.get(f"/desk/leads/{lead.id}/during").status_code == 404


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("state=pending", True),
        ("state=rejected", False),
        ("code=PPE-MASK", True),
        ("code=PPE-CAP", False),
        ("station=nowhere", False),
        ("camera=nothing", False),
    ],
)
def test_the_list_is_filtered(desk, lead, asked, is_there):
    text = desk.get(f"/desk/leads?{asked}").text

    assert (f"/desk/leads/{lead.id}" in text) is is_there


def test_the_list_is_filtered_by_camera(desk, lead, camera):
    assert f"/desk/leads/{lead.id}" in desk.get(f"/desk/leads?camera={camera.code}").text


def test_the_gravest_come_first_and_of_those_the_oldest(session, camera, store):
    old = make_lead(session, camera, store, code="PPE-CAP", at=NOON)
    new = make_lead(session, camera, store, code="PPE-CAP", at=NOON + timedelta(minutes=1))
    light = make_lead(session, camera, store, code="PPE-UNIF", at=NOON - timedelta(days=1))
    grave = make_lead(session, camera, store, code="PST-RAT", at=NOON + timedelta(days=1))

    rows = lead_page(session, Wanted(), scope=WHOLE).rows
    assert [row.id for row in rows] == [grave.id, old.id, new.id, light.id]


def test_pages_follow_one_another_without_gap_or_double(session, camera):
    bare_leads(
        session, camera, 25,
        seen_at=lambda n: NOON + timedelta(minutes=n // 5),
        severity=lambda n: ("I", "II", "III")[n % 3],
    )  # fmt: skip
    seen, after = [], None
    while True:
        page = lead_page(session, Wanted(), scope=WHOLE, after=after, limit=7)
        seen += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break

    assert len(seen) == len(set(seen)) == 25
    rows = session.scalars(select(Detection)).all()
    in_order = sorted(rows, key=lambda row: (row.severity, row.seen_at, row.id))
    assert seen == [row.id for row in in_order]


def test_a_place_that_makes_no_sense_is_the_first_page(desk, lead):
    assert f"/desk/leads/{lead.id}" in desk.get("/desk/leads?after=nonsense").text


def test_one_lead_tells_the_rule_and_its_numbers(desk, lead):
    page = page_of(desk.get(f"/desk/leads/{lead.id}?lang=en"))

    assert "PPE-MASK/1" in page.text
    assert "0.61" in page.text
    assert (
        len([each for frame in page.all("div", of="evidence-frame") for each in frame.all("img")])
        == 3
    )


def test_boxes_are_drawn_over_clean_pictures(desk, lead):
    page = page_of(desk.get(f"/desk/leads/{lead.id}"))
    picture = desk.get(f"/desk/leads/{lead.id}/during")

    box = page.all("rect", of="evidence-lead")[0]
    sides = [box.get(name) for name in ("x", "y", "width", "height")]
    assert sides == ["250.0", "500.0", "250.0", "250.0"]
    assert picture.data == jpeg()
    assert picture.headers["Cache-Control"] == "no-store"


def test_a_confirmed_lead_is_a_finding_and_leaves_the_list(desk, session, lead):
    answer = desk.post(f"/desk/leads/{lead.id}/confirm", data={"note": "wear masks"})

    assert answer.status_code == 303
    assert session.scalars(select(Finding.confirmed_by)).one() == "李检"
    assert f'href="/desk/leads/{lead.id}"' not in desk.get("/desk/leads").text


def test_after_a_verdict_comes_the_next_lead(desk, session, lead, camera, store):
    next_one = make_lead(session, camera, store, at=NOON + timedelta(minutes=1))
    session.commit()
    answer = desk.post(f"/desk/leads/{lead.id}/reject", data={"reason": "misjudged"})

    assert answer.headers["Location"] == f"/desk/leads/{next_one.id}"


def test_a_lead_is_not_rejected_without_a_reason(desk, session, lead):
    answer = desk.post(f"/desk/leads/{lead.id}/reject", data={})
    session.expire_all()

    assert answer.status_code == 400
    assert session.get_one(Detection, lead.id).state is LeadState.PENDING


def test_the_second_of_two_officers_is_told_who_was_first(app, session, desk, lead, camera):
    desk.post(f"/desk/leads/{lead.id}/confirm")
    second = make_person(session, Role.BUREAU_OFFICER)
    session.commit()
    browser = sign_in(app.test_client(), second)
    answer = browser.post(f"/desk/leads/{lead.id}/reject", data={"reason": "misjudged"})

    assert answer.status_code == 409
    assert "李检" in read(answer.text).one("main").text


def test_a_reviewed_lead_has_no_buttons(desk, lead):
    desk.post(f"/desk/leads/{lead.id}/reject", data={"reason": "other", "note": "a mirror"})
    page = page_of(desk.get(f"/desk/leads/{lead.id}"))

    assert page.all("button", id="confirm") == []
    assert "a mirror" in page.text


def test_leads_are_on_no_page_that_anyone_may_read(app, client, session, lead, camera):
    session.commit()
    paths = [
        path
        for rule, method, path in asked_paths(app)
        if method == "GET"
        and getattr(app.view_functions[rule.endpoint], ATTRIBUTE, None) == "anyone"
    ]
    code = camera.restaurant.code
    paths += [f"/r/{code}", f"/embed/r/{code}", "/models"]
    told = []
    for path in paths:
        with client.get(path) as answer:
            text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if "/desk/leads" in text or "evidence" in text or lead.evidence[0].sha256 in text:
            told.append(path)

    assert "/" in paths
    assert told == []


def test_the_list_asks_as_much_of_many_leads_as_of_few(app, session, desk, camera):
    def statements():
        with app.app_context():
            engine = db.engine
        with counted(engine) as asked:
            assert desk.get("/desk/leads").status_code == 200
        return len(asked)

    bare_leads(session, camera, 2)
    session.commit()
    few = statements()
    bare_leads(session, camera, 200)
    session.commit()

    assert statements() == few


@pytest.mark.slow
def test_the_first_page_of_a_hundred_thousand_leads_is_quick(session, camera):
    bare_leads(session, camera, MANY, seen_at=lambda n: NOON + timedelta(seconds=n))
    session.commit()
    station = camera.restaurant.station.code
    after = Position.parse(str(Position("II", NOON + timedelta(seconds=MANY - 60), 1)))
    spent = []
    for wanted in (Wanted(), Wanted(station=station), Wanted(camera=camera.code)):
        for place in (None, after):
            began = time.process_time()
            page = lead_page(session, wanted, scope=WHOLE, after=place)
            spent.append(time.process_time() - began)
            assert len(page.rows) == 50
            session.expire_all()

    # 4 to 8 ms on an idle core; a table that is read through takes several times as long.
    assert min(spent) < 0.05
    assert max(spent) < 0.25
