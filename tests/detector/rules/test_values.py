"""Boxes and regions: the arithmetic of what was seen."""

import pytest

from detector.rules.sightings import Box, Region
from tests.support.sightings import BODY, setting

SQUARE = Box(0.2, 0.2, 0.4, 0.4)
TRIANGLE = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5))


def test_a_box_turned_inside_out_has_no_area():
    turned = Box(0.5, 0.5, 0.4, 0.4)

    assert (turned.width, turned.height, turned.area) == (0, 0, 0)
    assert turned.share_in(SQUARE) == 0


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (SQUARE, 1), (Box(0, 0, 1, 1), 1), (Box(0.3, 0.2, 0.9, 0.4), 0.5),
        (Box(0.6, 0.6, 0.7, 0.7), 0), (Box(0.6, 0.2, 0.7, 0.4), 0),
    ],
)  # fmt: skip
def test_how_much_of_a_box_lies_in_another(other, share):
    assert SQUARE.share_in(other) == pytest.approx(share)


def test_a_shift_counts_in_sides_of_the_box():
    assert SQUARE.shift_to(Box(0.2, 0.2, 0.45, 0.4)) == pytest.approx(0.25)
    assert SQUARE.shift_to(SQUARE) == 0


def test_a_distance_counts_in_diagonals_of_the_box():
    assert Box(0, 0, 0.3, 0.4).distance_to(Box(0.5, 0, 0.8, 0.4)) == pytest.approx(1)


def test_the_box_around_boxes_holds_them_all():
    assert Box.around([SQUARE, Box(0.1, 0.3, 0.2, 0.9)]) == Box(0.1, 0.2, 0.4, 0.9)


@pytest.mark.parametrize(
    ("point", "is_in"), [((0.1, 0.1), True), ((0.4, 0.4), False), ((0.6, 0.1), False)]
)
def test_a_region_holds_what_lies_in_its_polygon(point, is_in):
    assert Region(TRIANGLE).holds(point) is is_in


def test_a_region_of_one_code_binds_no_other():
    here = setting(regions=(Region(TRIANGLE, frozenset({"PPE-CAP"})),))

    assert not here.watches("PPE-CAP", (0.9, 0.9))
    assert here.watches("PPE-CAP", (0.1, 0.1))
    assert here.watches("PPE-MASK", (0.9, 0.9))


def test_a_region_of_all_codes_binds_each():
    assert not setting(regions=(Region(TRIANGLE),)).watches("PPE-MASK", BODY.middle)
