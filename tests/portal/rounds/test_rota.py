"""Who is looked at in a minute, and what a look needs."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor
from portal.registry.addresses import AddressGate
from portal.registry.kinds import Status
from portal.rounds.kinds import Refused
from portal.rounds.marks import Marker
from portal.rounds.models import CameraRefusal, ReferencePicture
from portal.rounds.operations import (
    claim_round,
    forget_rounds,
    learn_anew,
    note_logins,
    store_looks,
    try_again,
)
from portal.rounds.operations.references import keep_learnt
from portal.rounds.operations.refusals import NewRefusal
from portal.rounds.rota import Keys, posts_of, reference_pictures, round_of
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.rules.refusals import NothingRefused, TriedLately
from portal.shell.rules import local_day
from tests.portal.conftest import NETWORKS
from tests.support.factories import CIPHER, NOON, make_camera, make_restaurant, make_status_span

WANG = Actor("wang.li", person_id=7)
MARKER = Marker("only for tests")
KEYS = Keys(CIPHER, AddressGate(NETWORKS), MARKER)
ADDRESS = "rtsp://viewer:hidden@10.0.0.9:554/main"


def post_of(session, camera, *, now=NOON):
    return posts_of(session, [camera.id], now=now, keys=KEYS)[0]


def refuse(session, camera, *, cause=Refused.BAD_PASSWORD, url=ADDRESS, at=NOON):
    note_logins(session, [NewRefusal(camera.id, cause, MARKER.login(url), at)], {})


def acts(session):
    return [(entry.actor, entry.act) for entry in session.query(AuditEntry).order_by("number")]


def test_cameras_of_open_restaurants_alone_are_in_the_round(session):
    made = {
        status: make_camera(session, make_restaurant(session, status=status)).id
        for status in (Status.OPEN, Status.SUSPENDED, Status.PLANNED, None)
    }

    assert round_of(session, NOON, size=10) == [(made[Status.OPEN],)]


def test_a_status_that_has_ended_holds_no_longer(session):
    restaurant = make_restaurant(session, status=None)
    make_status_span(session, restaurant, status=Status.OPEN, ends_at=NOON)
    make_status_span(session, restaurant, status=Status.SUSPENDED, starts_at=NOON)
    make_camera(session, restaurant)

    assert round_of(session, NOON, size=10) == []


def test_cameras_that_are_not_active_today_are_not_in_the_round(session):
    today = local_day(NOON)
    make_camera(session, active_from=today + timedelta(days=1))
    make_camera(session, active_until=today)

    assert round_of(session, NOON, size=10) == []


def test_a_round_comes_in_batches(session):
    for _ in range(5):
        make_camera(session)

    assert [len(batch) for batch in round_of(session, NOON, size=2)] == [2, 2, 1]


def test_a_post_knows_its_source_and_status(session):
    camera = make_camera(session, url=ADDRESS)
    post = post_of(session, camera)

    assert (post.source.code, post.source.url) == (camera.code, ADDRESS)
    assert (post.status, post.looked_at, post.standing) == (Status.OPEN, None, None)


def test_a_camera_outside_the_camera_networks_is_left_out(session, caplog):
    camera = make_camera(session, url="rtsp://viewer:hidden@8.8.8.8/main")

    assert posts_of(session, [camera.id], now=NOON, keys=KEYS) == []
    assert "hidden" not in caplog.text


@pytest.mark.parametrize("minutes", [1, 1000])
def test_a_post_knows_when_it_was_last_looked_at(session, minutes):
    camera = make_camera(session)
    then = NOON - timedelta(minutes=minutes)
    at = 12 * 60 - minutes if minutes < 12 * 60 else 36 * 60 - minutes
    store_looks(session, local_day(then), {camera.id: MinuteMap.of(bad=[at])})

    assert post_of(session, camera).looked_at == then + timedelta(minutes=1)


def test_an_empty_day_is_no_look(session):
    camera = make_camera(session)
    store_looks(session, local_day(NOON), {camera.id: MinuteMap(0, 0)})

    assert post_of(session, camera).looked_at is None


@contextmanager
def statements(session):
    """The statements that run meanwhile."""
    ran = []

    def note(connection, cursor, statement, *rest):
        ran.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)


def test_the_number_of_statements_does_not_grow_with_the_batch(session):
    cameras = [make_camera(session).id for _ in range(7)]
    session.expire_all()
    with statements(session) as few:
        posts_of(session, cameras[:1], now=NOON, keys=KEYS)
    with statements(session) as many:
        posts_of(session, cameras, now=NOON, keys=KEYS)

    assert len(few) == len(many) <= 6


def test_a_refusal_stands_until_the_address_changes(session):
    camera = make_camera(session, url=ADDRESS)
    refuse(session, camera)
    before = post_of(session, camera, now=NOON + timedelta(days=9)).standing
    camera.url_encrypted = CIPHER.encrypt("rtsp://viewer:new@10.0.0.9:554/main")
    session.flush()

    assert before is Refused.BAD_PASSWORD
    assert post_of(session, camera).standing is None


def test_encrypting_an_address_anew_is_no_change(session):
    camera = make_camera(session, url=ADDRESS)
    refuse(session, camera)
    camera.url_encrypted = CIPHER.rotate(camera.url_encrypted)
    session.flush()

    assert post_of(session, camera).standing is Refused.BAD_PASSWORD


def test_two_refusals_pause_their_user_for_other_cameras_of_the_recorder(session):
    for number in (1, 2):
        url = f"rtsp://viewer:hidden@10.0.0.9/{number}"
        refuse(session, make_camera(session, url=url), url=url)
    third = make_camera(session, url="rtsp://viewer:hidden@10.0.0.9/3")
    elsewhere = make_camera(session, url="rtsp://viewer:hidden@10.0.0.10/1")

    assert post_of(session, third).standing is Refused.BAD_PASSWORD
    assert post_of(session, elsewhere).standing is None


def test_a_person_has_a_refused_camera_tried_once_more(session):
    camera = make_camera(session, url=ADDRESS)
    refuse(session, camera)
    try_again(session, camera, actor=WANG, now=NOON + timedelta(minutes=5))
    session.expire_all()

    assert post_of(session, camera).standing is None
    assert acts(session) == [("wang.li", "camera.tried_again")]


def test_refused_once_more_it_waits_for_the_next_person_an_hour_later(session):
    camera = make_camera(session, url=ADDRESS)
    refuse(session, camera)
    try_again(session, camera, actor=WANG, now=NOON + timedelta(minutes=5))
    refuse(session, camera, at=NOON + timedelta(minutes=6))
    session.expire_all()

    assert post_of(session, camera).standing is Refused.BAD_PASSWORD
    with pytest.raises(TriedLately):
        try_again(session, camera, actor=WANG, now=NOON + timedelta(minutes=64))


def test_a_camera_that_refused_nothing_cannot_be_tried_again(session):
    with pytest.raises(NothingRefused):
        try_again(session, make_camera(session), actor=WANG, now=NOON)


def test_no_address_can_be_read_from_what_is_kept_of_a_refusal(session):
    camera = make_camera(session, url=ADDRESS)
    refuse(session, camera)
    row = session.get(CameraRefusal, camera.id)
    kept = " ".join(str(getattr(row, column.key)) for column in CameraRefusal.__table__.columns)

    assert not any(word in kept for word in ("viewer", "hidden", "10.0.0.9", "main", "rtsp"))


def test_marks_of_another_key_are_others():
    assert Marker("one").login(ADDRESS) != Marker("two").login(ADDRESS)


def test_a_minute_is_claimed_once(any_session):
    assert claim_round(any_session, NOON, cameras=3, now=NOON)
    assert not claim_round(any_session, NOON, cameras=3, now=NOON)


def test_a_clock_set_back_claims_no_minute_twice(any_session):
    minutes = [NOON + timedelta(minutes=n) for n in range(3)]
    first = [claim_round(any_session, minute, cameras=1, now=minute) for minute in minutes]
    again = [claim_round(any_session, minute, cameras=1, now=minute) for minute in minutes]

    assert (first, again) == ([True] * 3, [False] * 3)


def test_forgotten_minutes_are_gone_and_others_stay(session):
    for minute in (NOON, NOON + timedelta(minutes=1)):
        claim_round(session, minute, cameras=1, now=minute)
    forget_rounds(session, before=NOON + timedelta(minutes=1))

    assert claim_round(session, NOON, cameras=1, now=NOON)
    assert not claim_round(session, NOON + timedelta(minutes=1), cameras=1, now=NOON)


def test_a_reference_that_is_to_be_learnt_anew_is_none_until_then(session):
    camera = make_camera(session)
    keep_learnt(session, camera.id, b"old", actor=Actor.system("rounds"), now=NOON)
    learnt = post_of(session, camera).referred_at
    learn_anew(session, camera, actor=WANG, now=NOON)
    before = post_of(session, camera).referred_at
    later = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
    keep_learnt(session, camera.id, b"new", actor=Actor.system("rounds"), now=later)
    row = session.get(ReferencePicture, camera.id)

    assert (learnt, before) == (NOON, None)
    assert acts(session) == [("wang.li", "reference.to_be_learnt")]
    assert (row.packed, row.accepted_by, row.is_automatic) == (b"new", "wang.li", False)
    assert reference_pictures(session, [camera.id]) == {camera.id: b"new"}


def test_what_was_learnt_never_replaces_a_reference(session):
    camera = make_camera(session)
    keep_learnt(session, camera.id, b"packed", actor=Actor.system("rounds"), now=NOON)

    assert not keep_learnt(session, camera.id, b"x", actor=Actor.system("rounds"), now=NOON)
    assert reference_pictures(session, [camera.id]) == {camera.id: b"packed"}
