"""The maps a finder should answer with, and that decoding them gives the boxes again."""

import numpy as np
import pytest

from detector.boxes import Layout, centres
from detector.training.targets import STRIDE, target_of

NONE = np.zeros((0, 4), np.float32)
BOX = np.array([[40, 20, 80, 60]], np.float32)


def target(*, heads=NONE, persons=NONE, head_ignores=NONE, person_ignores=NONE):
    return target_of((heads, persons), (head_ignores, person_ignores), width=160, height=96)


def test_maps_have_a_cell_for_four_by_four_pixels():
    maps = target()

    assert maps.heat.shape == (2, 24, 40)
    assert maps.boxes.shape == (2, 4, 24, 40)


def test_nothing_is_wanted_of_an_empty_picture_but_silence():
    maps = target()

    assert maps.heat.max() == 0
    assert maps.weights.max() == 0
    assert maps.counts.min() == 1


def test_an_object_is_hottest_in_its_middle():
    maps = target(heads=BOX)

    assert np.argwhere(maps.heat[0] == 1).tolist() == [[10, 15]]
    assert maps.heat[1].max() == 0


def test_a_perfect_answer_is_decoded_into_the_boxes():
    heads = np.array([[40, 20, 80, 60], [100, 8, 112, 20], [20, 60, 33, 75]], np.float32)
    persons = np.array([[30, 10, 90, 95]], np.float32)
    maps = target(heads=heads, persons=persons)
    rows, columns = np.mgrid[:24, :40].astype(np.float32)
    middles = np.stack([columns, rows, columns, rows])[None] * STRIDE + STRIDE / 2
    signs = np.array([1, 1, -1, -1], np.float32).reshape(1, 4, 1, 1)
    sides = ((middles - maps.boxes) * signs).reshape(8, 24, 40)

    told = centres([np.where(maps.heat == 1, maps.heat, 0), sides], Layout(160, 96, 0.5))

    assert sorted(told.of(0).boxes.tolist()) == sorted(heads.tolist())
    assert told.of(1).boxes.tolist() == persons.tolist()


def test_a_small_head_before_a_large_one_keeps_its_cells():
    large, small = [0, 0, 120, 90], [52, 40, 62, 50]
    maps = target(heads=np.array([small, large], np.float32))

    assert maps.boxes[0, :, 11, 14].tolist() == small


def test_where_it_is_not_known_nothing_counts():
    maps = target(head_ignores=BOX)

    assert maps.counts[0, 5:15, 10:20].max() == 0
    assert maps.counts[0].sum() == 24 * 40 - 100
    assert maps.counts[1].min() == 1


def test_a_known_object_counts_within_what_is_not_known():
    maps = target(heads=BOX, head_ignores=np.array([[0, 0, 160, 96]], np.float32))

    assert maps.counts[0, 10, 15] == 1
    assert maps.counts[0, 0, 0] == 0


@pytest.mark.parametrize(
    "box", [[0, 0, 10, 10], [150, 90, 160, 96], [159, 95, 160, 96], [0, 0, 160, 96]]
)
def test_objects_on_the_edge_have_a_middle_within(box):
    maps = target(heads=np.array([box], np.float32))

    assert (maps.heat == 1).sum() == 1
    assert np.isfinite(maps.weights).all()


def test_regions_outside_the_picture_do_no_harm():
    maps = target(head_ignores=np.array([[-50, -50, -10, -10], [500, 500, 600, 600]], np.float32))

    assert maps.counts.min() == 1


def test_large_objects_weigh_more_but_not_by_their_area():
    small = target(heads=np.array([[40, 40, 52, 52]], np.float32)).weights.sum()
    large = target(heads=np.array([[10, 10, 90, 90]], np.float32)).weights.sum()

    assert small < large < 5 * small
