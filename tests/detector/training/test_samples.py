"""Batches: their form, their repetition, and what becomes of a broken picture."""

import numpy as np
import pytest

from detector.training.labels import read_folder
from detector.training.samples import Course, batches, in_memory
from tests.support.labelled import draw_folder

COURSE = Course(size=64, samples=8, batch=4, seed=2)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    return read_folder(draw_folder(tmp_path_factory.mktemp("samples") / "drawn", 6))


def test_an_epoch_has_as_many_batches_as_told(pictures):
    shown = list(batches(pictures, in_memory(pictures), COURSE, epoch=0))

    assert len(shown) == 2
    assert shown[0].pictures.shape == (4, 3, 64, 64)
    assert shown[0].pictures.dtype == np.uint8
    assert shown[0].wanted["heat"].shape == (4, 2, 16, 16)
    assert shown[0].wanted["boxes"].shape == (4, 2, 4, 16, 16)


def test_an_epoch_repeats_and_the_next_differs(pictures):
    read = in_memory(pictures)
    first, again, second = (
        next(iter(batches(pictures, read, COURSE, epoch=epoch))).pictures for epoch in (0, 0, 1)
    )

    assert np.array_equal(first, again)
    assert not np.array_equal(first, second)


def test_heads_are_among_what_is_wanted(pictures):
    shown = batches(pictures, in_memory(pictures), COURSE, epoch=0)

    assert sum((batch.wanted["heat"][:, 0] == 1).sum() for batch in shown) > 0


def test_a_broken_picture_stops_the_training_by_its_name(tmp_path):
    pictures = read_folder(draw_folder(tmp_path / "drawn", 2))
    for picture in pictures:
        picture.path.write_bytes(b"no picture")

    with pytest.raises(ValueError, match=r"voc_00\d\.jpg is no picture"):
        list(batches(pictures, in_memory(pictures), COURSE, epoch=0))
