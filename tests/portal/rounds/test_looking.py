"""Looks at simulated cameras from the register to the minute maps."""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from portal.accounts.rules import Actor
from portal.registry.kinds import Privacy, Status
from portal.rounds.kinds import FaultCode, Outcome, Refused
from portal.rounds.looking import Looking, looking
from portal.rounds.models import CameraOutage, CameraRefusal, ReferencePicture
from portal.rounds.operations import learn_anew
from portal.rounds.queries import minute_maps
from portal.rounds.recording import note_nothing
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.rules.period import Period
from portal.shell import clock
from portal.shell.rules import local_day
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.pictures import kitchen_looks
from tests.support.simulator import simulator, small_clip
from transcoder.errors import StoreFull
from transcoder.simulator import CameraScript
from transcoder.simulator.clips import Kind
from transcoder.simulator.script import Fault, Nvr
from transcoder.source import KeyFrame

pytestmark = [pytest.mark.media, pytest.mark.slow]
CLIP = {"size": (640, 360), "kilobits_per_second": 600, "seconds": 4}
# Looks two minutes after the last ones are late and come at once; after one they would be spread
# over a minute of real time.
AT = NOON + timedelta(seconds=2)
APART = timedelta(minutes=2)


def clip(**differences):
    return small_clip(**CLIP | differences)


def living(**differences):
    return CameraScript(clip(), idr_at_play=True, grain=True, **differences)


class Watch:
    """Looks at cameras of a simulator, minute after minute, and keeps what was noted."""

    def __init__(self, app, session, settings, set_clock, **how):
        self.session, self._set_clock = session, set_clock
        with app.app_context():
            self._engine = session.get_bind()
        self.looking = Looking(settings, note=self._note, **how)
        self.noted = []
        self.cameras = {}

    def add(self, name, url, *, status=Status.OPEN, **changes):
        """Register a camera under `name`."""
        restaurant = make_restaurant(self.session, status=status)
        camera = make_camera(self.session, restaurant, url=url, **changes)
        self.session.commit()
        self.cameras[name] = camera

    def look(self, *, at=AT, minute=None, stop=None):
        """Look once at all of them; returns name → (outcome, code, cause)."""
        self._set_clock(at)
        self.noted = []
        self.looking.look_at(
            self._engine,
            [camera.id for camera in self.cameras.values()],
            minute=minute or at.replace(second=0),
            stop=stop or threading.Event(),
        )
        self.session.rollback()
        names = {camera.id: name for name, camera in self.cameras.items()}
        return {names[look.camera_id]: (look.outcome, look.code, look.cause) for look in self.noted}

    def maps(self):
        """The minutes stored of NOON's day, by name; those without any are missing."""
        names = {camera.id: name for name, camera in self.cameras.items()}
        days = dict(minute_maps(self.session, Period.parse("2026-03")))
        self.session.rollback()
        return {names[number]: map_ for number, map_ in days[local_day(NOON)].items()}

    def _note(self, session, observations, *, now, picture_of):
        note_nothing(session, observations, now=now, picture_of=picture_of)
        self.noted += observations


@pytest.fixture
def watch(app, session, settings, set_clock):
    return Watch(app, session, settings, set_clock)


GOOD = (Outcome.GOOD, None, None)


def bad(code, cause=None):
    return (Outcome.BAD, code, cause)


def off(cause):
    return bad(FaultCode.DEV_OFF, cause)


def test_a_good_picture_is_a_good_minute_and_a_still(watch, settings):
    with simulator({"a": living()}) as cameras:
        watch.add("a", cameras.url("a"), privacy=Privacy.OPEN, privacy_basis="test")
        seen = watch.look()
    still = settings.live_directory / watch.cameras["a"].code / "still.jpg"

    assert seen == {"a": GOOD}
    assert watch.maps() == {"a": MinuteMap.of(good=[720])}
    assert still.stat().st_mtime == AT.timestamp()


def test_a_still_lies_where_all_machines_see_it(app, session, settings, set_clock, tmp_path):
    shared = replace(settings, stills=tmp_path / "shared")
    watch = Watch(app, session, shared, set_clock)
    with simulator({"a": living()}) as cameras:
        watch.add("a", cameras.url("a"), privacy=Privacy.OPEN, privacy_basis="test")
        watch.look()

    assert (shared.stills / watch.cameras["a"].code / "still.jpg").exists()
    assert list(settings.live_directory.glob("*/still.jpg")) == []


