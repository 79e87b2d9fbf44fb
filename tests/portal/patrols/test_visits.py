"""Visits and Snapshots: begun, filled in, decided, ended, dropped."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.findings.kinds import Origin, ViolationCode
from portal.findings.models import Finding
from portal.patrols.kinds import Answer, DropReason, SnapshotEnd, VisitState, Way
from portal.patrols.operations import (
    Confirmed,
    VisitForm,
    begin_visit,
    drop_gone,
    drop_visit,
    end_as_finding,
    end_as_nothing,
    end_visit,
    save_visit,
)
from portal.patrols.rules.visits import (
    ALWAYS_ON_SITE,
    DropUnexplained,
    Obstacle,
    RestaurantGone,
    SnapshotDecided,
    VisitChanged,
    VisitOver,
    VisitUnfinished,
    zones_of,
)
from portal.registry.kinds import Status, Zone
from portal.shell.rules import NotFound
from tests.support.factories import NOON, make_camera, make_restaurant, make_status_span
from tests.support.findings import inspector_of
from tests.support.patrols import make_patrol, make_visit, take
from tests.support.staff import head_of

LATER = NOON + timedelta(minutes=20)
CLEAR = {Zone.COOKING: Answer.CLEAR}


@pytest.fixture
def visit(session):
    """A Visit that is to be made."""
    return make_visit(session)


@pytest.fixture
def inspector(visit):
    """Somebody of its Station."""
    return inspector_of(visit.restaurant)


def saved(session, visit, actor, answers=CLEAR, **more):
    return save_visit(session, visit.id, VisitForm(answers, **more), actor=actor, now=NOON)


def ended(session, visit, actor, answers=CLEAR, **more):
    return end_visit(session, visit.id, VisitForm(answers, **more), actor=actor, now=LATER)


def missing_of(call):
    with pytest.raises(VisitUnfinished) as refused:
        call()
    return list(refused.value.obstacles)


def test_saving_begins_a_visit_and_its_patrol(session, visit, inspector):
    saved(session, visit, inspector, note="后厨整洁")

    assert (visit.state, visit.begun_at, visit.begun_by) == (VisitState.BEGUN, NOON, inspector.name)
    assert (visit.patrol.begun_at, visit.note) == (NOON, "后厨整洁")
    assert [(each.zone, each.answer) for each in visit.checks] == [(Zone.COOKING, Answer.CLEAR)]


def test_the_form_keeps_what_it_is_told_last(session, visit, inspector):
    saved(session, visit, inspector)

    saved(session, visit, inspector, {Zone.COOKING: Answer.NOT_SEEN}, notes={Zone.COOKING: "蒸汽"})

    assert [(each.answer, each.note) for each in visit.checks] == [(Answer.NOT_SEEN, "蒸汽")]


def test_a_visit_without_snapshots_ends_when_every_zone_is_answered(session, visit, inspector):
    ended(session, visit, inspector)

    assert (visit.state, visit.done_at, visit.done_by) == (VisitState.DONE, LATER, inspector.name)
    session.refresh(visit.patrol)
    assert visit.patrol.ended_at == LATER


def test_a_patrol_lasts_until_its_last_visit(session, inspector, visit):
    patrol = make_patrol(session, visit.restaurant, make_restaurant(
        session, station=visit.restaurant.station
    ))  # fmt: skip

    ended(session, patrol.visits[0], inspector)

    session.refresh(patrol)
    assert patrol.ended_at is None


def test_ending_twice_is_ending_once(session, visit, inspector):
    ended(session, visit, inspector)
    before = visit.done_at

    end_visit(session, visit.id, VisitForm(CLEAR), actor=inspector, now=LATER + timedelta(hours=1))

    assert visit.done_at == before
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts.count("visit.done") == 1


def test_an_unanswered_zone_is_named(session, visit, inspector):
    make_camera(session, visit.restaurant, zone=Zone.SPECIAL)

    found = missing_of(lambda: ended(session, visit, inspector))

    assert found == [(Obstacle.ZONE_UNANSWERED, Zone.SPECIAL)]


def test_an_open_snapshot_holds_the_visit_up(session, visit, inspector):
    take(session, visit, actor=inspector)

    found = missing_of(lambda: ended(session, visit, inspector))

    assert found == [(Obstacle.SNAPSHOT_OPEN, Zone.COOKING)]


def test_a_finding_that_is_only_said_holds_the_visit_up(session, visit, inspector):
    found = missing_of(lambda: ended(session, visit, inspector, {Zone.COOKING: Answer.FINDING}))

    assert found == [(Obstacle.FINDING_MISSING, Zone.COOKING)]


def test_a_visit_that_saw_nothing_at_all_is_none(session, visit, inspector):
    found = missing_of(lambda: ended(session, visit, inspector, {Zone.COOKING: Answer.NOT_SEEN}))

    assert found == [(Obstacle.NOTHING_SEEN, None)]


def test_a_snapshot_that_shows_nothing_lets_the_visit_end(session, visit, inspector):
    snapshot = take(session, visit, actor=inspector)

    end_as_nothing(session, visit.id, snapshot.code, actor=inspector, now=NOON)
    ended(session, visit, inspector)

    assert (snapshot.ended, visit.state) == (SnapshotEnd.NOTHING, VisitState.DONE)


def confirm(session, visit, snapshot, actor, violation=ViolationCode.ENV_BIN):
    return end_as_finding(
        session, visit.id, snapshot.code, what=Confirmed(violation, "请盖好"), actor=actor, now=NOON
    )


def test_a_snapshot_becomes_a_finding_that_knows_its_visit(session, visit, inspector):
    snapshot = take(session, visit, actor=inspector)

    confirm(session, visit, snapshot, inspector)

    finding = session.get(Finding, snapshot.finding_id)
    assert (finding.origin, finding.origin_id) == (Origin.PATROL, str(visit.id))
    assert (finding.code, finding.zone, finding.note) == (
        ViolationCode.ENV_BIN, Zone.COOKING, "请盖好"
    )  # fmt: skip
    assert finding.facts["sha256"] == snapshot.sha256


def test_two_snapshots_of_the_same_thing_are_one_finding(session, visit, inspector):
    first, second = (take(session, visit, actor=inspector) for _ in range(2))

    confirm(session, visit, first, inspector)
    confirm(session, visit, second, inspector)
    confirm(session, visit, second, inspector)

    assert first.finding_id == second.finding_id
    assert len(session.scalars(select(Finding)).all()) == 1


def test_a_snapshot_said_to_show_nothing_may_still_become_a_finding(session, visit, inspector):
    snapshot = take(session, visit, actor=inspector)
    end_as_nothing(session, visit.id, snapshot.code, actor=inspector, now=NOON)

    confirm(session, visit, snapshot, inspector)

    assert snapshot.ended is SnapshotEnd.FINDING


def test_a_finding_is_not_taken_back_here(session, visit, inspector):
    snapshot = take(session, visit, actor=inspector)
    confirm(session, visit, snapshot, inspector)

    with pytest.raises(SnapshotDecided):
        end_as_nothing(session, visit.id, snapshot.code, actor=inspector, now=NOON)


def test_a_zone_with_a_finding_cannot_be_said_to_be_clear(session, visit, inspector):
    confirm(session, visit, take(session, visit, actor=inspector), inspector)

    found = missing_of(lambda: ended(session, visit, inspector))

    assert found == [(Obstacle.FINDING_UNSAID, Zone.COOKING)]


def test_one_tap_sent_twice_is_one_snapshot(session, visit, inspector):
    first = take(session, visit, actor=inspector, once="tap")
    second = take(session, visit, actor=inspector, once="tap")

    assert first is second


def test_a_form_of_an_older_version_is_refused_with_who_was_quicker(session, visit, inspector):
    seen = visit.version
    saved(session, visit, head_of(visit.restaurant))

    with pytest.raises(VisitChanged) as refused:
        saved(session, visit, inspector, {Zone.COOKING: Answer.NOT_SEEN}, version=seen)

    assert refused.value.by == "head"
    assert visit.checks[0].answer is Answer.CLEAR


def test_a_form_of_the_version_that_is_planned_begins_the_visit(session, visit, inspector):
    saved(session, visit, inspector, version=visit.version)

    assert visit.state is VisitState.BEGUN


def test_saving_the_same_again_makes_no_new_version(session, visit, inspector):
    saved(session, visit, inspector)
    before = visit.version

    saved(session, visit, inspector, version=before)

    assert visit.version == before


def test_a_done_visit_changes_no_more(session, visit, inspector):
    ended(session, visit, inspector)

    with pytest.raises(VisitOver):
        saved(session, visit, inspector)
    with pytest.raises(VisitOver):
        take(session, visit, actor=inspector)


def test_a_closed_restaurant_cannot_be_visited(session):
    restaurant = make_restaurant(session, status=Status.CLOSED)
    visit = make_visit(session, restaurant)

    with pytest.raises(RestaurantGone):
        begin_visit(session, visit.id, actor=inspector_of(restaurant), now=NOON)


def test_a_suspended_one_may_be_looked_at(session):
    restaurant = make_restaurant(session, status=Status.SUSPENDED)
    visit = make_visit(session, restaurant)

    begin_visit(session, visit.id, actor=inspector_of(restaurant), now=NOON)

    assert visit.state is VisitState.BEGUN


def test_inspectors_of_another_station_may_not(session, visit):
    stranger = inspector_of(make_restaurant(session))

    with pytest.raises(NotAllowed):
        saved(session, visit, stranger)


def test_a_visit_is_dropped_by_the_head_of_station_with_a_reason(session, visit):
    head = head_of(visit.restaurant)
    with pytest.raises(DropUnexplained):
        drop_visit(session, visit.id, reason=DropReason.OTHER, note=" ", actor=head, now=NOON)

    drop_visit(session, visit.id, reason=DropReason.OTHER, note="重复", actor=head, now=NOON)

    assert (visit.state, visit.drop_note) == (VisitState.DROPPED, "重复")
    session.refresh(visit.patrol)
    assert visit.patrol.ended_at == NOON


def test_an_inspector_drops_nothing(session, visit, inspector):
    with pytest.raises(NotAllowed):
        drop_visit(session, visit.id, reason=DropReason.OTHER, note="忙", actor=inspector, now=NOON)


def test_planned_visits_of_closed_restaurants_are_dropped_by_themselves(session, visit):
    span = visit.restaurant.status_spans[0]
    span.ends_at = NOON - timedelta(days=1)
    make_status_span(
        session, visit.restaurant, status=Status.CLOSED, starts_at=NOON - timedelta(days=1)
    )
    other = make_visit(session)

    assert drop_gone(session, now=NOON) == 1
    assert (visit.state, visit.drop_reason) == (VisitState.DROPPED, DropReason.CLOSED)
    assert other.state is VisitState.PLANNED


def test_a_kitchen_without_camera_is_asked_about_as_on_site():
    day = NOON.date()

    assert zones_of([], day, way=Way.ONLINE) == zones_of([], day, way=Way.ON_SITE) == ALWAYS_ON_SITE


def test_an_unknown_visit_is_not_found(session, visit, inspector):
    with pytest.raises(NotFound):
        begin_visit(session, visit.id + 1, actor=inspector, now=NOON)


def test_another_visits_snapshot_is_not_found(session, visit, inspector):
    with pytest.raises(NotFound):
        end_as_nothing(session, visit.id, "nothing", actor=inspector, now=NOON)
