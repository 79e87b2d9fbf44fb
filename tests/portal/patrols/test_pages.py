"""The pages of patrols: what they show, and what their buttons do."""

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.accounts.forms import author_text
from portal.accounts.kinds import Role
from portal.extensions import db
from portal.findings.models import Finding
from portal.patrols.kinds import Answer, PictureKind, SnapshotEnd, VisitState
from portal.patrols.models import Patrol, PatrolPlan, Snapshot, Visit
from portal.patrols.pictures import Picture, SnapshotStore
from portal.patrols.staff import visiting
from portal.patrols.tasks import tidy_snapshots
from portal.registry.kinds import Zone
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.findings import photo
from tests.support.patrols import make_patrol
from tests.support.people import make_person, sign_in
from tests.support.statements import counted


@pytest.fixture
def app(app):
    """Without tokens, which are tested elsewhere."""
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def kitchen(session):
    """A Restaurant with a Camera over the stove."""
    restaurant = make_restaurant(session)
    make_camera(session, restaurant)
    return restaurant


@pytest.fixture
def visit(session, kitchen, set_clock):
    """A Visit that is to be made."""
    found = make_patrol(session, kitchen).visits[0]
    session.commit()
    return found


@pytest.fixture
def browser(app, session, kitchen, set_clock):
    """A browser in which somebody with a role at the kitchen's Station is signed in."""

    def of(role=Role.INSPECTOR, **bounds):
        if role in {Role.INSPECTOR, Role.STATION_HEAD}:
            bounds = {"station": kitchen.station.code} | bounds
        person = make_person(session, role, **bounds)
        session.commit()
        return sign_in(app.test_client(), person)

    return of


@pytest.fixture
def picture(monkeypatch):
    """Let Cameras give this picture."""
    found = Picture(photo(), NOON, PictureKind.UNPROTECTED)
    monkeypatch.setattr(visiting, "newest_picture", lambda root, camera, now: found)
    return found


def fresh(session, kind, number):
    session.expire_all()
    return session.get(kind, number)


def address(visit, what=""):
    return f"/desk/patrols/visits/{visit.id}{what}"


def snap(client, visit, kitchen, once="one", **form):
    path = address(visit, f"/cameras/{kitchen.cameras[0].code}/snapshot")
    return client.post(path, data={"once": once, **form})


def test_a_tap_keeps_the_picture_byte_by_byte(browser, visit, kitchen, picture, session, settings):
    answer = snap(browser(), visit, kitchen, **{"answer-CK": "clear", "note": "早市"})

    (row,) = session.scalars(select(Snapshot)).all()
    assert (answer.status_code, answer.location.endswith("done=kept#zone-CK")) == (303, True)
    assert SnapshotStore.under(settings.data).read(row.code) == picture.content
    assert (row.zone, row.picture) == (Zone.COOKING, PictureKind.UNPROTECTED)
    assert fresh(session, Visit, visit.id).note == "早市"


def test_a_tap_sent_twice_leaves_one_file(browser, visit, kitchen, picture, session, settings):
    client = browser()
    snap(client, visit, kitchen)
    snap(client, visit, kitchen)

    assert len(session.scalars(select(Snapshot)).all()) == 1
    assert len(list((settings.data / "snapshots").rglob("*.jpg"))) == 1


def test_a_camera_without_picture_says_so_and_keeps_the_answers_on_the_page(
    browser, visit, kitchen
):
    answer = snap(browser(), visit, kitchen, **{"answer-CK": "not_seen", "note-CK": "黑屏"})

    assert answer.status_code == 503
    assert "该摄像头目前没有画面" in answer.text
    assert 'value="黑屏"' in answer.text


def test_another_restaurants_camera_is_not_found(browser, visit, session, picture):
    other = make_camera(session)
    session.commit()

    assert browser().post(address(visit, f"/cameras/{other.code}/snapshot")).status_code == 404


