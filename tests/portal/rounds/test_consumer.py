"""A detector process that is killed in the middle of a batch leaves nothing invented behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import select

from bench.processes import family
from detector.turns import share_of
from portal.extensions import rounds_queue
from portal.rounds import tasks
from portal.rounds.models import CameraDay
from portal.rounds.rules.looks import MINUTE, minute_of
from portal.rounds.rules.minutes import MinuteMap, unpacked_map
from portal.shell import clock
from portal.shell.metric_files import teller
from portal.shell.rules import local
from tests.portal.conftest import settings_under
from tests.support.factories import CAMERA_KEY, CIPHER, make_camera, make_restaurant
from tests.support.simulator import simulator, small_clip
from tests.support.tree import ROOT
from transcoder.simulator import CameraScript
from transcoder.simulator.script import Fault

pytestmark = [pytest.mark.media, pytest.mark.slow, pytest.mark.timeout(300)]
LIVING, SILENT = 2, 6


@pytest.fixture
def settings(tmp_path):
    return settings_under(tmp_path)


@contextmanager
def detector(settings, *, processes=1):
    """Detector processes that look at one camera of a host at a time, ready to do so."""
    environment = {
        **os.environ,
        "MINGCHU_DATA": str(settings.data),
        "MINGCHU_LIVE_ROOT": str(settings.live_root),
        "MINGCHU_CAMERA_KEYS": CAMERA_KEY,
        "MINGCHU_SECRET_KEY": settings.secret_key,
        "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8",
        "MINGCHU_HOST_SESSIONS": "2",
        "MINGCHU_HOST_CONNECTS_PER_SECOND": "100",
        "MINGCHU_ROUND_BATCHES": "2",
        "MINGCHU_DETECTORS": str(processes),
    }
    with (settings.data / "detector.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "portal", "rounds", "look"],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        tasks.look_at([], 0)
        wait_until(lambda: rounds_queue.pending_count() == 0)
        yield process
    finally:
        end(process)


def end(process):
    """End the detector with all that it forked, as kill -9 does."""
    for pid in family(process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def wait_until(is_so, *, seconds=90):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)


def begin_batch(cameras):
    """Hand out a batch in a minute that is not soon over; returns the minute."""
    wait_until(lambda: clock.now().second < 25)
    minute = minute_of(clock.now())
    tasks.look_at(cameras, int(minute.timestamp()), expires=minute + MINUTE)
    return minute


def maps(session):
    session.rollback()
    return {row.camera_id: unpacked_map(row.looked, row.good)
            for row in session.scalars(select(CameraDay))}  # fmt: skip


def lookers(settings):
    """How many looks each process has stored, by its number."""
    found = {}
    for path in settings.metrics_directory.glob("detector-*.prom"):
        lines = path.read_text().splitlines()
        told = [line for line in lines if line.startswith("mingchu_looks_total")]
        found[int(teller(path)["pid"])] = sum(float(line.split()[-1]) for line in told)
    return found


def test_each_process_looks_at_its_own_cameras_and_one_that_is_killed_is_replaced(
    app, session, settings
):
    """Three cameras at each of two restaurants, whose numbers differ by one."""
    script = CameraScript(small_clip(size=(640, 360)), idr_at_play=True)
    with simulator({"living": script}) as cameras:
        restaurants = [make_restaurant(session) for _ in range(2)]
        rows = [
            make_camera(session, restaurant, url=cameras.url("living")).id
            for restaurant in restaurants
            for _ in range(3)
        ]
        session.commit()
        with detector(settings, processes=2) as process:
            begin_batch(rows)
            wait_until(lambda: maps(session).keys() == set(rows))
            wait_until(lambda: sorted(lookers(settings).values()) == [3, 3])
            (killed, *_) = lookers(settings)
            os.kill(killed, signal.SIGKILL)
            wait_until(lambda: len(lookers(settings).keys() - {killed}) == 2)
            minute = begin_batch(rows)
            at = local(minute)
            bit = MinuteMap.of(good=[60 * at.hour + at.minute])
            wait_until(lambda: all(each.good & bit.good for each in maps(session).values()))
            wait_until(lambda: sorted(lookers(settings).values()) == [3, 3, 6])
            process.terminate()
            assert process.wait(30) == 0

    assert (settings.data / "detector.log").read_text().count("process_died") == 1


def test_a_detector_killed_in_the_middle_of_a_batch(app, session, settings):
    scripts = {
        "living": CameraScript(small_clip(size=(640, 360)), idr_at_play=True),
        "silent": CameraScript(small_clip(), fault=Fault.BLACK_HOLE),
    }
    with simulator(scripts) as cameras:
        rows = sorted(
            (make_camera(session) for _ in range(LIVING + SILENT)),
            key=lambda row: share_of(row.code),  # the order of those never seen
        )
        for number, row in enumerate(rows):
            name = "living" if number < LIVING else "silent"
            row.url_encrypted = CIPHER.encrypt(cameras.url(name))
        extra = make_camera(session, url=cameras.url("living")).id
        session.commit()
        living = [row.id for row in rows[:LIVING]]
        with detector(settings) as process:
            minute = begin_batch([row.id for row in rows])
            wait_until(lambda: maps(session).keys() >= set(living))
            end(process)
        left = maps(session)
        at = local(minute)
        with detector(settings):
            begin_batch([extra])
            wait_until(lambda: extra in maps(session))
        goes_on = maps(session)

    good = MinuteMap.of(good=[60 * at.hour + at.minute])
    assert {number: left[number] for number in living} == dict.fromkeys(living, good)
    assert rows[-1].id not in left  # nobody had looked at it
    assert {number: map_ for number, map_ in goes_on.items() if number != extra} == left
