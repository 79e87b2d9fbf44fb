"""Augmented pictures: labels go where the pixels go, and a seed repeats them."""

from pathlib import Path

import numpy as np
import pytest

from detector.training.augment import Look, Zoom, in_other_light, moved, sample_of
from detector.training.labels import Picture
from detector.training.subjects import HEAD, PERSON

NONE = np.zeros((0, 4), np.float32)
HEADS = np.array([[60, 40, 100, 90]], np.float32)


def picture(*, heads=HEADS, persons=NONE, annotated=frozenset({HEAD, PERSON})) -> Picture:
    return Picture(
        Path("a.jpg"), "voc", "train", 200, 150, (heads, persons), (NONE, NONE), annotated, ()
    )


def read(_: Picture) -> np.ndarray:
    """A black picture in which the head is white."""
    image = np.zeros((150, 200, 3), np.uint8)
    image[40:90, 60:100] = 255
    return image


def samples(count: int, pictures=None, **changes):
    for seed in range(count):
        yield sample_of(
            pictures or [picture(**changes)], read, size=128, rng=np.random.default_rng(seed)
        )


def test_boxes_lie_where_the_head_was_moved_to():
    inside, outside = [], []
    for sample in samples(60):
        bright = sample.image.astype(int).max(axis=2)
        for x1, y1, x2, y2 in sample.boxes[HEAD]:
            middle = bright[int(y1 + y2) // 2, int(x1 + x2) // 2]
            inside.append(middle - np.median(bright[: max(1, int(y1) - 3)]))
        outside.append(len(sample.boxes[HEAD]))

    assert sum(outside) >= 40
    assert np.mean(np.array(inside) > 30) > 0.9


def test_boxes_lie_within_the_sample():
    for sample in samples(40):
        for boxes in (*sample.boxes, *sample.ignores):
            assert boxes.min(initial=0) >= 0
            assert boxes.max(initial=0) <= 128


def test_the_same_seed_gives_the_same_sample():
    (first,), (second,) = list(samples(1)), list(samples(1))

    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.boxes[HEAD], second.boxes[HEAD])


def test_other_seeds_give_other_samples():
    first, second = samples(2)

    assert not np.array_equal(first.image, second.image)


def test_four_pictures_make_a_mosaic_with_the_heads_of_all():
    counts = [len(s.boxes[HEAD]) + len(s.ignores[HEAD]) for s in samples(20, [picture()] * 4)]

    assert max(counts) == 4


def test_what_is_seen_from_farther_off_is_smaller():
    def sides(zoom):
        seen = [
            sample_of([picture()], read, size=128, rng=np.random.default_rng(seed), look=Look(zoom))
            for seed in range(20)
        ]
        every = np.concatenate([sample.boxes[HEAD] for sample in seen])
        return (every[:, 2] - every[:, 0]).mean()

    assert sides(Zoom(whole=(0.4, 0.5))) < 0.5 * sides(Zoom(whole=(0.9, 1.0)))


def test_a_class_that_is_not_annotated_is_not_known_where_its_picture_is():
    for sample in samples(10, annotated=frozenset({HEAD})):
        assert len(sample.boxes[PERSON]) == 0
        assert len(sample.ignores[PERSON]) == 1


def test_a_head_that_is_cut_in_half_is_neither_right_nor_wrong():
    edge = np.array([[1.0, 0, -80], [0, 1, 0], [0, 0, 1]])

    boxes, shares = moved(HEADS, edge, (128, 128))

    assert boxes.tolist() == [[0, 40, 20, 90]]
    assert shares.tolist() == pytest.approx([0.5])


def test_no_box_is_moved_to_no_box():
    boxes, shares = moved(NONE, np.eye(3), (10, 10))

    assert boxes.shape == (0, 4)
    assert shares.shape == (0,)


def test_other_light_keeps_form_and_type():
    image = np.random.default_rng(1).integers(0, 255, (33, 47, 3), np.uint8)

    for seed in range(80):
        lit = in_other_light(image.copy(), np.random.default_rng(seed))
        assert lit.shape == image.shape
        assert lit.dtype == np.uint8


def test_light_is_at_times_dim_and_at_times_grey():
    image = np.full((20, 20, 3), (90, 120, 160), np.uint8)
    lit = [in_other_light(image, np.random.default_rng(seed)) for seed in range(200)]

    dim = sum(float(one.mean()) < 50 for one in lit)
    grey = sum(bool((np.ptp(one.astype(int), axis=2) <= 2).all()) for one in lit)

    assert 5 < dim < 60
    assert 8 < grey < 60


def test_a_guest_is_seen_where_its_box_is():
    empty, black = picture(heads=NONE), np.zeros((150, 200, 3), np.uint8)

    for seed in range(20):
        sample = sample_of(
            [empty], lambda one: black if one is empty else read(one),
            size=128, rng=np.random.default_rng(seed), look=Look(Zoom((1.5, 2.0))),
            guests=[picture()],
        )  # fmt: skip
        for x1, y1, x2, y2 in sample.boxes[HEAD].astype(int):
            inside = sample.image[y1:y2, x1:x2].astype(float)
            x, y = (x1 + x2) // 2, (y1 + y2) // 2
            assert sample.image[y, x].max() >= inside.mean() - 40
            assert x2 - x1 <= 80


def test_of_a_guest_with_many_objects_only_the_one_put_there_is_wanted():
    many = picture(heads=np.array([[10, 10, 30, 30], [150, 100, 180, 140]], np.float32))

    wanted = [
        len(
            sample_of(
                [picture(heads=NONE)], read, size=128, rng=np.random.default_rng(seed),
                guests=[many],
            ).boxes[HEAD]
        )
        for seed in range(10)
    ]  # fmt: skip

    assert max(wanted) == 1


def test_by_night_there_are_hardly_any_colours():
    def spread(night: float) -> float:
        sample = sample_of(
            [picture()], lambda _: np.full((150, 200, 3), (20, 90, 200), np.uint8), size=96,
            rng=np.random.default_rng(3), look=Look(night=night),
        )  # fmt: skip
        return float(np.ptp(sample.image.astype(float).mean(axis=(0, 1))))

    assert spread(1.0) < 0.5 * spread(0.0)