def test_a_picture_that_was_deleted_is_told_with_its_day(browser, visit, kitchen, picture, session):
    client = browser()
    snap(client, visit, kitchen)
    row = session.scalar(select(Snapshot))
    row.removed_at = NOON
    session.commit()

    assert "图片已于2026年3月4日按期限删除" in client.get(address(visit)).text


@pytest.mark.usefixtures("picture")
def test_the_worker_deletes_old_pictures(app, browser, visit, kitchen, session, set_clock):
    client = browser()
    snap(client, visit, kitchen)
    found = fresh(session, Visit, visit.id)
    found.state, found.drop_reason = VisitState.DROPPED, "other"
    session.commit()
    set_clock(NOON + timedelta(days=31))

    with app.app_context():
        assert tidy_snapshots() == 1


def test_a_snapshot_becomes_a_finding_with_a_picture_and_the_zones_answer(
    browser, visit, kitchen, picture, session
):
    client = browser()
    snap(client, visit, kitchen)
    row = session.scalar(select(Snapshot))

    client.post(
        address(visit, f"/snapshots/{row.code}/finding"),
        data={f"class-{row.code}": "ENV-BIN", f"what-{row.code}": "请盖好"},
    )

    row = fresh(session, Snapshot, row.id)
    finding = session.get(Finding, row.finding_id)
    session.refresh(finding, ["pictures"])
    assert (row.ended, finding.note, len(finding.pictures)) == (SnapshotEnd.FINDING, "请盖好", 1)
    found = fresh(session, Visit, visit.id)
    session.refresh(found, ["checks"])
    assert [each.answer for each in found.checks] == [Answer.FINDING]


def test_a_finding_needs_its_class(browser, visit, kitchen, picture, session):
    client = browser()
    snap(client, visit, kitchen)
    code = session.scalar(select(Snapshot.code))

    answer = client.post(address(visit, f"/snapshots/{code}/finding"), data={})

    assert (answer.status_code, "请选择违规类别" in answer.text) == (422, True)


def test_a_visit_is_ended_on_the_page_and_read_afterwards(
    browser, visit, kitchen, picture, session
):
    client = browser()
    snap(client, visit, kitchen)
    code = session.scalar(select(Snapshot.code))
    early = client.post(address(visit, "/end"), data={"answer-CK": "clear"})
    client.post(address(visit, f"/snapshots/{code}/nothing"), data={"answer-CK": "clear"})
    done = client.post(address(visit, "/end"), data={"answer-CK": "clear"}, follow_redirects=True)

    assert (early.status_code, "请判定抓拍" in early.text) == (422, True)
    assert (done.status_code, "该家次已完成" in done.text) == (200, True)
    assert fresh(session, Visit, visit.id).state is VisitState.DONE
    assert '<form class="visit' not in client.get(address(visit)).text


def test_a_stale_form_is_refused_and_what_was_entered_stays_on_the_page(browser, visit):
    first, second = browser(), browser(Role.STATION_HEAD)
    version = re.search(r'name="version" value="(\d+)"', first.get(address(visit)).text)[1]
    second.post(address(visit, "/save"), data={"answer-CK": "clear", "version": version})

    answer = first.post(
        address(visit, "/save"),
        data={"answer-CK": "not_seen", "note-CK": "看不清", "version": version},
    )

    assert answer.status_code == 409
    assert "已有他人修改了该家次" in answer.text
    assert 'value="看不清"' in answer.text


@pytest.mark.parametrize("content", [b"not a picture", b"%PDF-1.4"])
def test_what_is_no_photograph_is_refused_in_words(browser, visit, content, settings):
    answer = browser().post(
        address(visit, "/zones/CK/photo"), data={"photo-CK": (io.BytesIO(content), "x.jpg")}
    )

    assert answer.status_code == 422
    assert not list((settings.data / "snapshots").rglob("*.jpg"))


