"""Figures on cases that can be counted by hand."""

import math
from functools import partial

import numpy as np
import pytest

from detector.boxes import Found
from detector.training.metrics import (
    Matched,
    accuracy,
    average_precision,
    balanced_accuracy,
    false_a_picture,
    interval,
    matched,
    recall_at,
    share_found,
)

NONE = np.zeros((0, 4), np.float32)


def boxes(*rows) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def once(figure, pictures) -> float:
    """A figure of pictures, each counted once."""
    return figure(pictures)(np.ones(len(pictures), np.int64))


def found(*rows) -> Found:
    table = np.array(rows, np.float32).reshape(-1, 5)
    return Found(table[:, :4], table[:, 4], np.zeros(len(table), np.intp))


def judged(right, scores=None, *, truths=None) -> Matched:
    scores = scores or [1 - index / 100 for index in range(len(right))]
    truths = sum(right) if truths is None else truths
    return Matched(np.array(scores, np.float32), np.array(right, np.bool_), truths)


def test_a_box_on_a_truth_is_right_and_one_beside_it_wrong():
    one = matched(found((0, 0, 10, 10, 0.9), (50, 0, 60, 10, 0.8)), boxes([1, 0, 11, 10]), NONE)

    assert one.right.tolist() == [True, False]
    assert one.truths == 1


def test_a_truth_is_found_once_only_and_by_the_better():
    one = matched(found((0, 0, 10, 10, 0.5), (0, 0, 10, 10, 0.9)), boxes([0, 0, 10, 10]), NONE)

    assert one.scores.tolist() == pytest.approx([0.9, 0.5])
    assert one.right.tolist() == [True, False]


def test_two_heads_side_by_side_are_found_by_two_boxes():
    truths = boxes([0, 0, 10, 10], [4, 0, 14, 10])

    one = matched(found((3, 0, 13, 10, 0.9), (0, 0, 10, 10, 0.8)), truths, NONE)

    assert one.right.tolist() == [True, True]


def test_what_lies_in_an_ignored_region_counts_neither_way():
    one = matched(found((0, 0, 10, 10, 0.9)), NONE, boxes([0, 0, 30, 30]))

    assert len(one.right) == 0


def test_a_truth_in_an_ignored_region_can_be_found():
    one = matched(found((0, 0, 10, 10, 0.9)), boxes([0, 0, 10, 10]), boxes([0, 0, 30, 30]))

    assert one.right.tolist() == [True]


def test_small_truths_and_what_finds_them_count_neither_way():
    one = matched(
        found((0, 0, 10, 10, 0.9), (50, 50, 80, 80, 0.8)),
        boxes([0, 0, 10, 10], [50, 50, 80, 80]),
        NONE,
        least_px=20,
    )

    assert (one.right.tolist(), one.truths) == ([True], 1)


def test_nothing_found_and_nothing_to_find_is_no_error():
    assert matched(found(), NONE, NONE).truths == 0
    assert matched(found((0, 0, 9, 9, 0.5)), NONE, NONE).right.tolist() == [False]


@pytest.mark.parametrize(
    ("right", "truths", "value"),
    [
        ([True, True], 2, 1.0),
        ([True, False], 1, 1.0),
        ([False, True], 1, 0.5),
        ([True, False, True], 2, (1 + 2 / 3) / 2),
        ([True], 4, 0.25),
        ([], 3, 0.0),
    ],
)
def test_average_precision_by_hand(right, truths, value):
    assert once(average_precision, [judged(right, truths=truths)]) == pytest.approx(value)


def test_average_precision_orders_boxes_over_all_pictures():
    pictures = [judged([True], [0.3]), judged([False], [0.9], truths=0)]

    assert once(average_precision, pictures) == pytest.approx(0.5)


def test_without_anything_to_find_there_is_no_figure():
    pictures = [judged([False], truths=0)]

    for figure in (average_precision, partial(recall_at, false_a_picture=1), share_found):
        assert math.isnan(once(figure, pictures))


@pytest.mark.parametrize(("allowed", "value"), [(0, 0.5), (1, 0.5), (2, 1.0)])
def test_recall_grows_with_the_false_boxes_allowed(allowed, value):
    picture = judged([True, False, False, True])

    assert once(partial(recall_at, false_a_picture=allowed), [picture]) == value


def test_accuracy_and_its_balanced_sister():
    pairs = [(True, True)] * 8 + [(True, False), (False, False)]

    assert once(accuracy, [pairs[:3], pairs[3:]]) == pytest.approx(0.9)
    assert once(balanced_accuracy, [pairs[:3], pairs[3:]]) == pytest.approx(0.75)


def test_one_side_alone_has_no_balance():
    assert math.isnan(once(balanced_accuracy, [[(True, True)]]))
    assert math.isnan(once(accuracy, [[]]))


def test_shares_found_and_false_boxes_by_hand():
    pictures = [judged([True, False, False], truths=4), judged([True], truths=1)]

    assert once(share_found, pictures) == pytest.approx(0.4)
    assert once(false_a_picture, pictures) == 1.0


@pytest.mark.parametrize(
    "figure",
    [average_precision, partial(recall_at, false_a_picture=1), share_found, false_a_picture],
)
def test_a_picture_counted_twice_is_as_good_as_two_alike(figure):
    first, second = judged([True, False, True], truths=4), judged([False, True], truths=2)

    twice = figure([first, second])(np.array([2, 1]))

    assert twice == pytest.approx(once(figure, [first, first, second]))


def test_an_interval_holds_the_value_and_narrows_with_more():
    def alternating(count):
        return accuracy([[(True, bool(number % 2))] for number in range(count)])

    few = interval(alternating(10), pictures=10, count=10)
    many = interval(alternating(1000), pictures=1000, count=1000)

    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 4


def test_an_interval_is_the_same_each_time():
    figure = average_precision([judged([True, False], truths=2), judged([False, True])])

    assert interval(figure, pictures=2, count=3) == interval(figure, pictures=2, count=3)


def test_no_picture_no_interval():
    assert math.isnan(interval(average_precision([]), pictures=0, count=0).low)
