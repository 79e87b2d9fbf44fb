"""What was seen is kept until the database has it, once and no longer than a little while."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.rounds.kinds import FaultCode, Outcome, Refused
from portal.rounds.models import CameraRefusal, FirstPicture, ReferencePicture
from portal.rounds.operations.refusals import NewRefusal
from portal.rounds.queries import minute_maps
from portal.rounds.recording import (
    LOOK_SECONDS,
    UNSURE_SECONDS,
    Network,
    Recorder,
    Seen,
    note_nothing,
    store_seen,
)
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.rules.observations import Observation
from portal.rounds.rules.period import Period
from portal.rounds.rules.refusals import Login
from portal.shell.rules import local_day
from tests.support.factories import NOON, make_camera

NOON_MINUTE = 12 * 60
LOGIN = Login("a" * 64, "b" * 64, "c" * 64)
GONE = OperationalError("INSERT", {}, Exception("gone"))


def good(camera_id, *, minute=NOON, **more):
    return Seen(Observation(camera_id, minute, Outcome.GOOD), minute, **more)


def bad(camera_id, *, minute=NOON, **more):
    look = Observation(camera_id, minute, Outcome.BAD, FaultCode.DEV_OFF, "stalled")
    return Seen(look, minute, **more)


def unknown(camera_id):
    return Seen(Observation(camera_id, NOON, Outcome.UNKNOWN, cause="no_turn"), None)


def store(session, *seen, note=note_nothing):
    store_seen(session, seen, note=note, now=NOON)


def stored(session):
    period = Period.parse("2026-03")
    return {day: maps for day, maps in minute_maps(session, period) if maps}


def test_good_and_bad_looks_are_bits_and_unknown_ones_are_none(any_session):
    cameras = [make_camera(any_session).id for _ in range(3)]
    store(any_session, good(cameras[0]), bad(cameras[1]), unknown(cameras[2]))

    assert stored(any_session) == {
        local_day(NOON): {
            cameras[0]: MinuteMap.of(good=[NOON_MINUTE]),
            cameras[1]: MinuteMap.of(bad=[NOON_MINUTE]),
        }
    }


def test_looks_on_both_sides_of_midnight_go_to_their_days(any_session):
    camera = make_camera(any_session).id
    midnight = NOON + timedelta(hours=12)
    store(any_session, good(camera, minute=midnight - timedelta(minutes=1)))
    store(any_session, good(camera, minute=midnight))

    assert stored(any_session) == {
        local_day(NOON): {camera: MinuteMap.of(good=[1439])},
        local_day(midnight): {camera: MinuteMap.of(good=[0])},
    }


def test_what_comes_twice_is_stored_once(any_session):
    camera = make_camera(any_session).id
    seen = [good(camera, reference=b"r", accepted=LOGIN)]
    for _ in range(2):
        store(any_session, *seen)

    assert stored(any_session) == {local_day(NOON): {camera: MinuteMap.of(good=[NOON_MINUTE])}}


def test_all_observations_are_handed_on_with_their_pictures(session):
    one, other = make_camera(session).id, make_camera(session).id
    told = []

    def note(session, observations, *, now, picture_of):
        told.extend((look.camera_id, look.outcome, picture_of(look)) for look in observations)

    store(session, bad(one, picture=lambda: b"jpeg"), unknown(other), note=note)

    assert told == [(one, Outcome.BAD, b"jpeg"), (other, Outcome.UNKNOWN, None)]


def test_a_refusal_is_kept_by_marks(any_session):
    camera = make_camera(any_session).id
    refusal = NewRefusal(camera, Refused.BAD_PASSWORD, LOGIN, NOON)
    store(any_session, bad(camera, refused=refusal))
    row = any_session.get(CameraRefusal, camera)

    assert (row.cause, row.address_mark, row.refused_at) == (Refused.BAD_PASSWORD, "a" * 64, NOON)


def test_a_camera_that_accepts_its_login_is_freed_and_so_is_its_user(any_session):
    one, other = make_camera(any_session).id, make_camera(any_session).id
    refusals = [NewRefusal(each, Refused.BAD_PASSWORD, LOGIN, NOON) for each in (one, other)]
    store(any_session, *(bad(each.camera_id, refused=each) for each in refusals))
    store(any_session, good(one, accepted=LOGIN))
    any_session.expire_all()

    assert any_session.get(CameraRefusal, one) is None
    assert not any_session.get(CameraRefusal, other).is_bearing


def test_a_reference_learnt_is_kept_and_said_to_be_automatic(any_session):
    camera = make_camera(any_session).id
    store(any_session, good(camera, reference=b"first"))
    store(any_session, good(camera, reference=b"second"))
    row = any_session.get(ReferencePicture, camera)

    assert (row.packed, row.accepted_by, row.is_automatic) == (b"first", "rounds", True)


class Away:
    """A database that is away for a while."""

    def __init__(self, failures):
        self.failures = failures
        self.took = []

    def __call__(self, seen):
        if self.failures:
            self.failures -= 1
            raise GONE
        self.took.extend(seen)


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def nap(self, seconds):
        self.now += seconds
        return False


def test_what_the_database_does_not_take_is_stored_later():
    database, clock = Away(failures=3), Clock()
    recorder = Recorder(database, tick=clock)
    recorder.add(good(1))
    recorder.finish(nap=clock.nap)

    assert database.took == [good(1)]
    assert recorder.given_up == 0


def test_what_it_does_not_take_for_long_is_given_up_with_one_line(caplog):
    database, clock = Away(failures=10_000), Clock()
    recorder = Recorder(database, tick=clock, keep_seconds=20)
    for number in range(50):
        recorder.add(good(number))
    recorder.finish(nap=clock.nap)

    assert recorder.given_up == 50
    assert [record.message for record in caplog.records] == ["looks_given_up"]
    assert 20 <= clock.now < 25


def test_what_came_late_outlives_what_is_given_up():
    database, clock = Away(failures=1), Clock()
    recorder = Recorder(database, tick=clock, keep_seconds=20)
    recorder.add(good(1))
    clock.now = 19
    recorder.add(good(2))
    clock.now = 21
    recorder.flush()
    recorder.finish(nap=clock.nap)

    assert database.took == [good(2)]


def test_a_process_that_must_end_does_not_wait_for_the_database():
    recorder = Recorder(Away(failures=10_000), tick=Clock())
    recorder.add(good(1))

    recorder.finish(nap=lambda seconds: True)  # would never return


def test_a_locked_database_takes_it_when_it_is_free(app, session):
    """As SQLite does it: another process holds the write lock."""
    camera = make_camera(session).id
    session.commit()
    address = f"sqlite:///{app.config['MINGCHU'].data / 'mingchu.db'}"
    engine = create_engine(address, connect_args={"timeout": 0.05})

    def store_it(seen):
        with Session(engine) as mine:
            store_seen(mine, seen, note=note_nothing, now=NOON)
            mine.commit()

    recorder = Recorder(store_it)
    recorder.add(good(camera))
    other = sqlite3.connect(app.config["MINGCHU"].data / "mingchu.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    was_stored_while_locked = recorder.flush()
    other.execute("COMMIT")
    other.close()

    assert not was_stored_while_locked
    assert recorder.flush()
    assert session.scalars(select(FirstPicture.camera_id)).all() == [camera]
    engine.dispose()


def from_host(number, *, is_silent):
    make = bad if is_silent else good
    return make(number, host=f"10.0.0.{number}", is_silent=is_silent)


def outcomes(seen):
    return [each.observation.outcome for each in seen]


def test_when_every_host_is_silent_nothing_is_known():
    seen = Network().believed([from_host(number, is_silent=True) for number in range(12)])

    assert outcomes(seen) == [Outcome.UNKNOWN] * 12
    assert {each.observation.cause for each in seen} == {"no_network"}
    assert all(each.minute is None for each in seen)


def test_what_was_seen_before_the_network_went_is_believed():
    before = [from_host(1, is_silent=False), from_host(2, is_silent=True)]
    answer = [from_host(3, is_silent=False)]
    after = [from_host(number, is_silent=True) for number in range(10, 22)]
    seen = Network().believed([*before, *answer, *after])

    assert outcomes(seen[:3]) == [Outcome.GOOD, Outcome.BAD, Outcome.GOOD]
    assert outcomes(seen[3:]) == [Outcome.UNKNOWN] * 12


def test_what_was_silent_before_the_network_came_back_is_doubted():
    silent = [from_host(number, is_silent=True) for number in range(12)]
    seen = Network().believed([*silent, from_host(50, is_silent=False)])

    assert outcomes(seen) == [Outcome.UNKNOWN] * 12 + [Outcome.GOOD]


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(LOOK_SECONDS - 0.1, Outcome.UNKNOWN), (LOOK_SECONDS, Outcome.BAD)]
)
def test_a_look_that_began_before_the_network_came_back_is_doubted(seconds, outcome):
    clock = Clock()
    network = Network(tick=clock)
    network.believed([from_host(number, is_silent=True) for number in range(12)])
    network.believed([from_host(50, is_silent=False)])
    clock.now += seconds
    seen = network.believed([from_host(60, is_silent=True), from_host(51, is_silent=False)])

    assert outcomes(seen) == [outcome, Outcome.GOOD]


def test_a_few_silent_hosts_are_their_own_fault():
    seen = [from_host(number, is_silent=True) for number in range(9)]

    assert Network().believed(seen) == seen


@pytest.mark.parametrize("is_silent", [True, False])
def test_a_standing_refusal_says_nothing_of_the_network(is_silent):
    network = Network()
    network.believed([from_host(number, is_silent=True) for number in range(9)])
    network.believed([bad(50)])
    seen = network.believed([from_host(60, is_silent=is_silent)])

    assert outcomes(seen) == [Outcome.UNKNOWN if is_silent else Outcome.GOOD]


def test_silence_waits_until_a_host_answers():
    network = Network()
    silent = [from_host(number, is_silent=True) for number in range(3)]
    answer = from_host(3, is_silent=False)

    assert [network.sure(seen) for seen in ([answer, *silent], [*silent, answer], silent)] == [
        1, 4, 0,
    ]  # fmt: skip


def test_silence_waits_no_longer_when_it_is_ours():
    assert Network().sure([from_host(number, is_silent=True) for number in range(12)]) == 12


def test_what_is_not_sure_is_left_to_the_next_recorder():
    stored, clock = [], Clock()
    recorder = Recorder(stored.extend, sure=lambda seen: len(seen) - 1, tick=clock)
    for each in ("first", "last"):
        recorder.add(each)
    left = recorder.finish(nap=lambda seconds: True)
    early = list(stored)
    Recorder(stored.extend, unsure=left, tick=clock).flush()

    assert (early, stored) == (["first"], ["first", "last"])


def test_what_is_not_sure_waits_a_minute_at_most():
    stored, clock = [], Clock()
    recorder = Recorder(stored.extend, sure=lambda seen: 0, tick=clock)
    recorder.add("first")
    clock.now += UNSURE_SECONDS
    recorder.add("last")
    recorder.flush()

    assert stored == ["first"]
