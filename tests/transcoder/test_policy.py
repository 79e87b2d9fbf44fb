"""What a camera's privacy and codec decide."""

import pytest

from transcoder.camera import CameraSource, Privacy, Strength
from transcoder.policy import may_move, must_encode

SQUARE = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
LINE = ((0.1, 0.1), (0.2, 0.2))
NOT_A_NUMBER = ((0, 0), (1, 0), (0.5, float("nan")))
OUTSIDE = ((0, 0), (20, 0), (20, 20))
FLAT = ((0, 0.5), (0.5, 0.5), (1, 0.5))


@pytest.mark.parametrize(
    ("privacy", "polygons", "has_finder", "is_allowed"),
    [
        (Privacy.OPEN, (), False, True),
        (Privacy.BLUR, (), False, False),
        (Privacy.BLUR, (), True, True),
        (Privacy.MASK, (SQUARE,), False, True),
        (Privacy.MASK, (), True, False),
        (Privacy.MASK, (SQUARE, LINE), True, False),
        (Privacy.MASK, (NOT_A_NUMBER,), True, False),
        (Privacy.MASK, (OUTSIDE,), True, False),
        (Privacy.MASK, (FLAT,), True, False),
    ],
)
def test_picture_may_move_only_when_it_can_be_protected(privacy, polygons, has_finder, is_allowed):
    assert may_move(privacy, polygons, has_head_finder=has_finder) is is_allowed


@pytest.mark.parametrize(
    ("privacy", "codec", "is_needed"),
    [
        (Privacy.OPEN, "h264", False),
        (Privacy.OPEN, "hevc", True),
        (Privacy.OPEN, "mjpeg", True),
        (Privacy.MASK, "h264", True),
        (Privacy.BLUR, "h264", True),
    ],
)
def test_all_but_open_h264_must_be_encoded(privacy, codec, is_needed):
    source = CameraSource("cam", "rtsp://10.0.0.9/x", privacy=privacy)

    assert must_encode(source, codec) is is_needed


def test_what_is_hidden_as_a_whole_needs_no_finder():
    assert may_move(Privacy.BLUR, has_head_finder=False, strength=Strength.WHOLE)