def test_a_share_of_stills_that_is_away_costs_one_attempt_and_no_minute(
    app, session, settings, set_clock, monkeypatch
):
    asked = []

    def away(root, source, image, **how):
        asked.append(source.code)
        raise StoreFull("still.jpg: Input/output error")

    monkeypatch.setattr("portal.rounds.seeing.write_still", away)
    image = next(iter(kitchen_images(1)))
    lend = partial(lent, image)
    watch = Watch(app, session, settings, set_clock, lend=lend)
    for name in ("a", "b", "c"):
        watch.add(name, "rtsp://127.0.0.1:9/a", privacy=Privacy.OPEN, privacy_basis="test")

    assert watch.look() == {"a": GOOD, "b": GOOD, "c": GOOD}
    assert len(asked) == 1


def lent(image, root, code):
    """A frame of a running stream, of just now."""
    return KeyFrame(image, AT.timestamp(), "h264", 640, 360)


def test_a_machine_that_did_not_see_a_frozen_camera_stand_still_does_not_call_it_good(
    app, session, settings, set_clock
):
    first, *others = kitchen_images(4)
    images = iter([first, first, first, *others])

    def lend(root, code):
        return KeyFrame(next(images), clock.now().timestamp(), "h264", 640, 360)

    watch = Watch(app, session, settings, set_clock, lend=lend)
    watch.add("a", "rtsp://127.0.0.1:9/a")
    outage = CameraOutage(
        camera_id=watch.cameras["a"].id, began_at=AT - APART, run_from=AT - APART,
        last_bad_at=AT - APART, code=FaultCode.DEV_FROZEN,
    )  # fmt: skip
    session.add(outage)
    session.commit()
    found = [watch.look(at=AT + number * APART)["a"] for number in range(4)]
    outage.last_bad_at = AT + 4 * APART  # another machine saw it stand still again
    session.commit()
    found += [watch.look(at=AT + number * APART)["a"] for number in (5, 6)]

    unsure = (Outcome.UNKNOWN, None, "frozen_before")
    assert found == [unsure, unsure, bad(FaultCode.DEV_FROZEN), GOOD, unsure, GOOD]


def test_what_is_remembered_can_be_read_by_nobody_else(watch, settings):
    with simulator({"a": living()}) as cameras:
        watch.add("a", cameras.url("a"))
        watch.look()
    memory = settings.live_directory / ".memory" / watch.cameras["a"].code

    assert memory.stat().st_mode & 0o777 == 0o600
    assert memory.parent.stat().st_mode & 0o777 == 0o700


def test_every_fault_of_a_camera_is_named_within_three_looks(watch):
    scripts = {
        "living": living(),
        "black": CameraScript(clip(kind=Kind.BLACK), idr_at_play=True, grain=True),
        "covered": CameraScript(clip(zone="WD", kind=Kind.COVERED, seed=9), grain=True),
        "frozen": CameraScript(clip(kind=Kind.FROZEN), idr_at_play=True),
    }
    with simulator(scripts, now=lambda: clock.now().timestamp()) as cameras:
        for name in scripts:
            watch.add(name, cameras.url(name))
        watch.add("missing", f"{cameras.url('living')}-not")
        for number in range(3):
            at = AT + timedelta(minutes=2 * number)
            watch._set_clock(at)
            cameras.stop()
            cameras.start()
            seen = watch.look(at=at)

    assert seen == {
        "living": GOOD,
        "black": bad(FaultCode.DEV_DARK),
        "covered": bad(FaultCode.DEV_COVER),
        "frozen": bad(FaultCode.DEV_FROZEN),
        "missing": off("no_such_path"),
    }


def test_a_clip_that_repeats_is_never_named_while_it_has_noise_of_its_own(watch):
    """Twelve minutes of a clip of 4 s: each look meets the same key frame of another round."""
    outcomes = []
    with simulator({"a": living()}, now=lambda: clock.now().timestamp()) as cameras:
        watch.add("a", cameras.url("a"))
        for number in range(12):
            at = AT + timedelta(minutes=2 * number)
            watch._set_clock(at)
            cameras.stop()
            cameras.start()
            outcomes += watch.look(at=at).values()

    assert outcomes == [GOOD] * 12


def test_why_a_picture_is_bad_is_told_in_numbers(watch):
    with simulator({"a": CameraScript(clip(kind=Kind.BLACK), idr_at_play=True)}) as cameras:
        watch.add("a", cameras.url("a"))
        watch.look()
    measured = watch.noted[0].measured

    assert set(measured) == {"dark", "dark_threshold"}
    assert measured["dark"] < measured["dark_threshold"]


