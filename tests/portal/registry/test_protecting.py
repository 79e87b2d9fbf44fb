"""Who may say how people are protected in a Camera's picture, and what is kept of it."""

import pytest
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.registry.kinds import Privacy, Strength
from portal.registry.operations import CameraAt, protect_camera
from portal.registry.queries import source_of
from portal.registry.rules import Protection, ProtectionUnfit
from portal.registry.rules.equipment import CameraRetired
from portal.shell.rules import NotFound
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.staff import head_of, officer

OPENED = Protection(Privacy.OPEN, basis="合同第3条", decided_by="李局长")


def protect(session, camera, by, actor=None):
    where = CameraAt(camera.restaurant.code, camera.number)
    return protect_camera(session, where, by=by, actor=actor or officer(), now=NOON)


def test_a_camera_hides_heads_unless_told_otherwise(session):
    row = make_camera(session)
    assert (row.privacy, row.strength) == (Privacy.BLUR, Strength.HEADS)


def test_a_stronger_protection_reaches_the_engine(any_session):
    row = protect(any_session, make_camera(any_session), Protection(Privacy.BLUR, Strength.PERSONS))
    assert source_of(row, "rtsp://10.0.0.9/main").strength is Strength.PERSONS


def test_who_opened_a_picture_and_why_is_kept_with_what_held_before(session):
    row = protect(session, make_camera(session), OPENED)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "camera.protected")).one()
    assert (row.privacy_basis, row.privacy_decided_by) == ("合同第3条", "李局长")
    assert (entry.facts["privacy_before"], entry.facts["privacy"]) == ("blur", "open")
    assert entry.facts["decided_by"] == "李局长"


@pytest.mark.parametrize(
    "told",
    [
        Protection(Privacy.OPEN, decided_by="李局长"),
        Protection(Privacy.OPEN, basis="合同第3条"),
        Protection(Privacy.MASK),
    ],
)
def test_a_protection_that_lacks_something_changes_nothing(session, told):
    row = make_camera(session)
    with pytest.raises(ProtectionUnfit):
        protect(session, row, told)
    assert row.privacy is Privacy.BLUR


def test_only_officers_say_how_people_are_protected(session):
    row = make_camera(session)
    with pytest.raises(NotAllowed):
        protect(session, row, OPENED, actor=head_of(row.restaurant))


def test_a_retired_camera_is_protected_no_more(session):
    row = make_camera(session)
    row.active_until = NOON.date()
    with pytest.raises(CameraRetired):
        protect(session, row, OPENED)


def test_a_camera_that_is_not_there_is_not_protected(session):
    where = CameraAt(make_restaurant(session).code, 9)
    with pytest.raises(NotFound):
        protect_camera(session, where, by=OPENED, actor=officer(), now=NOON)
