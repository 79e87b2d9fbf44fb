"""What was counted of past days stays as it was when business hours change today."""

from datetime import date, timedelta

import pytest

from portal.accounts.rules import WHOLE
from portal.registry.kinds import Status
from portal.registry.operations import change_hours
from portal.registry.queries import restaurant_by_code
from portal.registry.rules import DatedHours, FormerHours, Hours
from portal.registry.rules.dated_hours import HoursChange
from portal.rounds.operations import store_looks
from portal.rounds.queries import (
    camera_days,
    camera_in_scope,
    district_figures,
    hours_of,
    kitchen_looks,
)
from portal.rounds.rules.online import Variant
from portal.rounds.rules.outages import duty_minutes
from portal.rounds.rules.period import Period
from portal.rounds.rules.published import published
from portal.rounds.rules.strip import Shade
from portal.shell.rules import Ratio, day_bounds
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.minutes import MONDAY, account_of, at, seen, span, supervised
from tests.support.staff import officer

TODAY, DAY = date(2026, 3, 4), timedelta(days=1)
QUARTER = Period.parse("2025Q4")
ALWAYS, MORNING, EVENING = "24h", "06:00-12:00", "18:00-24:00"
TUESDAY = MONDAY + DAY
MORNING_TILL_TUESDAY = DatedHours(
    Hours.parse(EVENING), (FormerHours(TUESDAY, Hours.parse(MORNING)),)
)


def test_each_day_is_judged_by_its_own_hours():
    in_the_morning = {1: seen((0, 24), but=((12, 24),))}
    days = [in_the_morning, in_the_morning]
    account = account_of(days, supervised(hours=MORNING_TILL_TUESDAY))

    assert [each.tally.any_online for each in account.days] == [1, 0]


def test_a_night_that_ends_on_the_day_of_the_change_is_the_new_hours_night():
    new, old = "22:00-03:00", "22:00-05:00"
    hours = DatedHours(Hours.parse(new), (FormerHours(TUESDAY, Hours.parse(old)),))
    minutes = duty_minutes(at(MONDAY, 22), at(TUESDAY, 22), hours=hours, spans=[span(Status.OPEN)])

    assert minutes == 2 * 60 + 3 * 60


def test_minutes_of_an_outage_are_those_of_each_days_hours():
    minutes = duty_minutes(
        at(MONDAY), at(TUESDAY + DAY), hours=MORNING_TILL_TUESDAY, spans=[span(Status.OPEN)]
    )
    only_evening = duty_minutes(
        at(MONDAY, 12), at(TUESDAY, 18), hours=MORNING_TILL_TUESDAY, spans=[span(Status.OPEN)]
    )

    assert (minutes, only_evening) == (6 * 60 + 6 * 60, 0)


@pytest.fixture
def camera(session):
    """A Camera open at all hours, good in the mornings of a quarter and of this month alone."""
    camera = make_camera(session, make_restaurant(session, hours=ALWAYS, built_on=QUARTER.first))
    for day in [*QUARTER.days(), *(TODAY - number * DAY for number in range(4))]:
        store_looks(session, day, {camera.id: seen((0, 24), but=((12, 24),))})
    session.flush()
    return camera


def change(session, camera, hours, *, since=TODAY, reason=""):
    wanted = HoursChange(Hours.parse(hours), since, reason)
    change_hours(session, camera.restaurant.code, change=wanted, actor=officer(), now=NOON)
    session.flush()
    session.expire_all()


def figures(session):
    found = district_figures(session, QUARTER, today=TODAY, required_cameras=1)
    return published(found, variant=Variant.ANY, rows=True)


def strips(session, camera, first):
    found = camera_in_scope(session, camera.code, scope=WHOLE)
    return camera_days(session, found, first=first, last=TODAY, now=NOON)


def test_a_past_quarter_stays_as_it_was_when_hours_change_today(session, camera):
    before = figures(session)
    change(session, camera, MORNING)

    assert figures(session) == before
    assert before["Q2"]["part"] == 0  # half a day is too little at all hours


def test_a_past_quarter_changes_when_its_hours_were_never_right(session, camera):
    change(session, camera, MORNING, since=QUARTER.first, reason="登记有误")
    told = figures(session)["Q2"]

    assert (told["part"], told["whole"]) == (QUARTER.length, QUARTER.length)


def test_this_month_is_counted_by_the_hours_of_each_day(session, camera):
    change(session, camera, MORNING)
    found = camera_in_scope(session, camera.code, scope=WHOLE).restaurant
    restaurant = restaurant_by_code(session, found.code)
    shown = kitchen_looks(session, restaurant, now=NOON).month

    assert shown == Ratio(3 * 720 + 360, 3 * 1440 + 360)


def test_the_strip_of_a_past_day_stays_as_it_was(session, camera):
    before = strips(session, camera, TODAY - 2 * DAY)
    change(session, camera, MORNING)
    after = strips(session, camera, TODAY - 2 * DAY)

    assert after[1:] == before[1:]
    assert after[0][1].minutes(Shade.CLOSED) == 18 * 60


def test_minutes_of_a_past_outage_stay_as_they_were(session, camera):
    change(session, camera, MORNING)
    found = camera_in_scope(session, camera.code, scope=WHOLE).restaurant
    began, until = day_bounds(TODAY - DAY)

    assert duty_minutes(began, until, hours=hours_of(found), spans=[span(Status.OPEN)]) == 1440
