"""What moved: the whole picture, a box, or the camera."""

import numpy as np

from detector.motion import WIDTH, Plain, is_restless, share_in
from detector.rules.sightings import Box

MIDDLE = Box(0.4, 0.4, 0.6, 0.6)


def room(seed=1, *, width=320, height=180, dot=None):
    """Blots, and at `dot` (parts of the picture) a bright square."""
    rough = np.random.default_rng(seed).integers(40, 200, (9, 16, 3), np.uint8)
    picture = np.repeat(np.repeat(rough, height // 9, axis=0), width // 16, axis=1)
    if dot is not None:
        x, y = round(dot[0] * width), round(dot[1] * height)
        picture[y : y + height // 9, x : x + width // 9] = 255
    return picture


def changed(before, after):
    return Plain.of(after).changed_from(Plain.of(before))


def test_nothing_changed_between_equal_pictures():
    assert not changed(room(), room()).any()


def test_the_noise_of_a_sensor_is_no_change():
    noise = np.random.default_rng(2).normal(0, 6, room().shape)

    assert changed(room(), np.clip(room() + noise, 0, 255).astype(np.uint8)).mean() < 0.001


def test_more_light_on_everything_is_no_change():
    assert changed(room(), room() + np.uint8(20)).mean() == 0


def test_what_came_into_a_box_changed_it():
    stirred = changed(room(), room(dot=(0.45, 0.45)))

    assert share_in(stirred, MIDDLE) > 0.2
    assert share_in(stirred, Box(0.0, 0.0, 0.2, 0.2)) == 0


def test_pictures_of_two_sizes_cannot_be_compared():
    assert changed(room(), room(width=160, height=90)) is None


def test_a_large_picture_is_compared_small():
    assert Plain.of(room(width=1600, height=900)).grey.shape == (270, WIDTH)


def test_a_box_beyond_the_picture_did_not_change():
    assert share_in(np.ones((10, 10), np.bool_), Box(1.2, 1.2, 1.4, 1.4)) == 0


def test_somebody_who_moves_leaves_the_rest_calm():
    assert not is_restless(changed(room(), room(dot=(0.45, 0.45))), [MIDDLE])


def test_another_picture_is_restless():
    assert is_restless(changed(room(1), room(2)), [MIDDLE])


def test_where_everybody_fills_the_picture_nothing_is_known():
    assert is_restless(changed(room(), room()), [Box(0, 0, 1, 1)])
