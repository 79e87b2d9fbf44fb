"""Pixelating in the planes of a picture: nothing of a head survives, and the rest stays."""

import av
import numpy as np
import pytest

from transcoder.mosaic import Planes, Sheet
from transcoder.privacy import HEAD_BLOCKS, WHOLE_BLOCKS

SIZE = (160, 120)


def noise(width=160, height=120, seed=1):
    rows = np.random.default_rng(seed).integers(16, 236, (height * 3 // 2, width), np.uint8)
    return av.VideoFrame.from_ndarray(rows, format="yuv420p")


def planes_of(frame):
    rows, height, width = frame.to_ndarray(), frame.height, frame.width
    return [rows[:height], *rows[height:].reshape(2, height // 2, width // 2)]


def hidden(frame, boxes, size=SIZE):
    planes = Planes(frame, *size)
    cover = planes.cover(None if boxes is None else np.array(boxes, np.float32).reshape(-1, 4))
    return planes_of(planes.hidden(cover, Sheet(*size)))


@pytest.mark.parametrize(
    "box", [(40, 30, 70, 66), (0, 0, 9, 9), (-20, -20, 12, 14), (149, 100, 190, 140)]
)
def test_no_pixel_of_a_head_survives_in_any_plane(box):
    before = planes_of(noise())
    for step, one, other in zip((1, 2, 2), before, hidden(noise(), [box]), strict=True):
        rows = slice(max(0, box[1] // step), max(0, -(-box[3] // step)))
        columns = slice(max(0, box[0] // step), max(0, -(-box[2] // step)))
        assert len(np.unique(other[rows, columns])) <= (HEAD_BLOCKS + 1) ** 2
        assert (one[rows, columns] == other[rows, columns]).mean() < 0.05


def test_what_is_far_from_a_head_stays_as_it_was():
    before = planes_of(noise())[0]
    after = hidden(noise(), [(40, 30, 70, 66)])[0]
    assert (after[:, 100:] == before[:, 100:]).all()
    assert (after[96:] == before[96:]).all()


def test_a_mosaic_does_not_move_with_its_box():
    one, other = (hidden(noise(), [(x, 30, x + 30, 66)])[0] for x in (40, 42))
    assert (one[32:64, 48:64] == other[32:64, 48:64]).all()


@pytest.mark.parametrize("size", [(640, 360), (352, 288), (160, 120), (32, 400), (8, 8)])
def test_a_whole_picture_is_a_few_blocks_across(size):
    before = planes_of(noise(*size))
    after = hidden(noise(*size), None, size)
    assert len(np.unique(after[0][0])) <= WHOLE_BLOCKS
    assert all((one == other).mean() < 0.1 for one, other in zip(before, after, strict=True))


def test_where_mosaics_overlap_the_coarser_one_stays():
    large = (10, 10, 120, 110)
    alone, both = (hidden(noise(), boxes)[0] for boxes in ([large], [large, (60, 60, 70, 70)]))
    assert (alone == both).all()


def test_nothing_is_hidden_where_nobody_is():
    assert (hidden(noise(), [])[0] == planes_of(noise())[0]).all()


def test_the_decoder_s_own_picture_is_not_touched():
    frame = noise()
    before = frame.to_ndarray().copy()
    hidden(frame, None)
    assert (frame.to_ndarray() == before).all()


def test_a_sheet_holds_nothing_of_the_picture_before():
    sheet = Sheet(*SIZE)
    first, later = Planes(noise(seed=1), *SIZE), Planes(noise(seed=2), *SIZE)
    first.hidden(first.cover(np.array([(40, 30, 70, 66)], np.float32)), sheet)
    after = planes_of(later.hidden(None, sheet))
    assert all(
        (one == other).all() for one, other in zip(after, planes_of(noise(seed=2)), strict=True)
    )


def test_a_larger_picture_is_shrunk_to_the_means_of_its_pixels():
    large = planes_of(noise(320, 240))
    for one, other in zip(large, hidden(noise(320, 240), []), strict=True):
        rows, columns = other.shape
        means = one.reshape(rows, 2, columns, 2).mean(axis=(1, 3))
        assert np.abs(other - means).max() <= 1


def test_people_are_hidden_in_a_larger_picture_too():
    flat = hidden(noise(320, 240), None)[0]
    assert len(np.unique(flat[0])) <= WHOLE_BLOCKS


def test_a_picture_of_another_format_is_taken_too():
    grey = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 128, np.uint8), format="bgr24")
    luma, blue, red = hidden(grey, [])
    assert (np.ptp(luma), set(np.unique([blue, red]))) == (0, {128})


def test_a_part_is_given_to_the_finder_in_its_own_size():
    part = Planes(noise(640, 360), 640, 360).part(100, 50, 320, 160, scale=0.6)
    assert (part.shape, part.dtype) == ((66, 132, 3), np.uint8)


def test_a_part_shows_what_is_there():
    picture = np.zeros((120, 160, 3), np.uint8)
    picture[40:80, 60:100] = (0, 0, 220)  # red
    frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
    part = Planes(frame, *SIZE).part(60, 40, 100, 80, scale=1)
    blue, green, red = part.mean(axis=(0, 1))
    assert red > 180
    assert max(blue, green) < 40


def test_a_cover_hides_the_same_places_of_a_later_picture_in_its_own_colours():
    first, later = Planes(noise(seed=1), *SIZE), Planes(noise(seed=2), *SIZE)
    cover = first.cover(np.array([(40, 30, 70, 66)], np.float32))
    (one, *_), (other, *_) = (
        planes_of(each.hidden(cover, Sheet(*SIZE))) for each in (first, later)
    )
    hidden_there = slice(30, 66), slice(40, 70)
    assert (other[hidden_there] == one[hidden_there]).all()
    assert (other[:, 100:] == planes_of(noise(seed=2))[0][:, 100:]).all()
