"""Looks become Conditions, Outages and Faults, whoever brings them and however often."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import AuditEntry
from portal.rounds import signals
from portal.rounds.kinds import FaultCode, FaultEnd, Outcome, PictureMoment
from portal.rounds.models import CameraOutage, Fault, FaultPicture
from portal.rounds.operations import Evidence, note_observations
from portal.rounds.pictures import PictureStore
from portal.rounds.queries import conditions
from portal.rounds.rules.faults import ContractTerms
from tests.support.factories import make_camera
from tests.support.looks import DARK, bad, good, minute, off, unknown
from tests.support.statements import counted


def note(session, *looks, **how):
    """Note each look by itself, a minute's round after the other."""
    for look in looks:
        note_observations(session, [look], now=look.at, **how)


def outages(session):
    """Each Outage: its Camera, start, end, code and Fault's number."""
    rows = session.execute(
        select(
            CameraOutage.camera_id, CameraOutage.began_at, CameraOutage.ended_at,
            CameraOutage.code, Fault.number,
        )
        .outerjoin(Fault).order_by(CameraOutage.began_at, CameraOutage.camera_id)
    )  # fmt: skip
    return [tuple(row) for row in rows]


def faults(session):
    return session.scalars(select(Fault).order_by(Fault.number)).all()


@contextmanager
def heard(signal):
    """What `signal` tells while the block runs."""
    told = []

    def listener(sender, **fields):
        told.append((sender, fields))

    with signal.connected_to(listener):
        yield told


@pytest.fixture
def camera(any_session):
    return make_camera(any_session).id


def test_a_good_look_is_a_condition_and_nothing_else(any_session, camera):
    note(any_session, good(0, camera), good(1, camera))
    condition = conditions(any_session, [camera], now=minute(1))[camera]

    assert (condition.outcome, condition.since) == (Outcome.GOOD, minute(0))
    assert outages(any_session) == []


def test_a_bad_look_begins_an_outage(any_session, camera):
    note(any_session, good(0, camera), bad(1, camera))
    condition = conditions(any_session, [camera], now=minute(1))[camera]

    assert (condition.code, condition.measured) == (FaultCode.DEV_DARK, DARK)
    assert outages(any_session) == [(camera, minute(1), None, FaultCode.DEV_DARK, None)]


def test_an_outage_of_five_minutes_becomes_a_fault(any_session, camera):
    terms = ContractTerms(response_hours=2, repair_hours=24)
    note(any_session, bad(0, camera), bad(5, camera), terms=terms)
    (fault,) = faults(any_session)

    assert fault.number == "F-2026-000001"
    assert fault.opened_at == minute(5)
    assert fault.response_due_at == minute(5 + 120)
    assert fault.repair_due_at == minute(5 + 24 * 60)


def test_a_good_picture_ends_both(any_session, camera):
    note(any_session, bad(0, camera), bad(5, camera), good(9, camera))
    (fault,) = faults(any_session)

    assert (fault.ended, fault.ended_at) == (FaultEnd.REPAIRED, minute(9))
    assert outages(any_session) == [
        (camera, minute(0), minute(9), FaultCode.DEV_DARK, "F-2026-000001")
    ]


def test_the_newest_code_is_the_faults(any_session, camera):
    note(any_session, off(0, camera), off(5, camera), bad(6, camera))

    assert [each.code for each in faults(any_session)] == [FaultCode.DEV_DARK]


def test_one_batch_tells_the_same_as_one_look_at_a_time(any_session, camera):
    looks = [bad(0, camera), bad(5, camera), good(6, camera), bad(7, camera), unknown(8, camera)]
    note_observations(any_session, looks[::-1], now=minute(8))

    assert outages(any_session) == [
        (camera, minute(0), minute(6), FaultCode.DEV_DARK, "F-2026-000001"),
        (camera, minute(7), None, FaultCode.DEV_DARK, None),
    ]


