"""From pixels and boxes to what the rules take."""

from dataclasses import replace

import numpy as np
import pytest

from detector.heads import Answer, Scene, SeenHead, SeenThing
from detector.rules.sightings import Box
from detector.sightings import Seen, sightings_of
from tests.detector.test_motion import room

NOBODY = Scene((), np.zeros((0, 4), np.float32), np.zeros(0, np.float32))
SOMEBODY = Scene(
    (SeenHead((128, 36, 160, 72), 0.7, Answer.NO, Answer.UNCERTAIN),),
    np.array([[96, 36, 192, 162]], np.float32),
    np.array([0.6], np.float32),
)


def looks(*pictures, scene=SOMEBODY):
    return [Seen(60.0 * number, each, scene) for number, each in enumerate(pictures)]


def test_boxes_are_in_parts_and_answers_plain():
    (seen,) = sightings_of(looks(room()))
    (head,), (person,) = seen.heads, seen.persons

    assert head.box == Box(0.4, 0.2, 0.5, 0.4)
    assert (head.masked, head.covered) == (False, None)
    assert (person.label, person.box.right) == ("person", pytest.approx(0.6))
    assert (seen.width_px, seen.height_px) == (320, 180)


def test_the_first_look_says_nothing_of_motion():
    (seen,) = sightings_of(looks(room()))

    assert seen.motion is None
    assert seen.heads[0].stir is None


def test_whoever_moves_stirs():
    before, after = sightings_of(looks(room(), room(dot=(0.42, 0.25))))

    assert after.heads[0].stir > 0.3
    assert after.persons[0].stir > 0.05
    assert after.motion > 0
    assert before.moment == 0


def test_nobody_stirs_while_the_camera_moves():
    _, after = sightings_of(looks(room(1), room(2)))

    assert after.heads[0].stir is None
    assert after.motion > 0.5


def test_nobody_stirs_after_a_picture_of_another_size():
    _, after = sightings_of(looks(room(width=160, height=90), room()))

    assert after.motion is None


def test_things_of_models_are_traced_too():
    rat = replace(NOBODY, things=(SeenThing("PST-RAT", (32, 18, 64, 36), 0.8),))

    _, after = sightings_of(looks(room(), room(), scene=rat))

    (thing,) = after.things
    assert (thing.label, thing.box, thing.score) == ("PST-RAT", Box(0.1, 0.1, 0.2, 0.2), 0.8)
    assert thing.stir == 0


def test_a_fire_that_leaps_is_not_somebody_who_moves():
    fires = [room(), room()]
    for height, picture in zip((60, 80), fires, strict=True):
        picture[height:120, 200:240] = (20, 140, 255)

    _, after = sightings_of(looks(*fires, scene=NOBODY))

    assert after.flame.flicker > 0.2
    assert after.motion < 0.02
