"""The clock of a clip, in step with the wall clock."""

import pytest

from transcoder.simulator.recording import TICKS_PER_SECOND, AccessUnit, Recording
from transcoder.simulator.rtp import RtpTrack
from transcoder.simulator.timeline import MAX_LATENESS_SECONDS, Moment, Tick, Timeline

TEN = tuple(
    AccessUnit((b"\x65x",), send_ticks=n * 9000, shown_ticks=n * 9000, is_key=n % 5 == 0)
    for n in range(10)
)


class Loop:
    """An event loop whose time is moved by the test."""

    def __init__(self):
        self.now = 50.0
        self.waiting = None

    def time(self):
        return self.now

    def call_at(self, when, act, *arguments):
        self.waiting = (when, act, arguments)
        return self

    def cancel(self):
        self.waiting = None

    def pass_to_next(self, late=0.0):
        when, act, arguments = self.waiting
        self.now = when + late
        act(*arguments)


class Viewer:
    def __init__(self):
        self.taken = []

    def take(self, tick):
        self.taken.append(tick.moment)


@pytest.fixture
def loop():
    return Loop()


@pytest.fixture
def timeline(loop):
    """A clip of 1 s at 10 pictures a second; the wall clock shows 1000.02 s at the start."""
    track = RtpTrack(Recording("h264", 1, 1, (), TEN, TICKS_PER_SECOND), sets_in_band=False)
    return Timeline(track, loop, now=lambda: 1000.02)


def test_the_place_in_the_clip_is_the_unix_time_modulo_its_length(loop, timeline):
    loop.now += 7.30

    assert timeline.next_moment() == Moment(loop=1007, index=4)


def test_pictures_come_in_order_over_the_end_of_the_clip(loop, timeline):
    viewer = Viewer()
    timeline.join(viewer)
    for _ in range(11):
        loop.pass_to_next()

    expected = [Moment(1000, n) for n in range(1, 10)] + [Moment(1001, 0), Moment(1001, 1)]
    assert viewer.taken == expected


def test_a_picture_is_sent_when_the_wall_clock_reaches_it(loop, timeline):
    timeline.join(Viewer())

    assert loop.waiting[0] == pytest.approx(50.08)


def test_nothing_waits_when_the_last_viewer_has_left(loop, timeline):
    viewer = Viewer()
    timeline.join(viewer)
    timeline.leave(viewer)

    assert loop.waiting is None


def test_a_viewer_who_left_within_the_last_picture_ends_the_clock(loop, timeline):
    viewer = Viewer()
    viewer.take = lambda tick: timeline.leave(viewer)
    timeline.join(viewer)
    loop.pass_to_next()
    timeline.join(Viewer())

    assert loop.waiting is not None


def test_a_clock_held_up_for_long_goes_on_at_a_key_frame(loop, timeline):
    viewer = Viewer()
    timeline.join(viewer)
    loop.pass_to_next(late=MAX_LATENESS_SECONDS + 0.55)
    loop.pass_to_next()

    assert viewer.taken[1].index in (0, 5)
    assert viewer.taken[1].loop == 1003


def test_the_current_group_reaches_back_to_the_last_key_frame(loop, timeline):
    loop.now += 0.75

    assert timeline.current_group() == [Moment(1000, 5), Moment(1000, 6), Moment(1000, 7)]


def test_the_next_key_frame_may_lie_in_the_next_round(loop, timeline):
    loop.now += 0.75

    assert timeline.next_key() == Moment(1001, 0)


def test_viewers_of_one_channel_are_given_the_same_bytes(timeline):
    tick = Tick(timeline.track, Moment(3, 4))

    assert tick.framed(0) is tick.framed(0)
    assert tick.framed(2)[1] == 2
