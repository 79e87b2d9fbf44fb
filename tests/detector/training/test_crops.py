"""Heads cut out for the judge: what is known of them, how they weigh, how they vary."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from detector.network import Detector, Network
from detector.training.crops import (
    CropCourse,
    batch_of,
    crop,
    cuts,
    every_head,
    suspects,
    varied,
    wanted_of,
    weights_of,
)
from detector.training.labels import Head, read_folder
from tests.support.labelled import draw_folder, row, write_labels
from tests.support.models import bright_spots, card_of


def read(picture):
    return cv2.imread(str(picture.path))


@pytest.fixture(scope="module")
def heads(tmp_path_factory):
    folder = draw_folder(tmp_path_factory.mktemp("crops") / "drawn", 20)
    return list(cuts(read_folder(folder), read))


def of(tmp_path, *rows):
    pictures = read_folder(write_labels(tmp_path, rows))
    return list(cuts(pictures, lambda one: np.zeros((120, 160, 3), np.uint8)))


def test_a_head_of_which_nothing_is_known_is_not_cut(tmp_path):
    assert of(tmp_path, row("a.jpg", "face", mask="unknown", cover="unknown")) == []


def test_a_head_too_small_to_show_anything_is_not_cut(tmp_path):
    assert of(tmp_path, row("a.jpg", "face", (10, 10, 18, 40), mask="yes")) == []


@pytest.mark.parametrize("box", [(0, 0, 30, 40), (140, 90, 160, 120), (-5, 50, 20, 80)])
def test_a_head_on_the_edge_is_cut_as_well(tmp_path, box):
    (cut,) = of(tmp_path, row("a.jpg", "face", box, mask="yes"))

    assert crop(cut).shape == (64, 64, 3)


def test_a_crop_of_a_cut_is_the_crop_of_its_picture(heads):
    cut = heads[0]
    blue = crop(cut).astype(int)
    is_masked = blue[44:54, 24:40, 0].mean() > blue[44:54, 24:40, 2].mean()

    assert is_masked == cut.head.mask


def test_a_crop_varies_but_repeats_with_its_seed(heads):
    first, again, other = (varied(heads[0], np.random.default_rng(s)).image for s in (1, 1, 2))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("mask", "cover", "wanted"),
    [(True, None, (1, 0, 1)), (False, True, (0, 1, 1)), (None, False, (0, 0, 1))],
)
def test_what_is_wanted_is_one_for_yes(mask, cover, wanted):
    assert wanted_of(Head((0, 0, 9, 9), mask, cover)) == wanted


def test_what_is_not_known_has_no_weight(tmp_path):
    every = of(tmp_path, row("a.jpg", "face", mask="yes"), row("a.jpg", "face", cover="no"))

    weights = weights_of(every)

    assert (weights > 0).tolist() == [[True, False, True], [False, True, True]]


def test_rare_answers_of_a_source_weigh_more(tmp_path):
    rows = [row("a.jpg", "face", mask="yes") for _ in range(8)]
    every = of(tmp_path, *rows, row("a.jpg", "face", mask="no"), row("a.jpg", "face", mask="no"))

    weights = weights_of(every)[:, 0]

    assert weights[:8].sum() == pytest.approx(weights[8:].sum())


def test_a_source_with_one_answer_only_teaches_half(tmp_path):
    every = of(tmp_path, row("a.jpg", "face", mask="yes", source="hwd"))

    assert weights_of(every)[0, 0] == 0.5


def test_a_mask_worn_wrongly_teaches_less(tmp_path):
    every = of(
        tmp_path,
        *(row("a.jpg", "face", mask=told) for told in ("yes", "no", "incorrect", "yes")),
    )

    weights = weights_of(every)[:, 0]

    assert weights[2] == weights[1] / 2


def epoch_of(cuts_, weights, course, *, epoch=0):
    steps = course.steps(len(cuts_))
    return [batch_of(cuts_, weights, course, (epoch, number)) for number in range(steps)]


def test_an_epoch_shows_every_head_once_in_full_batches(heads):
    shown = epoch_of(heads, weights_of(heads), CropCourse(100, 4, 1))

    assert len(shown) == len(heads) // 4
    assert shown[0].crops.shape == (4, 3, 64, 64)
    assert shown[0].wanted.shape == shown[0].weights.shape == (4, 3)
    assert shown[0].shifts.shape == (4, 4)


def test_moments_differ_and_repeat(heads):
    weights, course = weights_of(heads), CropCourse(100, 4, 1)
    first, again, other, later = (
        batch_of(heads, weights, course, moment).crops
        for moment in ((0, 0), (0, 0), (0, 1), (1, 0))
    )

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, later)


def test_an_epoch_may_be_shorter_than_the_heads_are_many(heads):
    assert CropCourse(8, 4, 1).steps(len(heads)) == 2
    assert len(epoch_of(heads, weights_of(heads), CropCourse(8, 4, 1))) == 2


def test_where_the_head_is_in_a_crop_is_told_from_the_box_that_was_cut(heads):
    """The blue of a mask begins in the middle of a head: there it is found after the shift."""
    masked = [cut for cut in heads if cut.head.mask and not cut.head.cover]
    apart = []
    for seed in range(60):
        one = varied(masked[seed % len(masked)], np.random.default_rng(seed))
        blue = one.image[:, 24:40].astype(int)
        rows = np.flatnonzero((blue[..., 0] - blue[..., 2]).mean(axis=1) > 60)
        if one.is_placed and len(rows) > 3:
            top, bottom = 64 * 0.7 / 1.95, 64 * 1.7 / 1.95
            upper = top + one.shifts[1] * (bottom - top)
            lower = bottom + one.shifts[3] * (bottom - top)
            apart.append(rows[0] - (upper + lower) / 2)

    assert len(apart) >= 10
    assert abs(np.median(apart)) < 3


def test_a_head_that_is_turned_or_guessed_teaches_no_place(tmp_path):
    (hat,) = of(tmp_path, row("a.jpg", "head_top", (40, 40, 70, 60), cover="yes"))

    assert not any(varied(hat, np.random.default_rng(seed)).is_placed for seed in range(20))


def test_heads_of_which_nothing_is_known_teach_that_they_are_heads(tmp_path):
    pictures = read_folder(
        write_labels(tmp_path, [row("a.jpg", "face"), row("a.jpg", "face", (1, 1, 5, 9))])
    )
    (cut,) = every_head(pictures, lambda one: np.zeros((120, 160, 3), np.uint8))

    assert weights_of([cut]).tolist() == [[0, 0, 0.5]]


def test_what_a_finder_takes_for_a_head_where_none_is_teaches_that_too(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx")
    finder = Detector(Network(model, card_of(model)))
    head, nothing = (20, 20, 36, 36), (70, 20, 86, 36)
    folder = write_labels(tmp_path, [row("a.jpg", "face", head, mask="no")])
    image = np.zeros((120, 160, 3), np.uint8)
    for x1, y1, x2, y2 in (head, nothing):
        image[y1 + 6 : y2 - 6, x1 + 6 : x2 - 6] = 255

    (found,) = suspects(read_folder(folder), lambda one: image, finder)

    assert found.head is None
    assert wanted_of(found.head) == (0, 0, 0)
    assert weights_of([found]).tolist() == [[0, 0, 0.5]]
    assert not varied(found, np.random.default_rng(1)).is_placed


def test_heads_of_which_something_is_known_are_drawn_more_often(heads):
    known = heads[:10]
    unknown = [replace(cut, head=replace(cut.head, mask=None, cover=None)) for cut in known]
    weights = weights_of([*known, *unknown])

    shown = [
        one.weights[:, :2].any(axis=1).sum()
        for epoch in range(20)
        for one in epoch_of([*known, *unknown], weights, CropCourse(8, 8, 1), epoch=epoch)
    ]

    assert np.mean(shown) > 5  # of 8; 4 if all were drawn alike
