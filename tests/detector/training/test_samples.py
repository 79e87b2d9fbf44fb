"""Batches: their form, their repetition, and what becomes of a broken picture."""

import numpy as np
import pytest

from detector.training.augment import Look
from detector.training.labels import read_folder
from detector.training.samples import Course, batch_of, chances_of, in_memory
from tests.support.labelled import draw_folder

COURSE = Course(size=64, samples=8, batch=4, seed=2)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    return read_folder(draw_folder(tmp_path_factory.mktemp("samples") / "drawn", 6))


def shown(pictures, course=COURSE, moment=(0, 0), **ways):
    return batch_of(
        pictures, in_memory(pictures, **ways), course, chances_of(pictures), moment
    )  # fmt: skip


def test_a_batch_has_as_many_samples_as_told(pictures):
    batch = shown(pictures)

    assert batch.pictures.shape == (4, 3, 64, 64)
    assert batch.pictures.dtype == np.uint8
    assert batch.wanted["heat"].shape == (4, 2, 16, 16)
    assert batch.wanted["boxes"].shape == (4, 2, 4, 16, 16)


def test_a_moment_repeats_and_the_next_differs(pictures):
    first, again = (shown(pictures).pictures for _ in range(2))

    assert np.array_equal(first, again)
    for other in ((0, 1), (1, 0)):
        assert not np.array_equal(first, shown(pictures, moment=other).pictures)


def test_decoded_pictures_are_those_that_are_decoded_when_asked(pictures):
    assert np.array_equal(
        shown(pictures).pictures, shown(pictures, is_decoded=True).pictures
    )  # fmt: skip


def test_heads_are_among_what_is_wanted(pictures):
    batches = [shown(pictures, moment=(0, number)) for number in range(2)]

    assert sum((batch.wanted["heat"][:, 0] == 1).sum() for batch in batches) > 0


def test_chances_are_one_in_all(pictures):
    assert chances_of(pictures).sum() == pytest.approx(1)


def test_guests_are_put_into_pictures_and_wanted_there(pictures):
    course = Course(64, 8, 4, 2, Look(night=1.0), guests=1.0)

    batch = shown(pictures, course)

    assert (batch.wanted["heat"].max(axis=(1, 2, 3)) == 1).any()


def test_a_broken_picture_stops_the_training_by_its_name(tmp_path):
    pictures = read_folder(draw_folder(tmp_path / "drawn", 2))
    for picture in pictures:
        picture.path.write_bytes(b"no picture")

    with pytest.raises(ValueError, match=r"voc_00\d\.jpg is no picture"):
        shown(pictures)