def test_a_photograph_of_the_place_is_kept_drawn_anew(browser, visit, session):
    answer = browser().post(
        address(visit, "/zones/CK/photo"), data={"photo-CK": (io.BytesIO(photo()), "x.jpg")}
    )

    row = session.scalar(select(Snapshot))
    assert (answer.status_code, row.picture, row.camera_id) == (303, PictureKind.PHOTO, None)


def test_a_picture_is_for_the_station_alone(browser, visit, kitchen, picture, session):
    snap(browser(), visit, kitchen)
    code = session.scalar(select(Snapshot.code))
    path = f"/desk/patrols/snapshots/{code}.jpg"

    assert browser().get(path).data == picture.content
    assert browser(Role.INSPECTOR, station="elsewhere").get(path).status_code == 404
    assert browser(Role.AUDITOR).get(path).status_code == 403


def test_another_stations_visit_is_not_found(browser, visit):
    stranger = browser(Role.INSPECTOR, station="elsewhere")

    assert stranger.get(address(visit)).status_code == 404
    assert stranger.post(address(visit, "/save")).status_code == 404


def test_a_head_of_station_drops_a_visit(browser, visit, session):
    browser(Role.STATION_HEAD).post(
        address(visit, "/drop"), data={"reason": "other", "why": "重复"}
    )

    assert fresh(session, Visit, visit.id).state is VisitState.DROPPED


@pytest.mark.parametrize(
    "path", ["", "/tasks", "/tasks?state=overdue", "/tasks?state=ended&mine=1", "/unreached",
             "/report", "/report?period=2025", "/plans", "/launch"],
)  # fmt: skip
def test_pages_open_for_a_head_of_station_in_both_languages(browser, visit, path):
    client = browser(Role.STATION_HEAD)

    assert client.get(f"/desk/patrols{path}").status_code == 200
    assert client.get(f"/en/desk/patrols{path}").status_code == 200


def test_a_patrols_page_asks_the_same_however_many_visits_there_are(app, browser, session, kitchen):
    client = browser()
    others = [make_restaurant(session, station=kitchen.station) for _ in range(12)]
    small, large = make_patrol(session, kitchen), make_patrol(session, *others)
    session.commit()
    counts = []
    with app.app_context():
        engine = db.engine
    for patrol in (small, large, small):
        with counted(engine) as statements:
            assert client.get(f"/desk/patrols/tasks/{patrol.number}").status_code == 200
        counts.append(len(statements))

    assert counts[2] == counts[1]


def test_the_report_is_a_workbook_too(browser, visit):
    answer = browser().get("/en/desk/patrols/report.xlsx?period=2026")

    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("Station", "Patrols", "Visits")
    assert len(rows) == 2


def test_a_name_that_looks_like_a_formula_is_harmless_in_the_list(browser, session, kitchen):
    kitchen.name = "=cmd()"
    session.commit()

    text = browser().get("/desk/patrols/unreached.csv").data.decode("utf-8-sig")

    assert "'=cmd()" in text


def test_a_visit_that_was_due_before_is_overdue(browser, session, kitchen, set_clock):
    set_clock(NOON)
    make_patrol(session, kitchen)
    session.commit()
    assert "next visit by" in browser().get("/en/desk/patrols/unreached").text

    set_clock(NOON + timedelta(days=20))

    assert "overdue: a visit was planned by" in browser().get("/en/desk/patrols/unreached").text


def test_a_plan_says_what_has_no_place_and_why(browser, session, kitchen):
    client = browser(Role.BUREAU_OFFICER)
    make_person(session, Role.INSPECTOR, station=kitchen.station.code)
    session.commit()
    form = {"year": "2026", "first": "2026-03-09", "weeks": "2", "visits_a_day": "2",
            "most_visits": "8"}  # fmt: skip
    client.post("/desk/patrols/plans", data=form)
    client.post("/desk/patrols/plans/2026/draw", data={})
    page = "/en/desk/patrols/plans/2026"
    assert "Every visit has its place." in client.get(page).text

    plan = session.scalar(select(PatrolPlan))
    gone = {"restaurant": kitchen.code, "station": kitchen.station.code, "half": "2026H1",
            "why": "never_free", "is_coverage": True}  # fmt: skip
    plan.drawn = {**plan.drawn, "missing": [gone]}
    session.commit()
    text = client.get(page).text

    assert "Every visit has its place." not in text
    assert "There is time for every visit that can be made." in text
    assert "1 visit cannot be made in its half-year" in text


