"""Letterboxes, overlaps, suppression, and every decoder on numbers written by hand."""

import numpy as np
import pytest

from detector.boxes import (
    DECODERS,
    Found,
    Layout,
    letterbox,
    overlaps,
    without_doubles,
)

LAYOUT = Layout(width=64, height=32, least_score=0.3)


def found(*rows) -> Found:
    """Found from rows of x1 y1 x2 y2 score label."""
    table = np.array(rows, np.float32).reshape(-1, 6)
    return Found(table[:, :4], table[:, 4], table[:, 5].astype(np.intp))


def picture(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), 200, np.uint8)


def test_a_letterbox_keeps_the_form_and_greys_the_rest():
    sheet, _ = letterbox(picture(640, 360), width=64, height=64)

    assert sheet.shape == (64, 64, 3)
    assert (sheet[:36] == 200).all()
    assert (sheet[36:] == 114).all()


@pytest.mark.parametrize("anchor", ["corner", "middle"])
@pytest.mark.parametrize("size", [(640, 360), (100, 300), (17, 9), (64, 64)])
def test_a_box_comes_back_to_where_it_was(anchor, size):
    width, height = size
    box = np.array([[width * 0.25, height * 0.25, width * 0.75, height]], np.float32)
    _, told = letterbox(picture(width, height), width=64, height=64, anchor=anchor)
    there = box * told.scale + np.array([told.left, told.top] * 2, np.float32)

    assert told.back(there, width=width, height=height) == pytest.approx(box, abs=1e-3)


def test_a_box_that_sticks_out_is_cut_to_the_picture():
    _, told = letterbox(picture(128, 64), width=64, height=64)

    back = told.back(np.array([[-5, -5, 90, 90]], np.float32), width=128, height=64)

    assert back.tolist() == [[0, 0, 128, 64]]


def test_a_picture_without_pixels_is_refused():
    with pytest.raises(ValueError, match="without pixels"):
        letterbox(np.zeros((0, 10, 3), np.uint8), width=64, height=64)


def test_one_pixel_and_eight_thousand_fit_as_well():
    for size in ((1, 1), (7680, 4320), (1, 4000)):
        sheet, _ = letterbox(picture(*size), width=64, height=32)
        assert sheet.shape == (32, 64, 3)


def test_overlap_is_the_shared_part_of_both():
    some = np.array([[0, 0, 10, 10]], np.float32)
    others = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30]], np.float32)

    assert overlaps(some, others)[0].tolist() == pytest.approx([1, 1 / 3, 0])


def test_of_two_boxes_on_one_thing_the_better_stays():
    left = without_doubles(found((0, 0, 10, 10, 0.6, 0), (1, 0, 11, 10, 0.9, 0)))

    assert left.scores.tolist() == pytest.approx([0.9])


def test_a_head_does_not_suppress_the_person_it_belongs_to():
    left = without_doubles(found((0, 0, 10, 10, 0.6, 0), (0, 0, 10, 10, 0.9, 1)))

    assert sorted(left.labels.tolist()) == [0, 1]


def test_a_suppressed_box_suppresses_nobody():
    chain = found((0, 0, 10, 10, 0.9, 0), (3, 0, 13, 10, 0.8, 0), (6, 0, 16, 10, 0.7, 0))

    assert without_doubles(chain).scores.tolist() == pytest.approx([0.9, 0.7])


def test_nonsense_is_left_out():
    nan = float("nan")

    left = without_doubles(
        found((0, 0, nan, 10, 0.9, 0), (5, 5, 5, 9, 0.9, 0), (0, 0, 9, 9, nan, 0))
    )

    assert len(left) == 0


def test_no_more_than_the_most_come_back():
    many = found(*((20 * i, 0, 20 * i + 10, 10, 0.5, 0) for i in range(30)))

    assert len(without_doubles(many, most=7)) == 7


# One thing at x 12..28, y 8..24 of a picture of 64×32, as each kind of net would tell it.
BOX = [12.0, 8.0, 28.0, 24.0]


def told_by_centres():
    scores = np.zeros((2, 8, 16), np.float32)
    sides = np.ones((8, 8, 16), np.float32)
    scores[1, 4, 5] = 0.9
    scores[1, 4, 6] = 0.6  # beside the peak: the same thing
    sides[4:, 4, 5] = (22 - 12, 18 - 8, 28 - 22, 24 - 18)
    return [scores, sides]


def told_by_yolov5():
    rows = np.zeros((5, 7), np.float32)
    rows[3] = (20, 16, 16, 16, 0.9, 0.1, 1.0)
    return [rows]


def told_by_yolov8():
    columns = np.zeros((6, 5), np.float32)
    columns[:, 2] = (20, 16, 16, 16, 0.1, 0.9)
    return [columns]


def cells_of(strides):
    return sum((64 // stride) * (32 // stride) for stride in strides)


def told_by_yolox():
    rows = np.zeros((cells_of((8, 16, 32)), 7), np.float32)
    # Column 2, row 2 of stride 8, of which a row has 8 cells.
    rows[2 * 8 + 2] = (0.5, 0.0, np.log(2), np.log(2), 0.9, 0.0, 1.0)
    return [rows]


def told_by_yunet():
    sizes = [cells_of((stride,)) for stride in (8, 16, 32)]
    shares = [np.zeros((size, 1), np.float32) for size in sizes]
    objects = [np.zeros((size, 1), np.float32) for size in sizes]
    boxes = [np.zeros((size, 4), np.float32) for size in sizes]
    shares[0][18], objects[0][18] = 0.9, 0.9
    boxes[0][18] = (0.5, 0.0, np.log(2), np.log(2))
    return [*shares, *objects, *boxes, *(np.zeros((size, 10), np.float32) for size in sizes)]


def told_by_parts():
    scores = np.zeros((3, 3), np.float32)
    scores[1] = (0.1, 0.0, 0.9)
    boxes = np.zeros((3, 4), np.float32)
    boxes[1] = np.array(BOX) / (64, 32, 64, 32)
    return [scores, boxes]


def told_by_ssd():
    rows = np.zeros((3, 7), np.float32)
    rows[1] = (0, 2, 0.9, *(np.array(BOX) / (64, 32, 64, 32)))
    return [rows]


TOLD = {
    "centres": told_by_centres,
    "parts": told_by_parts,
    "ssd": told_by_ssd,
    "yolov5": told_by_yolov5,
    "yolov8": told_by_yolov8,
    "yolox": told_by_yolox,
    "yunet": told_by_yunet,
}


def test_every_decoder_is_tried():
    assert set(TOLD) == set(DECODERS)


@pytest.mark.parametrize("name", DECODERS)
def test_a_decoder_finds_the_one_thing(name):
    told = DECODERS[name](TOLD[name](), LAYOUT)

    assert told.boxes.tolist() == [pytest.approx(BOX, abs=1e-3)]
    assert told.scores.tolist() == pytest.approx([0.9])
    assert told.labels.tolist() == [0 if name == "yunet" else 1]


@pytest.mark.parametrize("name", DECODERS)
def test_a_decoder_finds_nothing_where_no_score_suffices(name):
    told = DECODERS[name](TOLD[name](), Layout(64, 32, 0.95))

    assert len(told) == 0


@pytest.mark.parametrize("name", ["yolox", "yunet"])
def test_rows_for_another_size_are_refused(name):
    with pytest.raises(ValueError, match="do not fit"):
        DECODERS[name](TOLD[name](), Layout(128, 32, 0.3))
