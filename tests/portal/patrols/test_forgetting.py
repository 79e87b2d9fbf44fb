"""Pictures of Snapshots are deleted after their time, and what was decided stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.findings.kinds import FindingState, ViolationCode
from portal.findings.rules.clocks import KEPT_AFTER_CLOSING
from portal.patrols.kinds import Answer, VisitState
from portal.patrols.operations import (
    Confirmed,
    VisitForm,
    end_as_finding,
    end_as_nothing,
    end_visit,
    forget_snapshots,
)
from portal.patrols.pictures import SnapshotStore
from portal.patrols.rules.keeping import KEPT_WITHOUT_FINDING
from portal.registry.kinds import ProofKind, Zone
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.findings import inspector_of, photo
from tests.support.patrols import make_visit, take

SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path):
    """An empty directory of Snapshots."""
    return SnapshotStore.under(tmp_path)


@pytest.fixture
def visit(any_session):
    """A Visit of a Restaurant with a Camera over the stove."""
    restaurant = make_restaurant(any_session)
    make_camera(any_session, restaurant)
    return make_visit(any_session, restaurant)


def shot(session, visit, store):
    """A Snapshot whose file lies in `store`."""
    row = take(session, visit, actor=inspector_of(visit.restaurant))
    path = store.files.path(row.code, ProofKind.JPEG)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(photo())
    return row


def as_nothing(session, visit, row):
    actor = inspector_of(visit.restaurant)
    end_as_nothing(session, visit.id, row.code, actor=actor, now=NOON)


def as_finding(session, visit, row):
    what = Confirmed(ViolationCode.ENV_BIN, "请盖好")
    actor = inspector_of(visit.restaurant)
    end_as_finding(session, visit.id, row.code, what=what, actor=actor, now=NOON)
    session.refresh(row, ["finding"])
    return row.finding


def ended(session, visit, answer=Answer.CLEAR):
    form = VisitForm({Zone.COOKING: answer})
    end_visit(session, visit.id, form, actor=inspector_of(visit.restaurant), now=NOON)


def test_a_picture_without_finding_goes_after_its_time(any_session, visit, store):
    row = shot(any_session, visit, store)
    as_nothing(any_session, visit, row)
    ended(any_session, visit)
    over = NOON + KEPT_WITHOUT_FINDING

    assert forget_snapshots(any_session, store=store, now=over) == 0
    assert forget_snapshots(any_session, store=store, now=over + SECOND) == 1
    assert store.read(row.code) is None
    assert (row.removed_at, row.sha256) == (over + SECOND, "0" * 64)
    assert forget_snapshots(any_session, store=store, now=over + 2 * SECOND) == 0
    acts = any_session.scalars(select(AuditEntry.act)).all()
    assert acts.count("snapshot.pictures_removed") == 1


def test_a_picture_of_an_open_visit_stays(any_session, visit, store):
    row = shot(any_session, visit, store)
    as_nothing(any_session, visit, row)

    assert forget_snapshots(any_session, store=store, now=NOON + 2 * KEPT_WITHOUT_FINDING) == 0
    assert store.read(row.code) is not None


def test_a_picture_that_nobody_decided_about_goes_with_a_dropped_visit(any_session, visit, store):
    shot(any_session, visit, store)
    visit.state, visit.drop_reason = VisitState.DROPPED, "other"
    any_session.flush()

    assert forget_snapshots(any_session, store=store, now=NOON + 2 * KEPT_WITHOUT_FINDING) == 1


def test_a_picture_of_a_finding_goes_when_the_findings_own_do(any_session, visit, store):
    finding = as_finding(any_session, visit, shot(any_session, visit, store))
    visit.state, visit.done_at = VisitState.DONE, NOON
    any_session.flush()
    years_later = NOON + 2 * KEPT_AFTER_CLOSING

    assert forget_snapshots(any_session, store=store, now=years_later) == 0  # it still runs
    finding.state, finding.closed_at = FindingState.CLOSED, NOON
    any_session.flush()
    over = NOON + KEPT_AFTER_CLOSING
    assert forget_snapshots(any_session, store=store, now=over) == 0
    assert forget_snapshots(any_session, store=store, now=over + SECOND) == 1
