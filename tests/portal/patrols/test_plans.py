"""Plans: promised, drawn, shown, and checked by anybody."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.patrols.kinds import DropReason, Grade, VisitState, Way
from portal.patrols.models import Patrol, Visit
from portal.patrols.operations import (
    Launch,
    VisitForm,
    draw_plan,
    launch_patrol,
    promise_plan,
    reveal_seed,
    save_visit,
)
from portal.patrols.queries import plan_inputs, plan_overview, published_draw, unreached
from portal.patrols.rules.calendar import Span
from portal.patrols.rules.document import DrawFault, faults_of
from portal.patrols.rules.launching import MOST_VISITS, LaunchUnfit, check_launch
from portal.patrols.rules.planning import Terms
from portal.patrols.rules.promising import PlanUnfit
from portal.patrols.rules.risk import Traits, grade_of
from portal.registry.kinds import RestaurantType, Status
from portal.shell.rules import NotFound
from tests.support.factories import NOON, make_camera, make_restaurant, make_status_span
from tests.support.findings import inspector_of, make_finding
from tests.support.patrols import TODAY, make_patrol
from tests.support.people import make_person
from tests.support.staff import head_of, officer

SEED = "5eed" * 16
TERMS = Terms(2026, TODAY + timedelta(days=1))
YEAR_LATER = NOON + timedelta(days=366)


@pytest.fixture
def kitchen(session):
    """A Restaurant with a Camera, whose Station has two inspectors."""
    restaurant = make_restaurant(session)
    make_camera(session, restaurant)
    for _ in range(2):
        make_person(session, Role.INSPECTOR, station=restaurant.station.code)
    return restaurant


def promised(session, terms=TERMS, **changes):
    fields = {"seed": SEED, "beacon_source": "", "actor": officer(), "now": NOON} | changes
    return promise_plan(session, terms, **fields)


def drawn(session, plan, **changes):
    return draw_plan(
        session, plan.number, **{"beacon": "", "actor": officer(), "now": NOON} | changes
    )


def visits(session):
    return session.scalars(select(Visit).order_by(Visit.id)).all()


def why(call):
    with pytest.raises(PlanUnfit) as refused:
        call()
    return refused.value.why


def test_a_promise_tells_the_hash_and_keeps_the_seed(session, kitchen):
    told = published_draw(promised(session))

    assert told["seed_sha256"].startswith("f9fa5c69")
    assert (told["seed"], told["inputs"], told["drawn"]) == (None, None, None)
    assert SEED not in json.dumps(told)


def test_drawing_launches_patrols_that_reach_everybody_each_half(session, kitchen):
    plan = drawn(session, promised(session))

    assert (plan.required, plan.short_by) == (2, 0)
    assert [each.restaurant_id for each in visits(session)] == [kitchen.id, kitchen.id]
    patrols = session.scalars(select(Patrol)).all()
    assert [each.number for each in patrols] == ["X-2026-0001", "X-2026-0002"]
    assert [each.plan_id for each in patrols] == [plan.id] * 2


def test_what_was_drawn_is_what_everybody_draws(session, kitchen):
    plan = drawn(session, promised(session))
    told = dict(published_draw(plan))
    assert faults_of(told) == [DrawFault.SEED_SECRET]

    reveal_seed(session, plan.number, actor=officer(), now=YEAR_LATER)

    assert faults_of(published_draw(plan)) == []


def test_a_seed_is_not_shown_while_visits_are_to_come(session, kitchen):
    plan = drawn(session, promised(session))

    assert why(lambda: reveal_seed(session, plan.number, actor=officer(), now=NOON)) == "not_over"


def test_a_seed_is_shown_once_and_after_the_draw(session, kitchen):
    plan = promised(session)
    show = lambda: reveal_seed(session, plan.number, actor=officer(), now=YEAR_LATER)  # noqa: E731

    assert why(show) == "not_drawn"
    drawn(session, plan)
    show()
    assert why(show) == "shown"


def test_a_plan_is_drawn_once(session, kitchen):
    plan = drawn(session, promised(session))

    assert why(lambda: drawn(session, plan)) == "drawn"


def test_an_announced_number_is_needed_to_draw(session, kitchen):
    plan = promised(session, beacon_source="双色球 2026-03-05")

    assert why(lambda: drawn(session, plan)) == "beacon"
    assert drawn(session, plan, beacon=" 07 11 ").beacon == "07 11"


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (Terms(2028, date(2028, 1, 1)), "year"),
        (Terms(2025, date(2025, 6, 1)), "year"),
        (Terms(2026, TODAY), "days"),
        (Terms(2026, date(2027, 1, 1)), "days"),
        (Terms(2026, date(2026, 4, 1), weeks_a_slot=0), "size"),
        (Terms(2026, date(2026, 4, 1), visits_a_day=99), "size"),
    ],
)
def test_terms_that_make_no_sense_are_refused(session, terms, reason):
    assert why(lambda: promised(session, terms)) == reason


def test_only_the_bureau_plans(session, kitchen):
    with pytest.raises(NotAllowed):
        promised(session, actor=head_of(kitchen))


def test_a_newer_plan_takes_the_place_of_what_is_left(session, kitchen):
    drawn(session, promised(session))
    begun = visits(session)[0]
    save_visit(session, begun.id, VisitForm(), actor=inspector_of(kitchen), now=NOON)

    second = promised(session)
    drawn(session, second)

    states = [(each.state, each.drop_reason) for each in visits(session)[:2]]
    assert second.number == "2026-2"
    assert states == [
        (VisitState.BEGUN, None), (VisitState.DROPPED, DropReason.REPLANNED),
    ]  # fmt: skip


def test_each_step_is_in_the_audit_chain_with_its_hashes(session, kitchen):
    plan = drawn(session, promised(session))

    rows = {row.act: row.facts for row in session.scalars(select(AuditEntry))}
    assert rows["patrol_plan.promised"]["seed_sha256"] == plan.seed_sha256
    assert "drawn_sha256" in rows["patrol_plan.drawn"]


def test_inputs_tell_risk_absence_and_a_higher_levels_check(session, kitchen):
    make_status_span(
        session, kitchen, status=Status.SUSPENDED, starts_at=NOON,
        ends_at=NOON + timedelta(days=3),
    )  # fmt: skip
    make_finding(session, kitchen)
    above = make_patrol(session, kitchen, station=None).visits[0]
    above.state, above.begun_at, above.done_at = VisitState.DONE, NOON, NOON
    session.flush()

    (found,), people = plan_inputs(session, TERMS, today=TODAY)

    assert (found.grade, found.has_camera) == (Grade.B, True)
    assert found.away == (Span(TODAY, TODAY + timedelta(days=4)),)
    assert (found.checked_above, found.last_visit, found.visited) == (TODAY, TODAY, (TODAY,))
    assert len(people) == 2


@pytest.mark.parametrize(
    ("traits", "grade"),
    [
        (Traits(RestaurantType.SMALL), Grade.A),
        (Traits(RestaurantType.SMALL, is_key=True), Grade.A),
        (Traits(RestaurantType.SMALL, findings=1), Grade.B),
        (Traits(RestaurantType.SCHOOL_CANTEEN, is_key=True), Grade.C),
        (Traits(RestaurantType.SMALL, has_picture=False), Grade.B),
        (Traits(RestaurantType.CENTRAL_KITCHEN, findings=2), Grade.D),
    ],
)
def test_what_speaks_for_risk_makes_the_grade(traits, grade):
    assert grade_of(traits) is grade


def launch(restaurant, **changes):
    fields = {
        "station": restaurant.station.code, "way": Way.ON_SITE, "starts_on": TODAY,
        "until": TODAY + timedelta(days=7), "restaurants": (restaurant.code,),
    }  # fmt: skip
    return Launch(**fields | changes)


def test_a_head_of_station_launches_a_patrol_beside_the_plan(session, kitchen):
    person = make_person(session, Role.INSPECTOR, station=kitchen.station.code)

    patrol = launch_patrol(
        session, launch(kitchen, team=(person.id,)), actor=head_of(kitchen), now=NOON
    )

    assert (patrol.plan_id, patrol.team[0].person_id) == (None, person.id)
    assert [each.way for each in patrol.visits] == [Way.ON_SITE]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"starts_on": TODAY - timedelta(days=1)}, "days"),
        ({"until": TODAY}, "days"),
        ({"until": TODAY + timedelta(days=100)}, "days"),
        ({"restaurants": ()}, "empty"),
    ],
)
def test_a_patrol_that_makes_no_sense_is_not_launched(session, kitchen, changes, reason):
    with pytest.raises(LaunchUnfit) as refused:
        launch_patrol(session, launch(kitchen, **changes), actor=officer(), now=NOON)
    assert refused.value.why == reason


def test_a_patrol_has_so_many_visits_at_most():
    with pytest.raises(LaunchUnfit) as refused:
        check_launch(TODAY, TODAY + timedelta(days=1), today=TODAY, station=None,
                     stations=["s"] * (MOST_VISITS + 1))  # fmt: skip
    assert refused.value.why == "many"


def test_a_station_visits_its_own_alone_and_the_bureau_all(session, kitchen):
    other = make_restaurant(session)
    both = (kitchen.code, other.code)

    with pytest.raises(LaunchUnfit):
        launch_patrol(session, launch(kitchen, restaurants=both), actor=officer(), now=NOON)
    own = launch_patrol(
        session, launch(kitchen, restaurants=both, station=None), actor=officer(), now=NOON
    )

    assert len(own.visits) == 2


@pytest.mark.parametrize(
    "changes", [{"restaurants": ("nothere000",)}, {"station": "nowhere"}, {"team": (99,)}]
)
def test_what_the_register_does_not_know_is_not_found(session, kitchen, changes):
    with pytest.raises(NotFound):
        launch_patrol(session, launch(kitchen, **changes), actor=officer(), now=NOON)


def test_the_board_counts_by_quarter_and_what_is_late(session, kitchen):
    make_patrol(session, kitchen, starts_on=TODAY - timedelta(days=20),
                until=TODAY - timedelta(days=6))  # fmt: skip
    make_patrol(session, kitchen)

    board = plan_overview(session, year=2026, scope=officer().scope([Role.BUREAU_OFFICER]),
                          today=TODAY)  # fmt: skip

    cell = board.cells[kitchen.station.code][1]
    assert (cell.planned, cell.done, cell.overdue) == (2, 0, 1)


def test_the_list_of_unreached_ones_tells_the_next_visit(session, kitchen):
    make_patrol(session, kitchen)

    (row,) = unreached(session, [kitchen.id])

    assert (row.last_visit, row.next_until) == (None, TODAY + timedelta(days=13))


class TestCommand:
    """`flask --app portal patrols …`."""

    @pytest.fixture
    def plan(self, session, kitchen):
        """A drawn plan."""
        plan = drawn(session, promised(session))
        session.commit()
        return plan

    def run(self, app, *args):
        return app.test_cli_runner().invoke(args=["patrols", *args])

    def test_verify_draws_the_plan_of_a_number_again(self, app, plan):
        done = self.run(app, "verify", "2026")

        assert (done.exit_code, "2 visits: ok" in done.output) == (0, True)

    def test_verify_finds_a_changed_plan(self, app, session, plan):
        plan.drawn = {**plan.drawn, "required": 3}
        session.commit()

        done = self.run(app, "verify", "2026", "--lang", "en")

        assert done.exit_code == 1
        assert "another plan comes out of it" in done.output

    def test_verify_reads_a_file_that_somebody_saved(self, app, plan, session, tmp_path):
        reveal_seed(session, plan.number, actor=officer(), now=YEAR_LATER)
        session.commit()
        saved = app.test_client().get("/patrol-plans/2026.json")
        path = tmp_path / "2026.json"
        path.write_bytes(saved.data)

        assert self.run(app, "verify", str(path)).exit_code == 0

    def test_verify_refuses_what_is_no_plan(self, app, plan, tmp_path):
        path = tmp_path / "text"
        path.write_text("not JSON", encoding="utf-8")

        assert self.run(app, "verify", "2030").exit_code == 1
        assert self.run(app, "verify", str(path)).exit_code == 1

    def test_tidy_drops_nothing_where_all_do_business(self, app, plan):
        assert self.run(app, "tidy").output == "visits dropped: 0\n"
