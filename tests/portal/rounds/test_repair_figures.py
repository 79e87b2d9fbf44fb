"""Faults in the figures: each belongs to the Period in which it was opened."""

from datetime import date

import pytest

from portal.registry.rules import Status
from portal.rounds.kinds import FaultCode
from portal.rounds.operations import (
    note_displays,
    note_observations,
    store_looks,
    withdraw_faults,
)
from portal.rounds.queries import district_figures
from portal.rounds.rules.faults import ContractTerms
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.rules.observations import Observation, Outcome
from portal.rounds.rules.online import Variant
from portal.rounds.rules.period import Period
from portal.rounds.rules.published import published
from tests.support.factories import (
    NOON,
    make_camera,
    make_display,
    make_restaurant,
    make_station,
    make_status_span,
)
from tests.support.looks import minute
from tests.support.minutes import at

MARCH, TODAY = Period.parse("2026-03"), date(2026, 5, 1)


def values(session, period=MARCH, **how):
    """The published values of `period`."""
    figures = district_figures(session, period, today=TODAY, required_cameras=5, **how)
    return published(figures, variant=Variant.ANY, rows=True)


def fault(session, hours=None, *, camera=None, start=NOON):
    """A Fault of a Camera that opened five minutes after `start`, repaired some hours later."""
    camera = camera or make_camera(session)
    looks = [
        Observation(camera.id, minute(number, start), Outcome.BAD, FaultCode.DEV_DARK)
        for number in (0, 5)
    ]
    if hours is not None:
        looks.append(Observation(camera.id, minute(5 + 60 * hours, start), Outcome.GOOD))
    note_observations(session, looks, now=looks[-1].at, terms=ContractTerms(4, 48))
    return camera


def test_faults_are_counted_with_what_stands_behind_them(session):
    camera = fault(session, 2)
    fault(session, 60)
    fault(session)
    told = values(session)["Q6"]

    assert (told["part"], told["whole"], told["value"]) == (2, 3, 66.67)
    assert told["on_time"] == {"part": 1, "whole": 3, "value": 33.33}
    assert (told["median_hours"], told["p90_hours"], told["open"]) == (31.0, 60.0, 1)
    assert told["formula"] == "Q6/1"
    assert told["faults"][0] == {
        "restaurant": camera.restaurant.code, "name": camera.restaurant.name,
        "fault": "F-2026-000001", "code": "DEV-DARK", "from": "2026-03-04T12:05+08:00",
        "due": "2026-03-06T12:05+08:00", "to": "2026-03-04T14:05+08:00", "ended": "repaired",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "counted"),
    [
        (at(date(2026, 2, 28), 23, 54), 0),
        (at(date(2026, 2, 28), 23, 55), 1),
        (at(date(2026, 3, 31), 23, 54), 1),
        (at(date(2026, 3, 31), 23, 55), 0),
    ],
)
def test_a_fault_belongs_to_the_period_in_which_it_was_opened(session, start, counted):
    fault(session, 48, start=start)

    assert values(session)["Q6"]["whole"] == counted


def test_of_a_period_under_way_faults_until_yesterday_are_counted(session):
    fault(session)
    figures = district_figures(session, MARCH, today=date(2026, 3, 4), required_cameras=5)

    assert figures.repairs.records == ()


def test_a_withdrawn_fault_is_on_neither_side_and_listed(session):
    camera = fault(session)
    camera.active_until = date(2026, 3, 5)
    session.flush()
    withdraw_faults(session, now=minute(60 * 24))
    told = values(session)["Q6"]

    assert (told["whole"], told["value"]) == (0, None)
    assert [(row["fault"], row["ended"]) for row in told["exclusions"]] == [
        ("F-2026-000001", "withdrawn")
    ]


def test_a_stations_faults_are_its_own(session):
    station = make_station(session, code="one")
    fault(session, camera=make_camera(session, make_restaurant(session, station=station)))
    fault(session)

    assert values(session, station="one")["Q6"]["whole"] == 1


def test_a_displays_fault_is_counted(session):
    make_display(session, make_restaurant(session))
    note_displays(session, now=minute(0), terms=ContractTerms(), silent_days=35)

    assert values(session)["Q6"]["whole"] == 1


def test_restaurants_first_seen_in_the_period_tell_how_long_that_took(session):
    days = [(date(2026, 3, 1), date(2026, 3, 9)), (date(2026, 2, 1), date(2026, 3, 2))]
    for entered, seen in days:
        restaurant = make_restaurant(session, status=None)
        make_status_span(session, restaurant, status=Status.OPEN, starts_at=at(entered))
        camera = make_camera(session, restaurant)
        store_looks(session, seen, {camera.id: MinuteMap.of(good=[600])})
    told = values(session)["T1"]

    assert (told["part"], told["whole"], told["median_days"]) == (1, 2, 18.5)
