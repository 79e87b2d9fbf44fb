"""No pixel of a person survives, and doubt hides everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcoder.camera import CameraSource, Privacy, Strength
from transcoder.finding import find_people
from transcoder.policy import has_mask
from transcoder.privacy import (
    BLOCK_MIN_PX,
    HEAD_BLOCKS,
    HEAD_MIN_PX,
    MASK_GREY,
    WHOLE_BLOCKS,
    grown,
    hidden_of,
    mask_of,
    masked,
    pixelated,
    protected,
    without_heads,
)

SQUARE = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
ONE_HEAD = np.array([[40, 30, 70, 66]], dtype=np.float32)


def camera(privacy: Privacy, polygons=()) -> CameraSource:
    return CameraSource("cam", "rtsp://10.0.0.9/x", privacy=privacy, polygons=polygons)


def noise(width: int, height: int, seed: int = 1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def colours(region) -> int:
    return len(np.unique(region.reshape(-1, 3), axis=0))


def fraction():
    return st.floats(0, 1, allow_nan=False)


def polygons():
    corner = st.tuples(fraction(), fraction())
    return st.lists(corner, min_size=3, max_size=7).map(tuple).filter(has)


def has(polygon) -> bool:
    return has_mask((polygon,))


def is_inside(polygon, x: float, y: float) -> bool:
    """Even-odd rule, written without the code under test."""
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@settings(max_examples=60, deadline=None)
@given(
    st.integers(40, 200),
    st.integers(40, 160),
    st.tuples(*[st.floats(-60, 260, allow_nan=False, width=32) for _ in range(4)]),
)
def test_no_pixel_of_a_head_box_survives(width, height, box):
    image = noise(width, height)
    safe = without_heads(image, np.array([box], dtype=np.float32))
    x1, x2 = sorted((box[0], box[2]))
    y1, y2 = sorted((box[1], box[3]))
    columns = slice(max(0, int(np.floor(x1))), max(0, int(np.ceil(x2))))
    rows = slice(max(0, int(np.floor(y1))), max(0, int(np.ceil(y2))))
    inside = safe[rows, columns]
    # Noise has as many colours as pixels; what is left of it is a handful of flat blocks.
    assert inside.size == 0 or colours(inside) <= HEAD_BLOCKS**2
    assert not inside.size or (inside == image[rows, columns]).all(axis=-1).sum() <= 4


@settings(max_examples=60, deadline=None)
@given(
    st.integers(40, 300),
    st.integers(40, 200),
    st.tuples(*[st.floats(-50, 300, allow_nan=False, width=32) for _ in range(4)]),
)
def test_region_of_a_head_holds_its_box_and_is_never_smaller_than_two_blocks(width, height, box):
    left, top, right, bottom = grown(np.array(box, dtype=np.float32), width, height)
    if (left, top, right, bottom) == (0, 0, 0, 0):
        is_left_or_above = min(max(box[0], box[2]), max(box[1], box[3])) < 0
        assert is_left_or_above or min(box[0], box[2]) > width or min(box[1], box[3]) > height
        return
    assert left <= max(0, min(box[0], box[2]))
    assert right >= min(width, max(box[0], box[2]))
    assert top <= max(0, min(box[1], box[3]))
    assert bottom >= min(height, max(box[1], box[3]))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left >= HEAD_MIN_PX >= 2 * BLOCK_MIN_PX
    assert bottom - top >= HEAD_MIN_PX


@settings(max_examples=60, deadline=None)
@given(st.integers(16, 160), st.integers(16, 120), st.lists(polygons(), min_size=1, max_size=3))
def test_no_pixel_inside_a_polygon_survives(width, height, some):
    image = noise(width, height) // 4 * 4 + 1  # never MASK_GREY
    safe = masked(image, tuple(some))
    for row in range(0, height, 3):
        for column in range(0, width, 3):
            x, y = (column + 0.5) / width, (row + 0.5) / height
            if any(is_inside(polygon, x, y) for polygon in some):
                assert (safe[row, column] == MASK_GREY).all()


def test_hair_and_chin_beyond_the_box_are_hidden_too():
    assert grown(ONE_HEAD[0], 160, 120) == (29, 19, 81, 77)


def test_what_no_polygon_is_near_stays_as_it_was():
    image = noise(160, 120)
    safe = masked(image, (SQUARE,))
    assert (safe[:20] == image[:20]).all()
    assert (safe[:, :30] == image[:, :30]).all()


def test_overlapping_polygons_cut_no_hole_into_each_other():
    other = ((0.4, 0.4), (0.9, 0.4), (0.9, 0.9), (0.4, 0.9))
    assert mask_of((SQUARE, other), 100, 100)[50, 50]


def test_polygon_that_crosses_itself_hides_its_middle_too():
    star = ((0.5, 0.0), (0.8, 1.0), (0.0, 0.35), (1.0, 0.35), (0.2, 1.0))
    assert mask_of((star,), 200, 200)[100, 100]


def test_mask_in_the_last_corner_still_hides_something():
    assert mask_of((((1, 1), (1, 0.9999), (0.9999, 1)),), 64, 36).any()


def test_picture_under_the_mask_does_not_change_the_result():
    one, two = noise(160, 120, seed=1), noise(160, 120, seed=2)
    hidden = mask_of((SQUARE,), 160, 120)
    two[~hidden] = one[~hidden]
    assert (masked(one, (SQUARE,)) == masked(two, (SQUARE,))).all()


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (352, 288), (20, 400), (3, 3)])
def test_whole_picture_is_at_most_twenty_four_blocks_across(size):
    image = noise(*size)
    safe = pixelated(image)
    assert safe.shape == image.shape
    assert colours(safe[0]) <= WHOLE_BLOCKS
    assert (safe == image).all(axis=-1).mean() < 0.02


def test_heads_are_pixelated_and_the_rest_stays():
    image = noise(160, 120)
    safe = without_heads(image, ONE_HEAD)
    assert (safe[100:] == image[100:]).all()
    assert colours(safe[30:66, 40:70]) <= HEAD_BLOCKS**2


def test_input_is_never_changed():
    image = noise(160, 120)
    before = image.copy()
    without_heads(image, ONE_HEAD)
    masked(image, (SQUARE,))
    pixelated(image)
    assert (image == before).all()


def test_unknown_heads_hide_the_whole_picture():
    image = noise(160, 120)
    assert (without_heads(image, None) == pixelated(image)).all()


def test_no_heads_leave_the_picture_as_it_is():
    image = noise(160, 120)
    assert (without_heads(image, np.zeros((0, 4), dtype=np.float32)) == image).all()


def test_open_picture_is_published_as_it_is():
    image = noise(160, 120)
    assert (protected(image, camera(Privacy.OPEN), None) == image).all()


def test_masked_picture_is_masked():
    image = noise(160, 120)
    safe = protected(image, camera(Privacy.MASK, (SQUARE,)), None)
    assert (safe == masked(image, (SQUARE,))).all()


@pytest.mark.parametrize("source", [camera(Privacy.MASK), camera(Privacy.BLUR)])
def test_picture_that_cannot_be_protected_is_pixelated_as_a_whole(source):
    image = noise(160, 120)
    assert (protected(image, source, None) == pixelated(image)).all()


def told(heads=(), persons=()):
    """A finder that always finds these: boxes x1 y1 x2 y2, of each of which it is sure."""
    answer = tuple(
        np.array([(*box, 1) for box in boxes], np.float32).reshape(-1, 5)
        for boxes in (heads, persons)
    )
    return lambda _image: answer


def broken(_image):
    raise RuntimeError("rtsp://user:secret@10.0.0.9/")


def test_a_still_hides_the_heads_that_are_found():
    image = noise(160, 120)
    safe = protected(image, camera(Privacy.BLUR), told(heads=ONE_HEAD))
    assert (safe == without_heads(image, ONE_HEAD)).all()


def test_a_finder_that_raises_hides_the_whole_still():
    image = noise(160, 120)
    assert (protected(image, camera(Privacy.BLUR), broken) == pixelated(image)).all()


def test_a_camera_may_be_hidden_as_a_whole():
    image = noise(160, 120)
    source = CameraSource("cam", "rtsp://10.0.0.9/x", strength=Strength.WHOLE)
    assert (protected(image, source, told()) == pixelated(image)).all()


PERSON = (30, 20, 90, 110)


@pytest.mark.parametrize(
    ("strength", "heads", "hidden"),
    [
        (Strength.HEADS, [], [(30, 20, 90, 50)]),
        (Strength.HEADS, [(50, 25, 65, 40)], [(50, 25, 65, 40)]),
        (Strength.HEADS, [(50, 85, 65, 100)], [(50, 85, 65, 100), (30, 20, 90, 50)]),
        (Strength.PERSONS, [(50, 25, 65, 40)], [(50, 25, 65, 40), PERSON]),
    ],
)
def test_of_persons_is_hidden_what_the_strength_demands(strength, heads, hidden):
    people = find_people(told(heads, [PERSON]), noise(16, 16))
    assert hidden_of(people, strength).tolist() == [[*box] for box in hidden]
