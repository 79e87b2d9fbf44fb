"""How much of its open time a Restaurant showed, up to a minute of the present day."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from portal.registry.queries import restaurant_by_code
from portal.registry.rules import Status
from portal.rounds.operations import store_looks
from portal.rounds.queries import kitchen_looks
from portal.rounds.rules.online import Terms
from portal.rounds.rules.so_far import shown_so_far
from portal.rounds.rules.strip import Shade
from portal.shell.rules import Ratio, local_day
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.minutes import MONDAY, at, seen, span, supervised

NEXT_DAY = MONDAY + timedelta(days=1)


def shown(*days, until, **restaurant):
    dated = [(MONDAY + timedelta(days=number), maps) for number, maps in enumerate(days)]
    return shown_so_far(dated, supervised(**restaurant), until=until, terms=Terms())


def test_the_present_day_counts_as_far_as_it_went():
    maps = {1: seen((0, 12), but=((6, 9),))}

    assert shown(maps, until=at(MONDAY, 12)) == Ratio(9 * 60, 12 * 60)


def test_what_lies_ahead_is_not_missing():
    maps = {1: seen((0, 6))}

    assert shown(maps, until=at(MONDAY, 6)) == Ratio(6 * 60, 6 * 60)


def test_a_minute_that_is_not_over_does_not_count():
    maps = {1: seen((0, 2))}
    until = at(MONDAY, 1) + timedelta(seconds=59)

    assert shown(maps, until=until) == Ratio(60, 60)


def test_only_business_hours_count():
    maps = {1: seen((0, 24), but=((0, 10),))}

    assert shown(maps, until=at(NEXT_DAY), hours="Mon-Sun 10:00-14:00") == Ratio(240, 240)


def test_suspended_days_are_left_out():
    spans = (span(Status.OPEN), span(Status.SUSPENDED, at(MONDAY), at(NEXT_DAY)))
    maps = {1: seen((0, 24), good=False)}

    assert shown(maps, until=at(NEXT_DAY), spans=spans) is None


def test_a_day_looked_at_too_seldom_is_not_known():
    maps = {1: seen((0, 5))}

    assert shown(maps, until=at(MONDAY, 12)) is None


def test_days_and_cameras_add_up():
    whole, none = {1: seen((0, 24)), 2: seen((0, 24))}, {1: seen((0, 24), good=False)}

    ratio = shown(whole, none, until=at(NEXT_DAY + timedelta(days=1)), cameras=(1, 2))

    assert ratio == Ratio(2 * 1440, 3 * 1440)


@pytest.fixture
def watched(session):
    """A Restaurant whose one Camera was looked at in the first half of this noon's day."""
    camera = make_camera(session, make_restaurant(session))
    maps = {camera.id: seen((0, 12), but=((0, 3),))}
    store_looks(session, local_day(NOON), maps)
    store_looks(session, local_day(NOON).replace(day=1) - timedelta(days=1), maps)
    return camera.restaurant


def looks(session, restaurant):
    session.expire_all()
    return kitchen_looks(session, restaurant_by_code(session, restaurant.code), now=NOON)


def test_the_month_begins_on_its_first_day(session, watched):
    assert looks(session, watched).month == Ratio(9 * 60, 12 * 60)


def test_other_restaurants_do_not_count(session, watched):
    other = make_camera(session, make_restaurant(session)).restaurant

    assert looks(session, other).month is None


def test_what_other_cameras_have_of_the_month_is_not_read(session, watched):
    plans = []

    @event.listens_for(session.connection().engine, "before_cursor_execute")
    def explain(connection, cursor, statement, values, context, many):
        if "camera_day" in statement and not statement.startswith("EXPLAIN"):
            plans.append(
                connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            )

    looks(session, watched)

    (plan,) = plans
    assert "(day=? AND camera_id=?)" in str(plan)  # a lookup, no span of days


def test_today_is_told_camera_by_camera(session, watched):
    found = looks(session, watched)
    (code,) = found.seen

    assert [(run.shade, run.minutes) for run in found.today(code).runs] == [
        (Shade.BAD, 180), (Shade.GOOD, 540), (Shade.AHEAD, 720),
    ]  # fmt: skip
