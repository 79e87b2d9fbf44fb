"""Fire: orange, bright, and never twice of one form."""

import numpy as np
import pytest

from detector.flame import flames_in

FIRE, SKIN, PLATE, GREEN = (20, 140, 255), (140, 170, 215), (235, 240, 245), (40, 220, 60)


def kitchen(*patches, colour=FIRE, size=(180, 320)):
    """A grey kitchen with patches of one colour: left, upper, right, lower in pixels."""
    picture = np.full((*size, 3), 90, np.uint8)
    for left, upper, right, lower in patches:
        picture[upper:lower, left:right] = colour
    return picture


LOW, HIGH, ELSEWHERE = (100, 80, 130, 100), (110, 60, 130, 100), (200, 80, 230, 100)


def test_fire_is_found_where_it_burns():
    (flame,) = flames_in([kitchen(LOW)])

    assert (flame.box.left, flame.box.lower) == (100 / 320, 100 / 180)
    assert flame.share == pytest.approx(600 / (180 * 320))
    assert flame.flicker is None


def test_fire_that_leaps_flickers():
    flames = flames_in([kitchen(LOW), kitchen(HIGH), kitchen(LOW)])

    assert [flame.flicker for flame in flames] == [None, pytest.approx(0.6), pytest.approx(0.6)]


def test_an_orange_thing_does_not_flicker():
    assert flames_in([kitchen(LOW), kitchen(LOW)])[1].flicker == 0


def test_an_orange_thing_that_is_carried_past_is_no_fire_that_leaps():
    assert flames_in([kitchen(LOW), kitchen(ELSEWHERE)])[1].flicker is None


@pytest.mark.parametrize("colour", [SKIN, PLATE, GREEN, (90, 90, 90), (10, 60, 120)])
def test_other_colours_are_no_fire(colour):
    assert flames_in([kitchen(LOW, colour=colour)]) == [None]


def test_a_spark_is_no_fire():
    assert flames_in([kitchen((100, 80, 103, 83))]) == [None]


def test_of_several_fires_the_largest_counts():
    assert flames_in([kitchen(ELSEWHERE, HIGH)])[0].box.left == 110 / 320


def test_after_a_look_without_fire_or_of_another_size_nothing_flickers():
    large = np.repeat(kitchen(LOW, size=(360, 320)), 1, axis=0)

    flames = flames_in([kitchen(), kitchen(LOW), large])

    assert [flame and flame.flicker for flame in flames] == [None, None, None]


def test_fire_in_a_large_picture_is_in_the_same_parts_of_it():
    large = np.repeat(np.repeat(kitchen(LOW), 4, axis=0), 4, axis=1)

    assert flames_in([large])[0].box == flames_in([kitchen(LOW)])[0].box


def test_no_picture_no_fire():
    assert flames_in([]) == []
