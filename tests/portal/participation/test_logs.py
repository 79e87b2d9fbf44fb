"""What was logged of watching, and scans that are counted without keeping a reader waiting."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.live.kinds import Outcome
from portal.live.models import Viewing
from portal.participation import tasks
from portal.participation.models import PresenceKey, ScanDay
from portal.participation.operations import add_scans
from portal.participation.queries.convenience import logged
from portal.participation.queries.results import Days
from portal.participation.scans import ScanMemory, write_scans
from portal.shell.rules import Ratio, local_day
from tests.portal.participation.conftest import NOW
from tests.support.factories import make_camera

TODAY = local_day(NOW)
THESE_DAYS = Days(TODAY, TODAY + timedelta(days=1))


def watch(session, camera, **fields):
    plain = {"id": f"viewing-{len(session.scalars(select(Viewing)).all())}", "stalls": 0,
             "started_at": NOW, "last_seen_at": NOW, "camera_id": camera.id}  # fmt: skip
    session.add(Viewing(**plain | fields))
    session.flush()


def test_viewings_with_a_picture_are_counted_of_those_that_asked(session, restaurant):
    camera = make_camera(session, restaurant)
    watch(session, camera, first_picture_ms=900, outcome=Outcome.WATCHED)
    watch(session, camera, first_picture_ms=1500)
    watch(session, camera, outcome=Outcome.NO_PICTURE)
    watch(session, camera)
    watch(session, camera, outcome=Outcome.STILLS)
    watch(session, camera, started_at=NOW - timedelta(days=2), first_picture_ms=9)
    add_scans(session, {(restaurant.id, TODAY): 8})

    found = logged(session, THESE_DAYS, uptime=Ratio(1, 2))

    assert found.waits == ((900, 1), (1500, 1))
    assert (found.plays, found.viewings, found.scans) == (Ratio(2, 4), 4, 8)
    assert (found.uptime, found.on_time) == (Ratio(1, 2), None)


def test_nothing_logged_is_not_zero(session):
    found = logged(session, THESE_DAYS)

    assert (found.plays, found.scans, found.waits) == (None, None, ())


def test_scans_are_written_together_after_a_while():
    memory = ScanMemory()
    memory.note(1, TODAY)
    memory.note(1, TODAY)
    assert memory.due(NOW) == {(1, TODAY): 2}
    memory.note(1, TODAY)

    assert memory.due(NOW + timedelta(seconds=9)) == {}
    assert memory.due(NOW + timedelta(seconds=10)) == {(1, TODAY): 1}


def test_scans_that_cannot_be_written_are_tried_again(app, session, restaurant, monkeypatch):
    memory = ScanMemory()
    memory.note(restaurant.id, TODAY)

    def busy(session, scans):
        raise OperationalError("insert", {}, Exception("locked"))

    with app.app_context():
        with monkeypatch.context() as patched:
            patched.setattr("portal.participation.scans.add_scans", busy)
            write_scans(memory, now=NOW)
        write_scans(memory, now=NOW + timedelta(seconds=20))

    assert session.scalars(select(ScanDay.scans)).all() == [1]


def test_jobs_screen_and_destroy(app, session, begin, set_clock):
    begin("a")
    session.commit()
    set_clock(NOW + timedelta(days=3))
    with app.app_context():
        tasks.screen()
        tasks.destroy_keys()

    session.expire_all()
    kept = session.scalars(select(PresenceKey.day)).all()
    assert TODAY not in kept