def test_a_batch_that_comes_twice_changes_nothing(any_session, camera):
    looks = [bad(0, camera), bad(5, camera)]
    note_observations(any_session, looks, now=minute(5))
    before = outages(any_session)
    note_observations(any_session, looks, now=minute(6))

    assert outages(any_session) == before
    assert len(faults(any_session)) == 1


def test_a_late_look_is_not_taken(any_session, camera):
    note(any_session, bad(0, camera), good(5, camera), bad(4, camera))

    assert conditions(any_session, [camera], now=minute(5))[camera].outcome is Outcome.GOOD
    assert [row[2] for row in outages(any_session)] == [minute(5)]


def test_while_a_clock_is_an_hour_back_nothing_is_invented(any_session, camera):
    note(any_session, good(60, camera), bad(0, camera), bad(5, camera))

    assert outages(any_session) == []


def test_a_look_dated_far_ahead_does_not_keep_a_camera_from_being_seen(any_session, camera):
    note(any_session, bad(100_000, camera), good(0, camera))

    assert conditions(any_session, [camera], now=minute(0))[camera].outcome is Outcome.GOOD
    assert [row[1] == row[2] for row in outages(any_session)] == [True]


def test_a_camera_not_looked_at_for_a_while_is_unknown(any_session, camera):
    note(any_session, good(0, camera))

    assert conditions(any_session, [camera], now=minute(6))[camera].outcome is Outcome.UNKNOWN


def test_a_camera_never_looked_at_has_no_condition(any_session, camera):
    assert conditions(any_session, [camera], now=minute(0)) == {}


def test_what_comes_back_within_a_day_follows(any_session, camera):
    note(any_session, bad(0, camera), bad(5, camera), good(6, camera))
    note(any_session, bad(1400, camera), bad(1405, camera), good(1406, camera))
    note(any_session, bad(9000, camera), bad(9005, camera))
    first, second, third = faults(any_session)

    assert (second.follows_id, third.follows_id) == (first.id, None)


def test_cameras_are_kept_apart(any_session, camera):
    other = make_camera(any_session).id
    note(any_session, bad(0, camera), bad(1, other), bad(5, camera), good(6, other))

    assert [(row[0], row[4]) for row in outages(any_session)] == [
        (camera, "F-2026-000001"), (other, None)
    ]  # fmt: skip


def test_numbers_begin_anew_each_year(any_session, camera):
    new_year = minute(0, start=minute(0).replace(year=2027))
    looks = [bad(0, camera), bad(5, camera), good(6, camera)]
    later = [
        type(look)(camera, new_year + (look.at - minute(0)), look.outcome, look.code)
        for look in looks
    ]
    note(any_session, *looks, *later)

    assert [each.number for each in faults(any_session)] == ["F-2026-000001", "F-2027-000001"]


def test_an_unknown_camera_is_refused(any_session):
    with pytest.raises(IntegrityError):
        note_observations(any_session, [good(0, 987654)], now=minute(0))


def test_nothing_seen_changes_nothing(any_session):
    note_observations(any_session, [], now=minute(0))

    assert outages(any_session) == []


def test_the_chain_tells_of_opened_and_repaired_faults(any_session, camera):
    note(any_session, bad(0, camera), bad(5, camera), good(6, camera))
    entries = any_session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()

    assert [(each.actor, each.act, each.subject) for each in entries] == [
        ("rounds", "fault.opened", "fault F-2026-000001"),
        ("rounds", "fault.repaired", "fault F-2026-000001"),
    ]
    assert entries[0].facts["code"] == "DEV-DARK"


@pytest.mark.parametrize(
    ("signal", "field", "times"),
    [
        (signals.outage_opened, "outage", 1),
        (signals.outage_closed, "outage", 1),
        (signals.fault_opened, "fault", 1),
        (signals.fault_closed, "fault", 1),
        (signals.cameras_looked_at, "observations", 3),
    ],
)
def test_the_floors_above_hear_of_it_in_the_same_transaction(session, signal, field, times):
    camera = make_camera(session).id
    with heard(signal) as told:
        note(session, bad(0, camera), bad(5, camera), good(6, camera), good(6, camera))

    assert [sender for sender, __ in told] == [session] * times
    assert all(fields.keys() == {field} for __, fields in told)


