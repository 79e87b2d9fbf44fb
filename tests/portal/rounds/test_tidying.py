"""Faults of what left the register, silent Displays, pictures past their time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.jobs import JOBS
from portal.registry.models import StatusSpan
from portal.registry.rules import Status
from portal.rounds import tasks
from portal.rounds.kinds import FaultEnd
from portal.rounds.models import CameraOutage, Fault, FaultPicture
from portal.rounds.operations import (
    Evidence,
    Tidied,
    Tidiness,
    forget_pictures,
    note_displays,
    note_observations,
    tidy_faults,
    withdraw_faults,
)
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.faults import ContractTerms
from tests.support.factories import (
    NOON,
    make_camera,
    make_display,
    make_restaurant,
    make_status_span,
)
from tests.support.looks import bad, good, minute

TODAY = date(2026, 3, 4)
TERMS = ContractTerms()


def ends(session):
    """How each Fault ended, by number."""
    rows = session.execute(select(Fault.ended).order_by(Fault.number))
    return [row.ended for row in rows]


def become(session, restaurant, status):
    """Let `restaurant` have another Status from a minute after the Fault opened."""
    present = session.scalars(
        select(StatusSpan).where(
            StatusSpan.restaurant_id == restaurant.id, StatusSpan.ends_at.is_(None)
        )
    ).one()
    present.ends_at = minute(6)
    session.flush()
    make_status_span(session, restaurant, status=status, starts_at=minute(6))


@pytest.fixture
def store(tmp_path):
    return PictureStore.under(tmp_path)


@pytest.fixture
def camera(session, store):
    """A Camera with a Fault and its picture."""
    camera = make_camera(session)
    evidence = Evidence(store, lambda look: b"picture")
    looks = [bad(0, camera.id), bad(5, camera.id)]
    note_observations(session, looks, now=minute(5), evidence=evidence)
    return camera


@pytest.mark.parametrize("status", [Status.CLOSED, Status.MOVED])
def test_what_closed_or_moved_has_nothing_to_prove(session, camera, status):
    become(session, camera.restaurant, status)

    assert withdraw_faults(session, now=minute(10)) == 1
    assert ends(session) == [FaultEnd.WITHDRAWN]
    assert session.scalars(select(CameraOutage.ended_at)).all() == [minute(10)]


def test_what_is_suspended_is_still_to_be_repaired(session, camera):
    become(session, camera.restaurant, Status.SUSPENDED)

    assert withdraw_faults(session, now=minute(10)) == 0
    assert ends(session) == [None]


def test_a_camera_past_its_last_day_has_nothing_to_prove(session, camera):
    camera.active_until = TODAY
    session.flush()

    assert withdraw_faults(session, now=minute(10)) == 1


def test_an_outage_without_a_fault_ends_too(session):
    camera = make_camera(session, active_until=TODAY)
    note_observations(session, [bad(0, camera.id)], now=minute(0))

    assert withdraw_faults(session, now=minute(10)) == 0
    assert session.scalars(select(CameraOutage.ended_at)).all() == [minute(10)]


def test_withdrawing_is_recorded_once(session, camera):
    become(session, camera.restaurant, Status.CLOSED)
    for __ in range(2):
        withdraw_faults(session, now=minute(10))
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()

    assert [each.act for each in entries] == ["fault.opened", "fault.withdrawn"]


def test_a_withdrawn_fault_is_followed_by_none(session, camera):
    become(session, camera.restaurant, Status.CLOSED)
    withdraw_faults(session, now=minute(10))
    note_observations(session, [bad(11, camera.id), bad(16, camera.id)], now=minute(16))
    newest = session.scalars(select(Fault).order_by(Fault.id.desc())).first()

    assert newest.follows_id is None


@pytest.mark.parametrize(
    ("seen_on", "opened"),
    [(None, 1), (TODAY - timedelta(days=36), 1), (TODAY - timedelta(days=35), 0)],
)
def test_a_silent_display_is_a_fault(session, seen_on, opened):
    make_display(session, make_restaurant(session), verified_on=seen_on)

    assert note_displays(session, now=NOON, terms=TERMS, silent_days=35) == (opened, 0)


def test_a_silent_display_is_one_fault_however_often_one_looks(session):
    make_display(session, make_restaurant(session))
    for __ in range(2):
        note_displays(session, now=NOON, terms=TERMS, silent_days=35)

    assert ends(session) == [None]


def test_a_display_seen_again_is_repaired(session):
    display = make_display(session, make_restaurant(session))
    note_displays(session, now=NOON, terms=TERMS, silent_days=35)
    display.verified_on = TODAY
    session.flush()

    assert note_displays(session, now=NOON, terms=TERMS, silent_days=35) == (0, 1)
    assert ends(session) == [FaultEnd.REPAIRED]


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.CLOSED, Status.PLANNED, None])
def test_a_display_of_what_is_not_open_is_left_alone(session, status):
    make_display(session, make_restaurant(session, status=status))

    assert note_displays(session, now=NOON, terms=TERMS, silent_days=35) == (0, 0)


def test_a_display_of_what_closed_is_withdrawn(session):
    restaurant = make_restaurant(session)
    make_display(session, restaurant)
    note_displays(session, now=NOON, terms=TERMS, silent_days=35)
    become(session, restaurant, Status.CLOSED)

    assert withdraw_faults(session, now=minute(10)) == 1


def test_pictures_are_deleted_after_their_time_and_their_rows_stay(session, camera, store):
    note_observations(session, [good(6, camera.id)], now=minute(6))
    later = minute(6) + timedelta(days=91)

    assert forget_pictures(session, now=minute(10), keep_days=90, store=store) == 0
    assert forget_pictures(session, now=later, keep_days=90, store=store) == 1
    assert forget_pictures(session, now=later, keep_days=90, store=store) == 0
    (row,) = session.scalars(select(FaultPicture))
    assert (row.removed_at, store.read(row.file)) == (later, None)


def test_pictures_of_an_open_fault_are_kept(session, camera, store):
    later = minute(6) + timedelta(days=900)

    assert forget_pictures(session, now=later, keep_days=90, store=store) == 0


def test_a_file_that_no_row_knows_is_deleted_after_a_day(session, camera, store):
    store.keep("F-2026-000009-opening", b"rolled back")
    written = datetime.now(UTC)
    forget_pictures(session, now=written, keep_days=90, store=store)
    assert store.read("F-2026-000009-opening.jpg") == b"rolled back"

    forget_pictures(session, now=written + timedelta(days=2), keep_days=10_000, store=store)
    assert [path.name for path in store.root.iterdir()] == ["F-2026-000001-opening.jpg"]


def test_tidying_does_all_of_it(session, camera, store):
    become(session, camera.restaurant, Status.CLOSED)
    make_display(session, make_restaurant(session))
    done = tidy_faults(session, now=minute(10), terms=TERMS, rules=Tidiness(35, 90), store=store)

    assert done == Tidied(withdrawn=1, displays_silent=1, displays_seen=0, pictures_removed=0)


def test_the_worker_tidies_every_hour(app, session, camera, set_clock):
    become(session, camera.restaurant, Status.CLOSED)
    session.commit()
    set_clock(minute(10))
    with app.app_context():
        tasks.tidy_faults()
    session.expire_all()

    assert "tidy_faults" in {job.name for job in JOBS}
    assert ends(session) == [FaultEnd.WITHDRAWN]