@pytest.mark.parametrize(
    ("fault", "cause"), [(Fault.STALL, "stalled"), (Fault.BLACK_HOLE, "silent")]
)
def test_a_camera_that_answers_and_never_sends_is_off(watch, fault, cause):
    with simulator({"a": living(), "b": living(fault=fault)}) as cameras:
        for name in "ab":
            watch.add(name, cameras.url(name))
        seen = watch.look()

    assert seen == {"a": GOOD, "b": off(cause)}
    assert watch.maps()["b"] == MinuteMap.of(bad=[720])


def test_a_refused_password_is_not_tried_again_and_each_minute_counts_as_bad(watch):
    with simulator({"a": living(user="viewer", password="right")}) as cameras:
        watch.add("a", cameras.url("a", user="viewer", password="wrong"))
        seen = [watch.look(at=AT + timedelta(minutes=2 * n)) for n in range(3)]
        refusals = cameras.counters("a").refused_logins

    assert seen == [{"a": off("bad_password")}] * 3
    assert refusals <= 3  # the requests of one try
    assert watch.maps() == {"a": MinuteMap.of(bad=[720, 722, 724])}


def test_a_password_put_right_is_tried_at_once_and_forgives_all(watch):
    with simulator({"a": living(user="viewer", password="right")}) as cameras:
        watch.add("a", cameras.url("a", user="viewer", password="wrong"))
        watch.look()
        camera = watch.cameras["a"]
        was_refused = watch.session.get(CameraRefusal, camera.id).cause
        watch.session.rollback()
        watch.add("b", cameras.url("a"))
        camera.url_encrypted = watch.cameras.pop("b").url_encrypted
        watch.session.commit()
        seen = watch.look(at=AT + timedelta(minutes=2))

    assert was_refused is Refused.BAD_PASSWORD
    assert seen == {"a": GOOD}
    assert watch.session.get(CameraRefusal, camera.id) is None


def test_a_recorder_filled_by_our_own_looks_says_nothing_of_its_cameras(
    app, session, settings, set_clock
):
    settings = replace(settings, host_sessions=8)
    watch = Watch(app, session, settings, set_clock)
    nvr = Nvr("r", max_sessions=1)
    scripts = {name: CameraScript(clip(gop_seconds=4), nvr=nvr, grain=True) for name in "abc"}
    with simulator(scripts) as cameras:
        for name in scripts:
            watch.add(name, cameras.url(name))
        seen = watch.look()

    assert GOOD in seen.values()
    assert {each for each in seen.values() if each != GOOD} <= {(Outcome.UNKNOWN, None, "busy")}


def test_a_running_stream_lends_its_frame_and_no_connection_is_made(
    app, session, settings, set_clock
):
    image = next(iter(kitchen_images(1)))
    lent = []

    def lend(root, code):
        lent.append((root, code))
        return KeyFrame(image, AT.timestamp(), "h264", 640, 360)

    watch = Watch(app, session, settings, set_clock, lend=lend)
    watch.add("a", "rtsp://127.0.0.1:9/nothing-answers-here")

    assert watch.look() == {"a": GOOD}
    assert lent == [(settings.live_directory, watch.cameras["a"].code)]


def test_nobody_is_shown_of_a_restaurant_that_is_not_open(watch, settings):
    with simulator({"a": living()}) as cameras:
        watch.add("a", cameras.url("a"), status=Status.CLOSED)
        watch.look()

    assert watch.maps() == {"a": MinuteMap.of(good=[720])}
    assert not watch.noted[0].is_due
    assert not list(settings.live_directory.glob("*/still.jpg"))


def test_a_look_over_a_clock_set_back_counts_for_no_minute(app, session, settings, set_clock):
    image = next(iter(kitchen_images(1)))

    def lend(root, code):
        before = (AT - timedelta(minutes=10)).timestamp()
        return KeyFrame(image, before, "h264", 640, 360)

    watch = Watch(app, session, settings, set_clock, lend=lend)
    watch.add("a", "rtsp://127.0.0.1:9/a")

    assert watch.look() == {"a": (Outcome.UNKNOWN, None, "clock_set_back")}
    assert watch.maps() == {}


def test_looks_that_had_no_turn_are_unknown(watch):
    with simulator({"a": living()}) as cameras:
        watch.add("a", cameras.url("a"))
        stop = threading.Event()
        stop.set()
        seen = watch.look(stop=stop)

    assert seen == {"a": (Outcome.UNKNOWN, None, "cancelled")}
    assert watch.maps() == {}


