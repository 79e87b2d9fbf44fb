"""A year of one kitchen on both databases: planned, visited, counted, shown."""

from datetime import date, timedelta

from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.rules import WHOLE
from portal.findings.kinds import ViolationCode
from portal.patrols.kinds import Answer, Way
from portal.patrols.models import Patrol, Visit
from portal.patrols.operations import (
    Confirmed,
    VisitForm,
    draw_plan,
    end_as_finding,
    end_visit,
    promise_plan,
    reveal_seed,
)
from portal.patrols.queries import (
    PatrolFilter,
    overdue_visits,
    own_visits,
    patrol_figures,
    patrols,
    plan_overview,
    published_draw,
    unreached,
    visit_by_id,
)
from portal.patrols.rules.document import faults_of
from portal.patrols.rules.planning import Terms
from portal.registry.kinds import Zone
from portal.rounds.rules.period import Period
from portal.shell.rules import local_day
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.findings import inspector_of
from tests.support.patrols import TODAY, take
from tests.support.people import make_person
from tests.support.staff import officer


def test_a_year_of_one_kitchen(any_session):
    session = any_session
    restaurant = make_restaurant(session)
    make_camera(session, restaurant)
    person = make_person(session, Role.INSPECTOR, station=restaurant.station.code)
    inspector = inspector_of(restaurant)
    terms = Terms(2026, TODAY + timedelta(days=1))
    plan = promise_plan(
        session, terms, seed="5eed" * 16, beacon_source="", actor=officer(), now=NOON
    )
    draw_plan(session, plan.number, beacon="", actor=officer(), now=NOON)
    first, second = session.scalars(select(Visit).order_by(Visit.id)).all()
    first.way = Way.ONLINE  # the lot may send them there, where more is looked at
    snapshot = take(session, first, actor=inspector)
    end_as_finding(
        session, first.id, snapshot.code, what=Confirmed(ViolationCode.ENV_BIN),
        actor=inspector, now=NOON,
    )  # fmt: skip
    later = NOON + timedelta(days=8)
    form = VisitForm({Zone.COOKING: Answer.FINDING}, version=first.version)
    end_visit(session, first.id, form, actor=inspector, now=later)

    figures = patrol_figures(session, Period.parse("2026"), scope=WHOLE, today=date(2026, 7, 2))
    assert (figures.whole.patrols, figures.whole.visits, figures.whole.findings) == (1, 1, 1)
    assert figures.halves["2026H1"].whole.reached.part == 1
    today = date(2026, 12, 31)
    assert own_visits(session, person.id, today=today)[0] == 1
    assert overdue_visits(session, scope=WHOLE, today=date(2027, 2, 1)) == {
        restaurant.station.code: 1
    }
    assert plan_overview(session, year=2026, scope=WHOLE, today=TODAY).whole.done == 1
    assert patrols(session, PatrolFilter(WHOLE, today), page=1).total == 1
    assert visit_by_id(session, second.id, scope=WHOLE).patrol.plan_id == plan.id
    (row,) = unreached(session, [restaurant.id])
    assert row.last_visit == local_day(later)
    assert session.get(Patrol, first.patrol_id).number == "X-2026-0001"
    reveal_seed(session, plan.number, actor=officer(), now=NOON + timedelta(days=366))
    assert faults_of(published_draw(plan)) == []
