"""Who is told of Patrols, when, and once."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.notices.forms import body_of, title_of
from portal.notices.models import InboxEntry, Notice
from portal.patrols.kinds import VisitState, Way
from portal.patrols.operations import Launch, launch_patrol, tell_patrols
from portal.patrols.tasks import tell_of_patrols
from tests.support.factories import NOON, make_restaurant
from tests.support.patrols import TODAY, make_patrol
from tests.support.people import make_person
from tests.support.staff import head_of, officer

DAY = timedelta(days=1)
OVER = NOON + 14 * DAY  # the first day after the weeks of `make_patrol`


@pytest.fixture
def kitchen(any_session):
    """A Restaurant."""
    return make_restaurant(any_session)


@pytest.fixture
def people(any_session, kitchen):
    """Two inspectors of its Station, then its head."""
    station = kitchen.station.code
    roles = (Role.INSPECTOR, Role.INSPECTOR, Role.STATION_HEAD)
    return [make_person(any_session, role, station=station) for role in roles]


def told(session):
    """Each piece of news with the people in whose inbox it lies."""
    rows = session.execute(
        select(Notice.kind, InboxEntry.person_id)
        .join(InboxEntry, InboxEntry.notice_id == Notice.id)
        .order_by(Notice.id, InboxEntry.person_id)
    )
    return [tuple(row) for row in rows]


def test_a_team_is_told_when_its_weeks_begin_and_not_twice(any_session, kitchen, people):
    starts_on = TODAY + DAY
    make_patrol(any_session, kitchen, people=people[:1], starts_on=starts_on)

    assert tell_patrols(any_session, now=NOON) == 0
    tell_patrols(any_session, now=NOON + DAY)
    tell_patrols(any_session, now=NOON + 2 * DAY)

    assert told(any_session) == [("patrol.given", people[0].id)]


def test_a_patrol_of_nobody_is_told_to_the_inspectors(any_session, kitchen, people):
    make_patrol(any_session, kitchen)

    tell_patrols(any_session, now=NOON)

    inspectors = people[:2]
    assert told(any_session) == [("patrol.given", each.id) for each in inspectors]


def test_who_launches_a_patrol_is_not_told_of_it(any_session, kitchen, people):
    head = head_of(kitchen, number=people[2].id)
    launch = Launch(kitchen.station.code, Way.ONLINE, TODAY, TODAY + 7 * DAY, (kitchen.code,),
                    team=(people[0].id, people[2].id))  # fmt: skip

    launch_patrol(any_session, launch, actor=head, now=NOON)
    tell_patrols(any_session, now=NOON)

    assert told(any_session) == [("patrol.given", people[0].id)]


def test_the_head_is_told_once_that_a_patrol_is_overdue(any_session, kitchen, people):
    make_patrol(any_session, kitchen, people=people[:1], starts_on=TODAY - 30 * DAY)

    tell_patrols(any_session, now=OVER - DAY)
    assert told(any_session) == []
    tell_patrols(any_session, now=OVER)
    tell_patrols(any_session, now=OVER + DAY)

    assert told(any_session) == [("patrol.overdue", people[2].id)]


def test_a_patrol_that_is_done_is_not_overdue(any_session, kitchen, people):
    patrol = make_patrol(any_session, kitchen, people=people[:1])
    patrol.visits[0].state, patrol.visits[0].done_at = VisitState.DONE, NOON
    any_session.flush()

    assert tell_patrols(any_session, now=OVER) == 0


def test_the_bureaus_own_patrol_is_told_to_the_bureau(any_session, kitchen, people):
    bureau = make_person(any_session, Role.BUREAU_OFFICER)
    launch = Launch(None, Way.ON_SITE, TODAY, TODAY + 7 * DAY, (kitchen.code,))

    launch_patrol(any_session, launch, actor=officer(), now=NOON)

    assert told(any_session) == [("patrol.given", bureau.id)]


def test_the_worker_tells_in_both_languages(app, session, set_clock):
    kitchen = make_restaurant(session)
    make_patrol(session, kitchen, starts_on=TODAY - 14 * DAY, until=TODAY)
    session.commit()

    with app.app_context():
        tell_of_patrols()
    notice = session.scalars(select(Notice)).one()
    with app.test_request_context():
        with force_locale("en"):
            assert "is overdue since" in title_of(notice)
            assert "Restaurants not visited: 1." in body_of(notice)
        with force_locale("zh_Hans_CN"):
            assert "已逾期" in title_of(notice)
