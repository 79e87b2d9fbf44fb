"""Regions of a Camera: who draws and removes them, and that the machine is told."""

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, NotAllowed
from portal.findings.kinds import ViolationCode
from portal.findings.models import WatchedRegion
from portal.findings.operations.regions import draw_region
from portal.findings.queries.watching import settings_of
from portal.findings.rules.regions import REGIONS_A_CAMERA, NewRegion, codes_in
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.leads import serving_camera
from tests.support.page import read
from tests.support.people import make_person, sign_in

SQUARE = "10,20 60,20 60,80 10,80"
OUTLINE = "100.0,200.0 600.0,200.0 600.0,800.0 100.0,800.0"


@pytest.fixture
def camera(session):
    found = serving_camera(session)
    session.commit()
    return found


@pytest.fixture
def address(camera):
    return f"/desk/cameras/{camera.code}/regions"


@pytest.fixture
def desk(app, session, camera):
    """The browser of an inspector of the camera's Station."""
    person = make_person(session, Role.INSPECTOR, station=camera.restaurant.station.code)
    session.commit()
    return sign_in(app.test_client(), person)


def drawn(session):
    session.expire_all()
    return list(session.scalars(select(WatchedRegion).order_by(WatchedRegion.id)))


def test_a_region_that_is_drawn_stands_on_the_page(desk, address):
    answer = desk.post(address, data={"corners": SQUARE, "name": "库房门"}, follow_redirects=True)

    page = read(answer.text)
    assert page.one("polygon", of="region-kept").get("points") == OUTLINE
    assert "库房门" in answer.text


def test_the_machine_is_told_of_it(desk, session, camera, address):
    code = codes_in(camera.zone)[0]
    desk.post(address, data={"corners": SQUARE, "codes": [code.value]})

    setting = settings_of(session, [camera.id], now=NOON, codes=frozenset(ViolationCode))
    (region,) = setting[camera.id].regions
    assert region.codes == {code.value}
    assert setting[camera.id].watches(code.value, (0.3, 0.5))
    assert not setting[camera.id].watches(code.value, (0.9, 0.5))


def test_a_region_without_classes_bounds_all(desk, session, camera, address):
    desk.post(address, data={"corners": SQUARE})

    setting = settings_of(session, [camera.id], now=NOON, codes=frozenset(ViolationCode))
    assert setting[camera.id].regions[0].codes is None


def test_a_removed_region_is_kept_and_bounds_nothing(desk, session, camera, address):
    desk.post(address, data={"corners": SQUARE})
    (row,) = drawn(session)
    desk.post(f"{address}/{row.id}/remove")

    (row,) = drawn(session)
    assert (row.removed_at, bool(row.removed_by)) == (NOON, True)
    setting = settings_of(session, [camera.id], now=NOON, codes=frozenset(ViolationCode))
    assert setting[camera.id].regions == ()


def test_drawing_and_removing_are_recorded(desk, session, camera, address):
    desk.post(address, data={"corners": SQUARE})
    desk.post(f"{address}/{drawn(session)[0].id}/remove")

    entries = session.scalars(select(AuditEntry).where(AuditEntry.act.like("region.%")))
    assert [(each.act, each.subject) for each in entries] == [
        ("region.drawn", f"camera {camera.code}"), ("region.removed", f"camera {camera.code}")
    ]  # fmt: skip


def test_what_does_not_fit_is_told_beside_what_was_sent(desk, session, address):
    answer = desk.post(address, data={"corners": "10,20 60,80 60,20 10,80", "name": "门"})

    page = read(answer.text)
    assert answer.status_code == 400
    assert page.one("input", id="corners").get("value") == "10,20 60,80 60,20 10,80"
    assert drawn(session) == []


def test_a_camera_has_no_more_than_it_may(desk, session, address):
    for _ in range(REGIONS_A_CAMERA + 1):
        answer = desk.post(address, data={"corners": SQUARE})

    assert answer.status_code == 400
    assert len(drawn(session)) == REGIONS_A_CAMERA


def test_another_station_neither_draws_nor_removes(app, session, desk, address):
    desk.post(address, data={"corners": SQUARE})
    station = make_restaurant(session).station.code
    other = make_person(session, Role.INSPECTOR, station=station)
    session.commit()
    browser = sign_in(app.test_client(), other)

    asked = [browser.post(address, data={"corners": SQUARE}),
             browser.post(f"{address}/{drawn(session)[0].id}/remove")]  # fmt: skip

    assert [each.status_code for each in asked] == [404, 404]
    assert drawn(session)[0].removed_at is None


def test_a_region_of_another_camera_is_no_neighbour_s(desk, session, camera, address):
    other = make_camera(session, camera.restaurant)
    session.commit()
    desk.post(address, data={"corners": SQUARE})

    setting = settings_of(session, [other.id], now=NOON, codes=frozenset(ViolationCode))
    assert setting[other.id].regions == ()


def test_the_vendor_draws_none(session, camera):
    new = NewRegion.asked(name="", corners=SQUARE, codes=(), zone=camera.zone)
    with pytest.raises(NotAllowed):
        draw_region(session, camera, new, actor=Actor.system("vendor"), now=NOON)


def test_without_a_still_there_is_none(desk, address):
    assert desk.get(f"{address}/still.jpg").status_code == 404
    assert desk.get(address).status_code == 200


def test_the_camera_s_page_leads_there(desk, camera, address):
    assert address in desk.get(f"/desk/cameras/{camera.code}").text