def test_the_first_good_looks_some_minutes_apart_become_the_reference(
    app, session, settings, set_clock
):
    watch, camera = lent_looks(app, session, settings, set_clock, minutes=(0, 2, 4))
    row = watch.session.get(ReferencePicture, camera.id)

    assert (row.accepted_by, row.is_automatic) == ("rounds", True)
    assert row.accepted_at == AT + timedelta(minutes=4)


def test_two_good_looks_are_too_few_for_a_reference(app, session, settings, set_clock):
    watch, camera = lent_looks(app, session, settings, set_clock, minutes=(0, 2))

    assert watch.session.get(ReferencePicture, camera.id) is None


def test_a_bad_look_among_the_first_begins_the_learning_anew(app, session, settings, set_clock):
    watch, camera = lent_looks(app, session, settings, set_clock, minutes=(0, 2, 4, 6), black_at=4)

    assert watch.session.get(ReferencePicture, camera.id) is None


def test_a_moved_camera_is_named_until_a_person_says_that_it_is_right_so(
    app, session, settings, set_clock
):
    watch, camera = lent_looks(app, session, settings, set_clock, minutes=(0, 2, 4))
    watch.zone = "WD"
    moved = watch.look(at=AT + timedelta(minutes=6))
    learn_anew(watch.session, camera, actor=Actor("wang.li", 7), now=clock.now())
    watch.session.commit()
    after = [watch.look(at=AT + timedelta(minutes=n)) for n in (8, 10, 12)]
    row = watch.session.get(ReferencePicture, camera.id)

    assert moved["a"][:2] == (Outcome.BAD, FaultCode.DEV_MOVED)
    assert after == [{"a": GOOD}] * 3
    assert (row.accepted_by, row.is_automatic) == ("wang.li", False)


def kitchen_images(count, zone="CK"):
    return kitchen_looks(zone, count=count)


def lent_looks(app, session, settings, set_clock, *, minutes, black_at=None):
    """A Watch that looked at lent pictures of a kitchen in these minutes, and its camera."""

    def lend(root, code):
        at = clock.now()
        number = round((at - AT).total_seconds() / 60)
        image = kitchen_images(14, watch.zone)[number]
        return KeyFrame(image * (number != black_at), at.timestamp(), "h264", 640, 360)

    watch = Watch(app, session, settings, set_clock, lend=lend)
    watch.zone = "CK"
    watch.add("a", "rtsp://127.0.0.1:9/a")
    for number in minutes:
        watch.look(at=AT + timedelta(minutes=number))
    return watch, watch.cameras["a"]


def lending(frames):
    """A lender of these frames by the path of a camera's address; each taken at AT."""

    def lend(root, code):
        return KeyFrame(frames.pop(0), AT.timestamp(), "h264", 640, 360)

    return lend


def test_a_picture_too_small_to_see_anything_is_no_picture(app, session, settings, set_clock):
    tiny = kitchen_images(1)[0][:20, :20]
    watch = Watch(app, session, settings, set_clock, lend=lending([tiny]))
    watch.add("a", "rtsp://127.0.0.1:9/a")

    assert watch.look() == {"a": off("no_video")}


def test_a_picture_that_cannot_be_judged_does_not_end_the_batch(app, session, settings, set_clock):
    frames = [None, kitchen_images(1)[0]]
    watch = Watch(app, session, settings, set_clock, lend=lending(frames))
    for name in "ab":
        watch.add(name, "rtsp://127.0.0.1:9/a")

    assert sorted(watch.look().values(), key=str) == [GOOD, (Outcome.UNKNOWN, None, "unjudged")]


def test_a_lent_picture_from_the_end_of_the_former_minute_counts(app, session, settings, set_clock):
    def lend(root, code):
        return KeyFrame(kitchen_images(1)[0], AT.timestamp() - 4, "h264", 640, 360)

    watch = Watch(app, session, settings, set_clock, lend=lend)
    watch.add("a", "rtsp://127.0.0.1:9/a")

    assert watch.look() == {"a": GOOD}
    assert watch.maps() == {"a": MinuteMap.of(good=[720])}


def test_a_process_has_one_pair_of_eyes(app):
    start, found = threading.Barrier(8), []

    def ask():
        with app.app_context():
            start.wait()
            found.append(looking())

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()

    assert len(set(map(id, found))) == 1