def test_a_batch_takes_as_many_statements_as_one_camera(session):
    cameras = [make_camera(session).id for __ in range(20)]
    note_observations(session, [good(0, each) for each in cameras], now=minute(0))
    numbers = []
    for at, some in ((1, cameras[:1]), (2, cameras)):
        with counted(session.get_bind()) as statements:
            note_observations(session, [good(at, each) for each in some], now=minute(at))
        numbers.append(len(statements))

    assert numbers == [4, 4]


def test_more_looks_than_a_statement_takes_are_all_noted(session, monkeypatch):
    monkeypatch.setattr("portal.rounds.operations.outages.LOOKS_AT_ONCE", 2)
    cameras = [make_camera(session).id for __ in range(5)]
    note_observations(session, [bad(0, each) for each in cameras], now=minute(0))

    assert [row[0] for row in outages(session)] == cameras


def test_two_consumers_number_their_faults_apart(app, session):
    first, second = make_camera(session).id, make_camera(session).id
    session.commit()
    for camera in (first, second):
        with Session(session.get_bind()) as consumer:
            note(consumer, bad(0, camera), bad(5, camera))
            consumer.commit()

    assert [each.number for each in faults(session)] == ["F-2026-000001", "F-2026-000002"]


@pytest.fixture
def evidence(tmp_path):
    """Pictures of every look but those of a Camera that is off."""
    return Evidence(
        PictureStore.under(tmp_path),
        lambda look: None if look.code is FaultCode.DEV_OFF else f"{look.at:%H:%M}".encode(),
    )


def test_pictures_of_opening_and_closing_are_kept(session, evidence):
    camera = make_camera(session).id
    note(session, bad(0, camera), bad(5, camera), good(6, camera), evidence=evidence)
    rows = session.scalars(select(FaultPicture).order_by(FaultPicture.taken_at)).all()

    assert [(each.moment, evidence.store.read(each.file)) for each in rows] == [
        (PictureMoment.OPENING, b"04:05"), (PictureMoment.CLOSING, b"04:06")
    ]  # fmt: skip


def test_a_camera_that_gave_no_picture_has_none_kept(session, evidence):
    camera = make_camera(session).id
    note(session, off(0, camera), off(5, camera), evidence=evidence)

    assert session.scalar(select(func.count()).select_from(FaultPicture)) == 0


def test_an_outage_without_a_fault_keeps_no_picture(session, evidence):
    camera = make_camera(session).id
    note(session, bad(0, camera), good(1, camera), evidence=evidence)

    assert session.scalar(select(func.count()).select_from(FaultPicture)) == 0
    assert not evidence.store.root.exists()


def test_conditions_are_asked_for_in_parts(session, monkeypatch):
    monkeypatch.setattr("portal.rounds.queries.present.CAMERAS_A_STATEMENT", 2)
    cameras = [make_camera(session).id for __ in range(5)]
    note_observations(session, [good(0, each) for each in cameras], now=minute(0))

    assert list(conditions(session, cameras, now=minute(0))) == cameras


def test_what_was_noted_survives_a_rollback_of_nothing_else(session):
    camera = make_camera(session).id
    session.commit()
    note(session, bad(0, camera))
    session.rollback()
    note(session, bad(0, camera), bad(5, camera))

    assert [(row[1], row[4]) for row in outages(session)] == [(minute(0), "F-2026-000001")]


def test_the_minutes_of_a_fault_are_those_of_the_clock(session):
    camera = make_camera(session).id
    note(session, bad(0, camera), bad(5, camera), good(65, camera))
    (fault,) = faults(session)

    assert fault.ended_at - fault.opened_at == timedelta(hours=1)
