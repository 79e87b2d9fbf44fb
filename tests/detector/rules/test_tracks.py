"""The same thing from look to look."""

from detector.rules.targets import Target
from detector.rules.tracks import tracks_of
from tests.support.sightings import FACE, moved

NEAR, FAR = moved(FACE, across=0.05), moved(FACE, across=0.4)


def target(box=FACE):
    return Target(box, 0.8)


def test_who_moves_a_little_stays_one():
    tracks = tracks_of([[target()], [target(NEAR)]], [0, 1])

    assert tracks == [(target(), target(NEAR))]


def test_who_is_far_away_is_another():
    tracks = tracks_of([[target()], [target(FAR)]], [0, 1])

    assert tracks == [(target(), None), (None, target(FAR))]


def test_with_more_time_one_goes_further():
    assert len(tracks_of([[target()], [target(FAR)]], [0, 3])) == 1


def test_who_is_missed_once_is_found_again():
    tracks = tracks_of([[target()], [], [target(NEAR)]], [0, 1, 2])

    assert tracks == [(target(), None, target(NEAR))]


def test_two_that_are_near_each_other_keep_apart():
    beside = moved(FACE, across=0.08)
    looks = [[target(), target(beside)], [target(moved(beside, down=0.01)), target()]]

    tracks = tracks_of(looks, [0, 1])

    assert tracks == [(target(), target()), (target(beside), target(moved(beside, down=0.01)))]


def test_nobody_grows_to_three_times_the_size():
    large = type(FACE)(0.3, 0.3, 0.6, 0.65)

    assert len(tracks_of([[target()], [target(large)]], [0, 1])) == 2


def test_nothing_seen_is_no_track():
    assert tracks_of([[], []], [0, 1]) == []