def test_a_half_that_is_none_is_not_found(browser):
    assert browser().get("/desk/patrols/unreached?half=2026H3").status_code == 404


def test_the_bureau_plans_draws_and_launches_on_its_pages(browser, session, kitchen):
    client = browser(Role.BUREAU_OFFICER)
    make_person(session, Role.INSPECTOR, station=kitchen.station.code)
    session.commit()
    form = {"year": "2026", "first": "2026-03-09", "weeks": "2", "visits_a_day": "2",
            "most_visits": "8", "beacon_source": "双色球"}  # fmt: skip

    promised = client.post("/desk/patrols/plans", data=form)
    without = client.post("/desk/patrols/plans/2026/draw", data={})
    drawn = client.post("/desk/patrols/plans/2026/draw", data={"beacon": "07 11"})
    early = client.post("/desk/patrols/plans/2026/reveal", data={})

    assert [each.status_code for each in (promised, without, drawn, early)] == [303, 422, 303, 422]
    plan = session.scalar(select(PatrolPlan))
    assert plan.beacon == "07 11"
    assert "2026-10-01" in plan.inputs["terms"]["rest_days"]  # a Thursday of the National Day
    assert "个工作日逢法定节假日" in client.get("/desk/patrols/plans/2026").text
    launch = {"way": "on_site", "first": "2026-03-05", "last": "2026-03-06", "station": "",
              "restaurant": kitchen.code}  # fmt: skip
    assert client.post("/desk/patrols/launch?station=", data=launch).status_code == 303
    assert session.scalars(select(Patrol).where(Patrol.station_id.is_(None))).one()


def test_terms_that_make_no_sense_are_refused_in_words(browser):
    form = {"year": "2026", "first": "2026-01-01", "weeks": "x", "visits_a_day": "2",
            "most_visits": "8"}  # fmt: skip

    answer = browser(Role.BUREAU_OFFICER).post("/en/desk/patrols/plans", data=form)

    assert (answer.status_code, "begins tomorrow at the earliest" in answer.text) == (422, True)


def test_readers_see_promises_and_no_day(app, browser, session, kitchen):
    client = browser(Role.BUREAU_OFFICER)
    form = {"year": "2026", "first": "2026-03-09", "weeks": "2", "visits_a_day": "2",
            "most_visits": "8", "is_paired": "y"}  # fmt: skip
    client.post("/desk/patrols/plans", data=form)
    client.post("/desk/patrols/plans/2026/draw", data={})
    plan = session.scalar(select(PatrolPlan))

    reader = app.test_client()
    assert plan.seed_sha256 in reader.get("/patrol-plans").text
    told = reader.get("/patrol-plans/2026.json")
    assert (told.json["seed"], told.json["drawn"], plan.seed in told.text) == (None, None, False)
    assert reader.get("/patrol-plans/2031.json").status_code == 404


def test_what_waits_counts_own_and_overdue_visits(browser, session, kitchen):
    client = browser(Role.STATION_HEAD)
    make_patrol(session, kitchen, starts_on=(NOON - timedelta(days=30)).date(),
                until=(NOON - timedelta(days=9)).date())  # fmt: skip
    session.commit()

    assert "逾期家次" in client.get("/desk/").text


@pytest.mark.parametrize(
    ("path", "told"),
    [("/", "演示数据程序"), ("/en/", "the program that made up this demo")],
)
def test_what_a_demo_launched_is_told_in_words(app, path, told):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": path.rstrip("/")}):
        words = [author_text(name) for name in ("seed", "王五")]

    assert words == [told, "王五"]
