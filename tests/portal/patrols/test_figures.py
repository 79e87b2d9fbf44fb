"""N1, N2 and N3: visits, distinct restaurants, coverage, findings."""

from datetime import date, timedelta

import pytest

from portal.accounts.rules import WHOLE, Scope
from portal.findings.kinds import FindingState, ViolationCode
from portal.patrols.kinds import Answer, Way
from portal.patrols.operations import Confirmed, VisitForm, end_as_finding, end_visit
from portal.patrols.queries import patrol_figures, supervised
from portal.patrols.rules.calendar import Half
from portal.patrols.rules.figures import DoneVisit, counts, coverage, mean
from portal.patrols.rules.published import published
from portal.registry.kinds import Status, Zone
from portal.rounds.rules.period import Period
from tests.support.factories import NOON, make_camera, make_restaurant, make_station
from tests.support.findings import inspector_of
from tests.support.patrols import make_visit, take

YEAR, TODAY = Period.parse("2026"), date(2026, 3, 5)
H1 = Half(2026, 1)


def done(restaurant_id, **changes):
    return DoneVisit("s", restaurant_id, H1, Way.ONLINE, **changes)


def test_a_restaurant_visited_twice_is_two_visits_and_one_restaurant():
    visits = [done(1), done(1), done(2)]

    assert counts(visits, patrols=1).visits == 3
    assert (coverage(visits, [1, 2, 3]).reached.part, coverage(visits, [1, 2, 3]).never) == (
        2,
        (3,),
    )


def test_one_that_closed_since_leaves_both_sides():
    reached = coverage([done(1), done(9)], [1, 2]).reached

    assert (reached.part, reached.whole) == (1, 2)


def test_means_are_half_up_and_unknown_for_nothing():
    assert (str(mean(540, 75)), str(mean(2742, 540)), mean(1, 0)) == ("7.20", "5.08", None)
    assert str(mean(1, 200)) == "0.01"


def test_nothing_visited_is_no_share():
    found = counts([], patrols=0)

    assert found.violating.percent() is None
    assert (found.visits_a_patrol, found.snapshots_a_visit) == (None, None)


@pytest.fixture
def kitchen(session):
    """A Restaurant with a Camera over the stove."""
    restaurant = make_restaurant(session)
    make_camera(session, restaurant)
    return restaurant


def make_done(session, restaurant, *, findings=0, at=NOON):
    """A Visit of `restaurant` that was made, with as many Findings."""
    visit, inspector = make_visit(session, restaurant), inspector_of(restaurant)
    codes = (ViolationCode.ENV_BIN, ViolationCode.PPE_CAP)[:findings]
    for code in codes:
        snapshot = take(session, visit, actor=inspector)
        end_as_finding(
            session, visit.id, snapshot.code, what=Confirmed(code), actor=inspector, now=NOON
        )
    answer = Answer.FINDING if findings else Answer.CLEAR
    end_visit(session, visit.id, VisitForm({Zone.COOKING: answer}), actor=inspector, now=at)
    return visit


def figures(session, period=YEAR, scope=WHOLE, today=TODAY):
    return patrol_figures(session, period, scope=scope, today=today)


def test_figures_are_counted_from_the_rows(session, kitchen):
    make_done(session, kitchen, findings=2)
    make_done(session, kitchen)
    make_visit(session, kitchen)  # planned only

    told = published(figures(session), rows=True)

    assert (told["N1"]["patrols"], told["N1"]["visits"], told["N1"]["snapshots"]) == (2, 2, 2)
    assert (told["N2"]["part"], told["N2"]["whole"], told["N2"]["never"]) == (1, 1, [])
    assert (told["N3"]["findings"], told["N3"]["part"], told["N3"]["value"]) == (2, 1, 50.0)


def test_a_withdrawn_finding_makes_no_violating_visit(session, kitchen):
    visit = make_done(session, kitchen, findings=1)
    session.refresh(visit.snapshots[0], ["finding"])
    visit.snapshots[0].finding.state = FindingState.WITHDRAWN
    session.flush()

    assert figures(session).whole.violating.part == 0


def test_todays_visits_count_from_tomorrow_on(session, kitchen):
    make_done(session, kitchen)

    assert figures(session, today=date(2026, 3, 4)).whole.visits == 0


def test_other_stations_stay_out_of_a_scope(session, kitchen):
    make_done(session, kitchen)
    make_done(session, make_camera(session).restaurant)

    found = figures(session, scope=Scope(stations=frozenset({kitchen.station.code})))

    assert (found.whole.visits, found.whole.patrols) == (1, 1)
    assert found.reach.whole.reached.whole == 1


def test_coverage_of_halves_is_told_for_a_year_and_not_for_a_quarter(session, kitchen):
    make_done(session, kitchen)

    assert list(figures(session).halves) == ["2026H1"]
    assert figures(session, Period.parse("2026Q1")).halves == {}


def test_planned_closed_and_not_yet_registered_ones_are_not_supervised(session):
    station = make_station(session)
    rows = {
        status: make_restaurant(session, station=station, status=status)
        for status in (*Status, None)
    }
    make_restaurant(session, station=station, since=NOON + timedelta(days=9))

    found = supervised(session, day=TODAY, scope=WHOLE)

    expected = {rows[each].id for each in (Status.OPEN, Status.SUSPENDED, None)}
    assert found[station.code] == expected
