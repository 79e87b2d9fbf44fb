"""Heads cut out for the judge: what is known of them, how they weigh, how they vary."""

import cv2
import numpy as np
import pytest

from detector.training.crops import batches, crop, cuts, varied, wanted_of, weights_of
from detector.training.labels import Head, read_folder
from tests.support.labelled import draw_folder, row, write_labels


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
    first, again, other = (varied(heads[0], np.random.default_rng(s)) for s in (1, 1, 2))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("mask", "cover", "wanted"),
    [(True, None, (1, 0)), (False, True, (0, 1)), (None, False, (0, 0))],
)
def test_what_is_wanted_is_one_for_yes(mask, cover, wanted):
    assert wanted_of(Head((0, 0, 9, 9), mask, cover)) == wanted


def test_what_is_not_known_has_no_weight(tmp_path):
    every = of(tmp_path, row("a.jpg", "face", mask="yes"), row("a.jpg", "face", cover="no"))

    weights = weights_of(every)

    assert (weights > 0).tolist() == [[True, False], [False, True]]


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


def test_an_epoch_shows_every_head_once_in_full_batches(heads):
    shown = list(batches(heads, weights_of(heads), batch=4, seed=1, epoch=0))

    assert len(shown) == len(heads) // 4
    assert shown[0].crops.shape == (4, 3, 64, 64)
    assert shown[0].wanted.shape == shown[0].weights.shape == (4, 2)


def test_epochs_differ_and_repeat(heads):
    weights = weights_of(heads)
    first, again, second = (
        next(iter(batches(heads, weights, batch=4, seed=1, epoch=epoch))).crops
        for epoch in (0, 0, 1)
    )

    assert np.array_equal(first, again)
    assert not np.array_equal(first, second)
