"""Vendor and restaurant hear of Faults, restaurant by restaurant, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.extensions import db
from portal.notices.forms import body_of, title_of
from portal.notices.models import InboxEntry, Notice
from portal.rounds.kinds import FaultCode, FaultEnd
from portal.rounds.models import CameraOutage, Fault
from portal.rounds.operations.telling import tell_faults
from tests.support.factories import NOON, make_camera, make_display, make_restaurant
from tests.support.people import make_person
from tests.support.statements import counted

MINUTE = timedelta(minutes=1)
BEGAN = NOON - 6 * MINUTE


@pytest.fixture
def restaurant(session):
    return make_restaurant(session, name="大碗餐厅", name_en="Big Bowl")


@pytest.fixture
def fail(session):
    """A Fault of a Camera, opened at noon; the keywords change the Fault."""
    numbers = iter(range(1, 99))

    def make(restaurant, name="热厨", **changes):
        camera = make_camera(session, restaurant=restaurant, name=name)
        outage = CameraOutage(
            camera_id=camera.id, began_at=BEGAN, run_from=BEGAN, last_bad_at=NOON,
            code=FaultCode.DEV_OFF,
        )  # fmt: skip
        fields = {
            "number": f"F-2026-{next(numbers):06}", "code": FaultCode.DEV_OFF, "opened_at": NOON,
            "response_due_at": NOON + 240 * MINUTE, "repair_due_at": NOON + 2880 * MINUTE,
            "outage": outage,
        }  # fmt: skip
        fault = Fault(**fields | changes)
        session.add(fault)
        session.flush()
        return fault

    return make


def told(session, now=NOON):
    """The kinds of news that telling makes, in order."""
    before = set(session.scalars(select(Notice.id)))
    tell_faults(session, now=now)
    notices = session.scalars(select(Notice).order_by(Notice.id)).all()
    return [notice.kind for notice in notices if notice.id not in before]


def repair(session, fault):
    fault.ended, fault.ended_at = FaultEnd.REPAIRED, NOON + 30 * MINUTE
    session.flush()


def test_a_fault_is_told_to_the_vendor_and_its_restaurant_alone(session, restaurant, fail):
    vendor = make_person(session, Role.VENDOR)
    owner = make_person(session, Role.RESTAURANT_OWNER, restaurant=restaurant.code)
    make_person(session, Role.RESTAURANT_OWNER, restaurant="other")
    make_person(session, Role.BUREAU_OFFICER)
    fail(restaurant)
    tell_faults(session, now=NOON)
    heard = session.execute(
        select(InboxEntry.person_id, Notice.kind).join(InboxEntry.notice).order_by(Notice.id)
    ).all()
    assert heard == [(vendor.id, "fault.opened"), (owner.id, "equipment.fails")]


def test_it_says_what_fails_since_when(app, session, restaurant, fail):
    fail(restaurant)
    tell_faults(session, now=NOON)
    vendor, own = session.scalars(select(Notice).order_by(Notice.id)).all()
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/en"}):
        assert title_of(vendor) == "New fault at Big Bowl: 热厨"
        assert body_of(own).startswith("No picture since 4 Mar")
    assert vendor.occurred_at == BEGAN


def test_faults_of_one_restaurant_are_one_piece_of_news(session, restaurant, fail):
    fail(restaurant, name="热厨")
    fail(restaurant, name="专间")
    assert told(session) == ["fault.opened", "equipment.fails"]
    for notice in session.scalars(select(Notice)):
        assert notice.fields["devices"] == {"zh": "热厨、专间", "en": "热厨, 专间"}


def test_a_camera_without_a_name_is_told_by_its_number(session, restaurant, fail):
    number = fail(restaurant, name="").outage.camera.number
    told(session)
    for notice in session.scalars(select(Notice)):
        assert notice.fields["devices"] == {"zh": f"{number} 号摄像头", "en": f"camera {number}"}


def test_faults_of_two_restaurants_are_told_apart(session, restaurant, fail):
    fail(restaurant)
    fail(make_restaurant(session))
    assert len(told(session)) == 4


def test_it_is_told_once(session, restaurant, fail):
    fail(restaurant)
    told(session)
    assert told(session, now=NOON + MINUTE) == []


def test_that_it_works_again_is_told(session, restaurant, fail):
    fault = fail(restaurant)
    told(session)
    repair(session, fault)
    assert told(session, now=NOON + 31 * MINUTE) == ["fault.repaired", "equipment.works"]
    assert told(session, now=NOON + 32 * MINUTE) == []


def test_what_ended_before_it_was_told_is_told_by_nothing(session, restaurant, fail):
    repair(session, fail(restaurant))
    assert told(session, now=NOON + 31 * MINUTE) == []
    assert told(session, now=NOON + 32 * MINUTE) == []


def test_what_was_withdrawn_is_not_said_to_work(session, restaurant, fail):
    fault = fail(restaurant)
    told(session)
    fault.ended, fault.ended_at = FaultEnd.WITHDRAWN, NOON + MINUTE
    session.flush()
    assert told(session, now=NOON + 2 * MINUTE) == []


def test_a_silent_display_is_told_too(session, restaurant, fail):
    display = make_display(session, restaurant, name="大堂屏")
    fault = fail(restaurant)
    fault.outage, fault.display = None, display
    session.flush()
    assert told(session) == ["fault.opened", "equipment.fails"]


def test_a_minute_without_news_asks_once(app, session):
    with app.app_context():
        engine = db.engine
    with counted(engine) as statements:
        tell_faults(session, now=NOON)
    assert len(statements) == 1


def test_the_links_lead_to_pages_that_their_readers_may_open(app, session, restaurant, fail):
    fail(restaurant)
    tell_faults(session, now=NOON)
    adapter = app.url_map.bind("localhost")
    links = session.scalars(select(Notice.link).order_by(Notice.id)).all()
    assert [adapter.match(link)[0] for link in links] == ["rounds.fault", "register.restaurant"]
