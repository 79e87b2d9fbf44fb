"""Reading pictures and parameter sets out of Annex B data."""

import pytest

from transcoder import nal

START = b"\x00\x00\x00\x01"
SPS, PPS = b"\x67\x42\x00\x1e", b"\x68\xce\x38\x80"
IDR, IDR_REST = b"\x65\x88\x84\x21", b"\x65\x22\x11\x42"
SLICE, SLICE_REST = b"\x41\x9a\x24\x6c", b"\x41\x3a\x24\x6c"
VPS_5, SPS_5, PPS_5 = b"\x40\x01\x0c", b"\x42\x01\x01", b"\x44\x01\xc1"
IRAP_5, IRAP_5_REST, TRAIL_5 = b"\x28\x01\xaf", b"\x28\x01\x2f", b"\x02\x01\xd0"


def annex_b(*units: bytes) -> bytes:
    return b"".join(START + unit for unit in units)


@pytest.mark.parametrize(
    ("data", "codec", "found"),
    [
        (annex_b(SPS, PPS, IDR), nal.H264, {SPS}),
        (annex_b(IDR), nal.H264, set()),
        (annex_b(SLICE, SPS), nal.H264, set()),
        (annex_b(VPS_5, SPS_5, PPS_5, IRAP_5), nal.H265, {VPS_5, SPS_5}),
        (annex_b(SPS), "mjpeg", set()),
        (SPS + PPS, nal.H264, set()),
        (annex_b(PPS) + nal.START + SPS + nal.START + IDR, nal.H264, {SPS}),
        (annex_b(PPS) + nal.START, nal.H264, set()),
        (b"", nal.H264, set()),
    ],
)
def test_parameter_sets_stand_before_the_picture(data: bytes, codec: str, found: set[bytes]):
    assert nal.parameter_sets(data, codec) == found


@pytest.mark.parametrize(
    ("data", "codec", "is_key"),
    [
        (annex_b(SPS, PPS, IDR), nal.H264, True),
        (annex_b(SPS, PPS, SLICE), nal.H264, False),  # an I frame behind a recovery point
        (annex_b(SPS, PPS), nal.H264, False),
        (annex_b(VPS_5, IRAP_5), nal.H265, True),
        (annex_b(TRAIL_5), nal.H265, False),
        (b"\xff\xd8", "mjpeg", True),
    ],
)
def test_only_pictures_that_decode_alone_are_random_access(data: bytes, codec: str, is_key: bool):
    assert nal.is_random_access(data, codec) is is_key


@pytest.mark.parametrize(
    ("data", "codec", "continues"),
    [
        (annex_b(SPS, PPS, IDR), nal.H264, False),
        (annex_b(SPS, PPS, IDR_REST), nal.H264, True),
        (annex_b(SLICE), nal.H264, False),
        (annex_b(SLICE_REST), nal.H264, True),
        (annex_b(IRAP_5), nal.H265, False),
        (annex_b(IRAP_5_REST), nal.H265, True),
        (annex_b(SPS), nal.H264, False),
        (b"\xff\xd8", "mjpeg", False),
    ],
)
def test_a_later_slice_continues_its_picture(data: bytes, codec: str, continues: bool):
    assert nal.continues_picture(data, codec) is continues
