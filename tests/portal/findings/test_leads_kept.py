"""What the machine found becomes a row that waits, with files that nobody else reads."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.findings.kinds import Severity, ViolationCode
from portal.findings.lead_kinds import LeadState, Part
from portal.findings.models import Detection, Evidence
from portal.findings.operations.leads import forget_evidence, note_leads
from portal.rounds.pictures import PictureStore
from tests.support.factories import NOON, make_camera
from tests.support.leads import found_lead, jpeg, make_lead, serving_camera


@pytest.fixture
def store(tmp_path):
    return PictureStore(tmp_path / "evidence")


@pytest.fixture
def camera(session):
    return serving_camera(session)


def test_a_lead_waits_with_all_that_speaks_for_it(session, camera, store):
    row = make_lead(session, camera, store)

    assert (row.state, row.code, row.severity) == (
        LeadState.PENDING, ViolationCode.PPE_MASK, Severity.II,
    )  # fmt: skip
    assert row.station_id == camera.restaurant.station_id
    assert row.models == [{"name": "finder", "version": "1", "sha256": "ab" * 32}]


def test_severity_is_that_of_the_zone(session, store):
    stove = make_camera(session)

    assert make_lead(session, stove, store, code="PPE-CAP").severity is Severity.III


def test_its_evidence_is_clean_and_told_with_its_hash(session, camera, store):
    row = make_lead(session, camera, store)
    during = next(each for each in row.evidence if each.part is Part.DURING)

    assert [each.part for each in row.evidence] == [
        Part.BEFORE, Part.DURING, Part.AFTER, Part.SHOWN,
    ]  # fmt: skip
    assert store.read(during.file) == jpeg()
    assert during.sha256 == sha256(jpeg()).hexdigest()
    assert during.marks[0]["box"] == [0.25, 0.5, 0.5, 0.75]


def test_a_film_is_kept_where_there_is_one(session, camera, store):
    row = make_lead(session, camera, store, clip=b"film")

    assert row.evidence[-1].file == f"{row.id}-clip.mp4"
    assert store.read(row.evidence[-1].file) == b"film"


def test_files_are_for_the_portals_account_alone(session, camera, store):
    row = make_lead(session, camera, store)

    modes = {(store.root / each.file).stat().st_mode & 0o777 for each in row.evidence}
    assert modes == {0o600}


def test_what_nobody_knows_leaves_nothing(session, camera, store):
    unknown = found_lead(camera, code="XYZ")
    gone = found_lead(camera, camera_id=999_999)

    assert note_leads(session, [unknown, gone], now=NOON, store=store) == []
    assert session.scalars(select(Detection)).all() == []


def forget(session, store, *, days):
    return forget_evidence(session, now=NOON + timedelta(days=days), keep_days=30, store=store)


def test_evidence_that_nobody_confirmed_goes_and_its_hash_stays(session, camera, store):
    row = make_lead(session, camera, store)
    removed = forget(session, store, days=30)

    assert removed == 4
    assert list(store.root.iterdir()) == []
    assert all(each.removed_at and each.sha256 for each in row.evidence)
    assert session.scalars(select(AuditEntry.act)).all() == ["lead.evidence_removed"]


def test_evidence_stays_for_its_days(session, camera, store):
    make_lead(session, camera, store)

    assert forget(session, store, days=29) == 0
    assert len(list(store.root.iterdir())) == 4


def test_confirmed_evidence_stays(session, camera, store):
    row = make_lead(session, camera, store)
    row.state, row.reviewed_at = LeadState.CONFIRMED, NOON
    session.flush()

    assert forget(session, store, days=300) == 0


def test_files_of_a_transaction_that_was_rolled_back_go_after_a_day(session, camera, store):
    session.commit()
    make_lead(session, camera, store)
    session.rollback()
    forget_evidence(session, now=NOON + timedelta(days=9000), keep_days=30, store=store)

    assert list(store.root.iterdir()) == []
    assert session.scalars(select(Evidence)).all() == []
