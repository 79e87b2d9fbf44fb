"""What the machine looks for at a Camera: by zone, hours, Status, settings, and what is muted."""

from datetime import timedelta

import pytest

from portal.findings.kinds import ViolationCode
from portal.findings.models import Mute
from portal.findings.queries.watching import settings_of
from portal.findings.watching import watcher
from portal.registry.kinds import Status, Zone
from portal.settings import SettingsInvalid
from tests.portal.conftest import settings_under
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.statements import counted

ALL = frozenset(ViolationCode)
MASK, CAP = ViolationCode.PPE_MASK, ViolationCode.PPE_CAP


def setting(session, camera, codes=ALL, now=NOON):
    return settings_of(session, [camera.id], now=now, codes=codes).get(camera.id)


def test_a_class_is_looked_for_where_it_can_be_a_violation(session):
    served = setting(session, make_camera(session, zone=Zone.SPECIAL))
    stove = setting(session, make_camera(session, zone=Zone.COOKING))

    assert (served.zone, "PPE-MASK" in served.codes) == ("SP", True)
    assert "PPE-MASK" not in stove.codes


def test_only_what_is_switched_on_is_looked_for(session):
    camera = make_camera(session, zone=Zone.SPECIAL)

    assert setting(session, camera, codes=frozenset({CAP})).codes == {"PPE-CAP"}


@pytest.mark.parametrize(("hours", "is_open"), [("24h", True), ("01:00-02:00", False)])
def test_it_is_told_whether_business_is_done(session, hours, is_open):
    camera = make_camera(session, make_restaurant(session, hours=hours))

    assert setting(session, camera).is_open is is_open


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.CLOSED, Status.PLANNED, None])
def test_nobody_is_watched_where_no_business_is_done_at_all(session, status):
    camera = make_camera(session, make_restaurant(session, status=status))

    assert setting(session, camera) is None


def test_a_muted_class_is_not_looked_for_until_that_is_lifted(session):
    camera = make_camera(session, zone=Zone.SPECIAL)
    mute = Mute(camera_id=camera.id, code=MASK, muted_at=NOON, right=0, reviewed=11, looking="")
    session.add(mute)
    session.flush()
    muted = setting(session, camera, codes=frozenset({MASK, CAP})).codes
    mute.lifted_at = NOON + timedelta(days=1)
    session.flush()

    assert muted == {"PPE-CAP"}
    assert setting(session, camera, codes=frozenset({MASK, CAP})).codes == {"PPE-CAP", "PPE-MASK"}


def test_many_cameras_cost_as_many_statements_as_one(session):
    cameras = [make_camera(session).id for _ in range(20)]
    with counted(session.get_bind()) as one:
        settings_of(session, cameras[:1], now=NOON, codes=ALL)
    with counted(session.get_bind()) as many:
        settings_of(session, cameras, now=NOON, codes=ALL)

    assert len(one) == len(many) == 3


def test_a_class_that_nobody_knows_stops_the_start(tmp_path):
    settings = settings_under(tmp_path, lead_codes=frozenset({"PPE-MASK", "PPE-MUSK"}))
    with pytest.raises(SettingsInvalid, match="MINGCHU_LEAD_CODES: PPE-MUSK"):
        watcher(settings)
