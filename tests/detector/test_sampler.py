"""Looking at many cameras at once, with openers that do what cameras do."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from detector.errors import NoPicture, NotLooked
from detector.look import Camera, Look, Result
from detector.sampler import Sampler
from detector.turns import Pace

# Gives up a look at once: three seconds for the GOP, and three less.
HASTY = Pace(at_once=4, per_second=1e6, host_per_second=1e6, deadline_seconds=0, grace_seconds=-3)
PICTURE = np.zeros((36, 64, 3), np.uint8)
QUICK = Pace(per_second=1e6, host_per_second=1e6, deadline_seconds=0.05, grace_seconds=0.05)


@dataclass(frozen=True)
class Shot:
    image: np.ndarray = field(default_factory=lambda: PICTURE)
    taken_at: float = 1.0


def cameras(count: int, **facts) -> list[Camera]:
    return [Camera(f"cam{n}", f"host{n}", **facts) for n in range(count)]


def looked(opener: Callable, count: int = 1, *, pace: Pace = QUICK, **more) -> dict[str, Look]:
    sampler = Sampler(opener, pace=pace)
    return {look.code: look for look in sampler.look_at(cameras(count), **more)}


def raising(error: Exception) -> Callable:
    def opener(camera: Camera, seconds: float) -> Shot:
        raise error

    return opener


def look_threads() -> int:
    return sum(thread.name == "look" for thread in threading.enumerate())


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


@contextmanager
def gate() -> Iterator[threading.Event]:
    """Holds openers back while open; lets them all go at the end, and sees that they went."""
    event = threading.Event()
    try:
        yield event
    finally:
        event.set()
        until(lambda: look_threads() == 0)


def test_a_look_brings_the_picture_its_moment_and_its_cost():
    look = looked(lambda camera, seconds: Shot(taken_at=17.5))["cam0"]

    assert (look.result, look.cause, look.taken_at) == (Result.OK, None, 17.5)
    assert look.frame is not None
    assert look.frame.image.shape == (36, 64, 3)
    assert 0 <= look.cost.cpu_seconds <= look.cost.wall_seconds + 0.05


@pytest.mark.parametrize(
    ("error", "result", "cause"),
    [
        (NoPicture("bad_password"), Result.FAILED, "bad_password"),
        (NotLooked("own_network"), Result.UNKNOWN, "own_network"),
        (ZeroDivisionError("rtsp://user:secret@host"), Result.UNKNOWN, "opener"),
    ],
)
def test_every_failure_has_a_cause(error: Exception, result: Result, cause: str):
    look = looked(raising(error))["cam0"]

    assert (look.result, look.cause, look.frame, look.taken_at) == (result, cause, None, None)


def test_no_log_line_carries_the_text_of_an_openers_error(caplog: pytest.LogCaptureFixture):
    looked(raising(ValueError("rtsp://user:secret@host")))

    assert [record.getMessage() for record in caplog.records] == ["look_opener_raised"]
    assert "secret" not in caplog.text + str(vars(caplog.records[0]))


@pytest.mark.parametrize(("gop", "seconds"), [(None, 8.0), (2.0, 8.0), (10.0, 13.0)])
def test_the_deadline_is_eight_seconds_or_three_more_than_the_gop(gop: float | None, seconds):
    told = []
    camera = Camera("cam", "host", gop_seconds=gop)

    sampler = Sampler(lambda camera, limit: told.append(limit) or Shot())
    list(sampler.look_at([camera]))

    assert told == [seconds]


def test_five_hundred_wait_at_once():
    barrier = threading.Barrier(500)

    def opener(camera: Camera, seconds: float) -> Shot:
        barrier.wait(30)
        return Shot()

    pace = Pace(at_once=500, per_second=1e6, deadline_seconds=30.0)
    looks = looked(opener, 500, pace=pace)

    assert {look.result for look in looks.values()} == {Result.OK}
    assert len(looks) == 500
    until(lambda: look_threads() == 0)


def test_no_more_than_the_bound_look_at_once():
    now, most = [0], [0]
    lock = threading.Lock()

    def opener(camera: Camera, seconds: float) -> Shot:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        return Shot()

    pace = Pace(at_once=7, per_second=1e6, deadline_seconds=5.0)
    assert len(looked(opener, 60, pace=pace)) == 60
    assert 2 <= most[0] <= 7


def test_a_hanging_opener_is_unknown_and_never_offline():
    with gate() as let_go:
        (look,) = looked(patient(let_go), pace=HASTY).values()

    assert (look.result, look.cause) == (Result.UNKNOWN, "overdue")


def patient(let_go: threading.Event) -> Callable:
    def opener(camera: Camera, seconds: float) -> Shot:
        let_go.wait()
        return Shot()

    return opener


def test_abandoned_looks_are_counted_bounded_and_forgotten_when_they_return():
    with gate() as let_go:
        sampler = Sampler(patient(let_go), pace=HASTY)
        looks = list(sampler.look_at(cameras(9), round_seconds=2.0))

        assert sorted(look.cause or "" for look in looks) == ["no_turn"] * 5 + ["overdue"] * 4
        assert sampler.abandoned == 4
        assert look_threads() == 4

        let_go.set()
        until(lambda: sampler.abandoned == 0)
        sampler.pace = replace(HASTY, grace_seconds=30.0)
        assert {look.result for look in sampler.look_at(cameras(9))} == {Result.OK}


def test_a_camera_whose_look_never_came_back_is_not_opened_a_second_time():
    with gate() as let_go:
        sampler = Sampler(patient(let_go), pace=HASTY)
        list(sampler.look_at(cameras(1)))

        (again,) = sampler.look_at(cameras(1))

        assert (again.result, again.cause) == (Result.UNKNOWN, "still_looking")
        assert look_threads() == 1


def test_a_round_that_is_over_leaves_the_rest_unknown():
    looks = looked(lambda camera, seconds: Shot(), 5, round_seconds=0.0)

    assert {(look.result, look.cause) for look in looks.values()} == {(Result.UNKNOWN, "no_turn")}


def test_stopping_leaves_the_rest_unknown_at_once():
    stop = threading.Event()
    with gate() as let_go:

        def opener(camera: Camera, seconds: float) -> Shot:
            stop.set()
            let_go.wait()
            raise NoPicture("silent")

        pace = Pace(at_once=2, per_second=1e6, deadline_seconds=60.0)
        looks = looked(opener, 6, pace=pace, stop=stop)

    assert len(looks) == 6
    assert {(look.result, look.cause) for look in looks.values()} == {(Result.UNKNOWN, "cancelled")}


def test_a_reader_who_leaves_early_leaves_no_thread_behind():
    with gate() as let_go:
        sampler = Sampler(
            lambda camera, seconds: Shot() if camera.code == "cam0" else let_go.wait(),
            pace=Pace(per_second=1e6, deadline_seconds=60.0),
        )
        looks = sampler.look_at(cameras(5))
        assert next(looks).code == "cam0"

        looks.close()

        assert 0 < sampler.abandoned <= 4
        let_go.set()
        until(lambda: sampler.abandoned == 0)
    assert not [thread for thread in threading.enumerate() if thread.name == "pulse"]


def test_a_failure_while_this_process_stood_still_is_not_the_cameras():
    moment = [0.0]

    def opener(camera: Camera, seconds: float) -> Shot:
        moment[0] += 30.0  # as after SIGSTOP: every time-out ran off meanwhile
        raise NoPicture("silent")

    sampler = Sampler(opener, pace=Pace(per_second=1e6), clock=lambda: moment[0])
    (look,) = sampler.look_at(cameras(1))

    assert (look.result, look.cause) == (Result.UNKNOWN, "held_up")


def test_lateness_is_told():
    pace = Pace(at_once=1, per_second=1e6, deadline_seconds=5.0)

    def opener(camera: Camera, seconds: float) -> Shot:
        time.sleep(0.02)
        return Shot()

    late = [look.late_seconds for look in looked(opener, 5, pace=pace).values()]

    assert late[0] < late[-1]
    assert late[-1] >= 0.08


def test_when_no_thread_can_be_started_the_look_is_unknown(monkeypatch: pytest.MonkeyPatch):
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "look":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    looks = looked(lambda camera, seconds: Shot(), 3)

    assert {(look.result, look.cause) for look in looks.values()} == {(Result.UNKNOWN, "no_thread")}
