"""Who is told of leads: urgent ones at once and to the head after half an hour, others daily."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.findings.kinds import Severity
from portal.findings.operations.leads import note_leads
from portal.findings.operations.reviewing import Shelves, review_lead
from portal.findings.pictures import FindingPictures
from portal.findings.rules.codes import CODES, severity_of
from portal.findings.rules.leads import REVIEW_WITHIN, Verdict
from portal.findings.tasks import look_at_leads
from portal.notices.models import InboxEntry, Notice
from portal.rounds.pictures import PictureStore
from tests.support.factories import NOON
from tests.support.findings import inspector_of
from tests.support.leads import found_lead, make_lead, serving_camera
from tests.support.people import make_person

MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path):
    return PictureStore(tmp_path / "evidence")


@pytest.fixture
def camera(session):
    return serving_camera(session)


@pytest.fixture
def people(session, camera):
    """An inspector and the head of the Camera's Station, and an inspector of another one."""
    station = camera.restaurant.station.code
    other = serving_camera(session).restaurant.station.code
    inspector = make_person(session, Role.INSPECTOR, station=station)
    head = make_person(session, Role.STATION_HEAD, station=station)
    make_person(session, Role.INSPECTOR, station=other)
    return inspector, head


@pytest.fixture
def urgent(camera):
    """A class of severity I in the Camera's Zone."""
    return next(
        code for code, row in CODES.items()
        if camera.zone in row.zones and severity_of(code, camera.zone) is Severity.I
    )  # fmt: skip


def told(session):
    rows = session.execute(
        select(Notice.kind, Notice.severity, InboxEntry.person_id)
        .join(InboxEntry, InboxEntry.notice_id == Notice.id)
        .order_by(Notice.id, InboxEntry.person_id)
    )
    return [(kind, severity.value, person) for kind, severity, person in rows]


@pytest.fixture
def sweep_at(app, session, set_clock):
    """Let the worker look at leads at a moment."""

    def sweep(moment):
        session.commit()
        set_clock(moment)
        with app.app_context():
            return look_at_leads()

    return sweep


def test_an_urgent_lead_is_told_to_the_inspectors_at_once(session, camera, people, urgent, store):
    row = make_lead(session, camera, store, code=urgent)

    assert told(session) == [("lead.urgent", "I", people[0].id)]
    assert row.next_at == NOON + REVIEW_WITHIN


def test_the_head_is_told_once_when_nobody_judged_it(
    session, camera, people, urgent, store, sweep_at
):
    make_lead(session, camera, store, code=urgent)

    assert sweep_at(NOON + REVIEW_WITHIN - MINUTE) == 0
    assert sweep_at(NOON + REVIEW_WITHIN) == 1
    assert sweep_at(NOON + REVIEW_WITHIN + timedelta(days=1)) == 0
    assert told(session)[1:] == [("lead.unreviewed", "I", people[1].id)]
    assert "lead.escalated" in session.scalars(select(AuditEntry.act)).all()


def test_a_lead_that_was_judged_is_not_escalated(session, camera, people, urgent, store, sweep_at):
    row = make_lead(session, camera, store, code=urgent)
    shelves = Shelves(store, FindingPictures.under(store.root))
    actor = inspector_of(camera.restaurant)
    verdict = Verdict.rejected("nothing_there")
    review_lead(session, row.id, verdict, actor=actor, now=NOON + MINUTE, shelves=shelves)

    assert row.next_at is None
    assert sweep_at(NOON + REVIEW_WITHIN) == 0
    assert len(told(session)) == 1


def test_a_row_taken_before_it_was_judged_is_told_to_nobody(
    session, camera, people, urgent, store, sweep_at
):
    row = make_lead(session, camera, store, code=urgent)
    shelves = Shelves(store, FindingPictures.under(store.root))
    actor = inspector_of(camera.restaurant)
    verdict = Verdict.rejected("nothing_there")
    review_lead(session, row.id, verdict, actor=actor, now=NOON + MINUTE, shelves=shelves)
    row.next_at = NOON

    assert sweep_at(NOON + REVIEW_WITHIN) == 1
    assert len(told(session)) == 1


def test_other_leads_are_told_once_a_class_camera_and_day(session, camera, people, store):
    tomorrow = NOON + timedelta(days=1)
    for now in (NOON, NOON + MINUTE, tomorrow):
        note_leads(session, [found_lead(camera)], now=now, store=store)

    assert told(session) == [("lead.waiting", "II", people[0].id)] * 2
