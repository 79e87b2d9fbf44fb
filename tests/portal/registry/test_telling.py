"""Who hears of a request about a Status, and of how it was decided."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.notices.forms import body_of, title_of
from portal.notices.models import InboxEntry, Notice
from portal.registry.kinds import Ask
from portal.registry.operations import ask, change_status, decide
from portal.registry.rules.requests import Wish
from tests.support.factories import NOON, make_restaurant
from tests.support.people import actor_of, make_person

DAY = timedelta(days=1)
PAUSE = Wish(Ask.SUSPEND, NOON + DAY, NOON + 5 * DAY, reason="装修", proof="申请书 7 号")


@pytest.fixture
def restaurant(session):
    return make_restaurant(session, name="大碗餐厅", name_en="Big Bowl")


@pytest.fixture
def people(session, restaurant):
    """Owner, inspector and head of its station, head of another, and an officer."""
    station = restaurant.station.code
    return {
        "owner": make_person(session, Role.RESTAURANT_OWNER, restaurant=restaurant.code),
        "inspector": make_person(session, Role.INSPECTOR, station=station),
        "head": make_person(session, Role.STATION_HEAD, station=station),
        "stranger": make_person(session, Role.STATION_HEAD, station="other"),
        "officer": make_person(session, Role.BUREAU_OFFICER),
    }


def heard(session, people, kind):
    """Who has news of this kind in the inbox."""
    numbers = session.scalars(
        select(InboxEntry.person_id).join(InboxEntry.notice).where(Notice.kind == kind)
    ).all()
    return {name for name, person in people.items() if person.id in numbers}


def asked(session, restaurant, people, by="owner"):
    return ask(session, restaurant.code, wish=PAUSE, actor=actor_of(people[by]), now=NOON)


def decided(session, row, people, *, is_granted, by="officer"):
    why = "" if is_granted else "材料不全。"
    decide(session, row.id, is_granted=is_granted, why=why, actor=actor_of(people[by]), now=NOON)


def test_those_who_may_decide_hear_of_a_request(session, restaurant, people):
    asked(session, restaurant, people)
    assert heard(session, people, "status.asked") == {"head", "officer"}


def test_whoever_asked_is_not_told_of_it(session, restaurant, people):
    asked(session, restaurant, people, by="head")
    assert heard(session, people, "status.asked") == {"officer"}


@pytest.mark.parametrize(
    ("is_granted", "kind"), [(True, "status.approved"), (False, "status.refused")]
)
def test_who_asked_and_the_stations_head_hear_of_the_decision(
    session, restaurant, people, is_granted, kind
):
    decided(session, asked(session, restaurant, people), people, is_granted=is_granted)
    assert heard(session, people, kind) == {"owner", "head"}


def test_an_inspector_who_asked_hears_too(session, restaurant, people):
    row = asked(session, restaurant, people, by="inspector")
    decided(session, row, people, is_granted=True)
    assert heard(session, people, "status.approved") == {"owner", "head", "inspector"}


def test_what_one_person_does_alone_is_told_to_the_owner(session, restaurant, people):
    closing = Wish(Ask.CLOSE, NOON, reason="已注销")
    officer = actor_of(people["officer"])
    change_status(session, restaurant.code, wish=closing, actor=officer, now=NOON)
    assert heard(session, people, "status.approved") == {"owner", "head"}


def test_it_says_what_was_asked_and_why_it_was_refused(app, session, restaurant, people):
    decided(session, asked(session, restaurant, people), people, is_granted=False)
    request, refusal = session.scalars(select(Notice).order_by(Notice.id)).all()
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/en"}):
        assert title_of(request) == "To be decided: Suspend business, Big Bowl"
        assert "装修" in body_of(request)
        assert "材料不全。" in body_of(refusal)


def test_the_link_leads_to_the_request(app, session, restaurant, people):
    row = asked(session, restaurant, people)
    notice = session.scalars(select(Notice)).one()
    endpoint, arguments = app.url_map.bind("localhost").match(notice.link)
    assert (endpoint, arguments) == ("register.status_request", {"request_id": row.id})
