"""Putting packets in order of time."""

from fractions import Fraction

import av
import pytest

from transcoder.limits import Limits
from transcoder.timeline import Arrival, Timeline

TICKS = 3600  # one frame of 25 a second, in 1/90000 s
START = b"\x00\x00\x01"
IDR = START + b"\x67\x42\x00" + START + b"\x68\xce" + START + b"\x65\x88\x84"
OTHER_IDR = START + b"\x67\x64\x00" + START + b"\x68\xce" + START + b"\x65\x88\x84"
SLICE = START + b"\x41\x9a\x24"


def packet(
    dts: int | None, *, pts: int | None = None, key: bool = False, data: bytes | None = None
) -> av.Packet:
    made = av.Packet(data or (IDR if key else SLICE))
    made.dts, made.pts = dts, dts if pts is None else pts
    made.time_base = Fraction(1, 90_000)
    made.duration = TICKS
    made.is_keyframe = key
    return made


def fed(*packets: av.Packet) -> tuple[Timeline, list[Arrival]]:
    timeline = Timeline("h264", spacing_seconds=0.04, limits=Limits())
    return timeline, [arrival for each in packets for arrival in timeline.feed(each)]


def times(arrivals: list[Arrival]) -> list[tuple[int | None, int | None]]:
    return [(arrival.packet.pts, arrival.packet.dts) for arrival in arrivals]


def test_unstamped_first_packets_keep_the_key_frame():
    unstamped = [packet(None, key=True), packet(None), packet(None)]
    _, arrivals = fed(*unstamped, packet(0), packet(TICKS))
    assert [arrival.packet.is_keyframe for arrival in arrivals] == [True, *[False] * 4]
    assert times(arrivals) == [(n * TICKS, n * TICKS) for n in range(5)]


def test_a_run_never_starts_below_zero():
    _, arrivals = fed(packet(None, key=True), packet(1))
    assert times(arrivals)[0] == (0, 0)


def test_presentation_times_known_early_are_kept():
    held = [packet(None, key=True), packet(None, pts=3 * TICKS), packet(None, pts=TICKS)]
    _, arrivals = fed(*held, packet(2 * TICKS, pts=2 * TICKS))
    assert times(arrivals) == [
        (0, 0),
        (4 * TICKS, TICKS),
        (2 * TICKS, 2 * TICKS),
        (3 * TICKS, 3 * TICKS),
    ]


def test_a_source_that_never_stamps_is_stamped_at_its_frame_rate():
    _, arrivals = fed(packet(None, key=True), *[packet(None) for _ in range(30)])
    assert times(arrivals) == [(n * TICKS, n * TICKS) for n in range(31)]


def test_packets_before_the_first_key_frame_are_left_out():
    _, arrivals = fed(packet(0), packet(TICKS), packet(2 * TICKS, key=True), packet(3 * TICKS))
    assert times(arrivals) == [(0, 0), (TICKS, TICKS)]
    assert [arrival.begins_run for arrival in arrivals] == [True, False]


@pytest.mark.parametrize("late", [TICKS, 0, -5 * TICKS])
def test_times_not_later_than_the_last_are_dropped(late: int):
    timeline, arrivals = fed(packet(0, key=True), packet(TICKS), packet(late), packet(2 * TICKS))
    assert times(arrivals) == [(0, 0), (TICKS, TICKS), (2 * TICKS, 2 * TICKS)]
    assert timeline.dropped == 1


@pytest.mark.parametrize("jump", [3600 * 90_000, -3600 * 90_000, 11 * 90_000])
def test_a_jump_begins_a_run_at_the_next_key_frame(jump: int):
    first = [packet(0, key=True), packet(TICKS)]
    after = [packet(jump), packet(jump + TICKS, key=True), packet(jump + 2 * TICKS)]
    _, arrivals = fed(*first, *after)
    assert [arrival.begins_run for arrival in arrivals] == [True, False, True, False]
    assert times(arrivals) == [(0, 0), (TICKS, TICKS), (0, 0), (TICKS, TICKS)]


def test_a_pause_of_less_than_the_jump_is_no_new_run():
    _, arrivals = fed(packet(0, key=True), packet(9 * 90_000, key=True))
    assert [arrival.begins_run for arrival in arrivals] == [True, False]


def test_a_clock_set_back_a_little_does_not_stop_the_picture():
    before = [packet(0, key=True), *[packet(n * TICKS) for n in range(1, 100)]]
    after = [packet((n + 10) * TICKS, key=n % 25 == 0) for n in range(60)]
    _, arrivals = fed(*before, *after)
    assert [arrival.begins_run for arrival in arrivals].count(True) == 2


def test_other_parameter_sets_begin_a_run():
    _, arrivals = fed(
        packet(0, key=True),
        packet(TICKS, key=True),
        packet(2 * TICKS, key=True, data=OTHER_IDR),
        packet(3 * TICKS),
    )
    assert [arrival.begins_run for arrival in arrivals] == [True, False, True, False]
    assert times(arrivals)[2:] == [(0, 0), (TICKS, TICKS)]
