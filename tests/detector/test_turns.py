"""In which order cameras have their turn."""

from hypothesis import given
from hypothesis import strategies as st

from detector.look import Camera
from detector.turns import Pace, Turns, share_of, slot_seconds, urgency

NOW = 1_800_000_000.0
FAST = Pace(per_second=1e6, host_per_second=1e6)


def seen(code: str, seconds_ago: float | None = 60.0, host: str | None = None) -> Camera:
    looked_at = None if seconds_ago is None else NOW - seconds_ago
    return Camera(code, host or code, looked_at=looked_at)


def turns(cameras: list[Camera], pace: Pace = FAST) -> Turns:
    return Turns(cameras, pace, begun=0.0, now=NOW, seconds=60.0)


def taken(waiting: Turns, now: float) -> list[str]:
    codes = []
    while (camera := waiting.take(now)) is not None:
        codes.append(camera.code)
        now += 2e-6  # what the fastest pace asks for between two
    return codes


def test_slots_are_spread_evenly_over_the_minute():
    slots = [slot_seconds(seen(f"cam{n}"), now=NOW, round_seconds=60.0) for n in range(2210)]

    a_sixth = [sum(low <= slot < low + 10 for slot in slots) for low in range(10, 50, 10)]
    assert all(350 < count < 540 for count in a_sixth)
    assert all(0 <= slot < 60 for slot in slots)


def test_a_camera_keeps_its_place_but_for_a_jitter_of_two_seconds():
    slots = [slot_seconds(seen("cam", 50.0 - n * 60.0), now=NOW + n * 60.0, round_seconds=60.0)
             for n in range(1, 200)]  # fmt: skip

    assert 1.0 < max(slots) - min(slots) < 2.0


def test_cameras_never_seen_or_missed_last_time_are_due_at_once():
    slots = [
        slot_seconds(camera, now=NOW, round_seconds=60.0)
        for camera in (seen("new", None), seen("missed", 61.0))
    ]

    assert slots == [0.0, 0.0]


def test_of_those_due_the_longest_unseen_comes_first():
    cameras = [seen("b", 100.0), seen("d", 95.0), seen("a", None), seen("c", 99.0)]

    assert taken(turns(cameras), now=0.0) == ["a", "b", "c", "d"]


@given(st.lists(st.tuples(st.text(max_size=8), st.none() | st.floats(0, 1e6)), max_size=30))
def test_the_order_does_not_depend_on_the_order_given(cameras: list[tuple[str, float | None]]):
    unique = [seen(code, ago) for code, ago in dict(cameras).items()]
    forwards, backwards = sorted(unique, key=urgency), sorted(unique[::-1], key=urgency)  # noqa: C415

    assert forwards == backwards
    ages = [camera.looked_at for camera in forwards if camera.looked_at is not None]
    assert ages == sorted(ages)


def test_an_overloaded_round_leaves_nobody_unseen_twice_running():
    looked_at: dict[str, float | None] = {f"cam{n}": None for n in range(100)}
    slow = Pace(per_second=1.0, host_per_second=1e6)  # 60 of 100 a minute
    missed: set[str] = set()
    for number in range(6):
        now = NOW + 60.0 * number
        cameras = [Camera(code, code, looked_at=at) for code, at in looked_at.items()]
        waiting = Turns(cameras, slow, begun=0.0, now=now, seconds=60.0)
        for second in range(60):
            for code in taken(waiting, float(second)):
                looked_at[code] = now + second
        left = {camera.code for camera in waiting.rest()}
        assert 35 <= len(left) <= 45
        assert not left & missed
        missed = left


def test_the_node_begins_no_more_than_its_rate():
    waiting = turns([seen(f"cam{n}", None) for n in range(100)], Pace(per_second=10.0))

    begun = sum(len(taken(waiting, tenth / 10)) for tenth in range(51))

    assert 50 <= begun <= 52


def test_a_recorder_is_asked_twice_a_second_and_bears_few_at_once():
    pace = Pace(per_second=1000.0, host_per_second=2.0, host_at_once=3)
    waiting = turns([seen(f"cam{n}", None, host="nvr") for n in range(16)], pace)

    first_second = [camera for tick in range(10) if (camera := waiting.take(tick / 10))]
    assert len(first_second) <= 3
    later = [camera for tick in range(10, 100) if (camera := waiting.take(tick / 10))]
    assert len(first_second) + len(later) == 3

    waiting.back(first_second[0])
    assert waiting.take(11.0) is not None


def test_a_busy_recorder_does_not_keep_others_waiting():
    pace = Pace(per_second=1000.0, host_at_once=1)
    cameras = [seen("n1", 300, host="nvr"), seen("n2", 299, host="nvr"), seen("alone", 200)]

    waiting = turns(cameras, pace)

    assert [waiting.take(0.01 * n).code for n in (1, 2)] == ["n1", "alone"]


def test_waiting_is_told_until_the_next_may_begin():
    waiting = turns([seen("cam")])

    at = waiting.next_at()

    assert at == slot_seconds(seen("cam"), now=NOW, round_seconds=60.0)
    assert waiting.take(at - 0.001) is None
    assert waiting.take(at).code == "cam"
    assert waiting.next_at() is None


@given(st.text())
def test_a_share_is_stable_and_below_one(text: str):
    assert 0.0 <= share_of(text) < 1.0
    assert share_of(text) == share_of(text)
