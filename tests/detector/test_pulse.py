"""Noticing that the process itself stood still."""

from detector.pulse import LATE_SECONDS, Pulse


def test_a_beat_that_comes_late_tells_of_it():
    moment = [100.0]
    pulse = Pulse(lambda: moment[0])

    moment[0] += LATE_SECONDS / 2
    pulse.beat()
    assert not pulse.was_held_up(100.0)

    moment[0] += LATE_SECONDS * 2
    assert pulse.was_held_up(100.0)  # already before the next beat
    pulse.beat()
    assert pulse.was_held_up(100.0)


def test_what_began_after_the_stand_still_is_not_touched_by_it():
    moment = [100.0]
    pulse = Pulse(lambda: moment[0])
    moment[0] = 110.0
    pulse.beat()
    moment[0] = 110.1

    assert not pulse.was_held_up(110.05)


def test_the_thread_beats_and_ends():
    with Pulse(lambda: 0.0) as pulse:
        assert not pulse.was_held_up(-1.0)
