"""Pictures coded by one quantiser: key frames, a rate that is kept to, one stream throughout."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from transcoder.coding import COARSEST, FINEST, HALVING, Coder, Quantiser
from transcoder.ffmpeg import MAX_BITS

SIZE = (160, 96)
RATE = Fraction(25, 2)


def frames(count: int, *, noise: bool = False):
    random = np.random.default_rng(5)
    quiet = random.integers(0, 256, (SIZE[1] * 3 // 2, SIZE[0]), np.uint8)
    for number in range(count):
        rows = random.integers(0, 256, quiet.shape, np.uint8) if noise else quiet
        yield number / float(RATE), av.VideoFrame.from_ndarray(rows, format="yuv420p")


def coded(count: int, *, noise: bool = False) -> tuple[list, list[np.ndarray]]:
    """The packets of a film, and its pictures as one decoder sees them."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        coder = Coder(output, SIZE, RATE)
        packets = [
            packet
            for at, frame in frames(count, noise=noise)
            for packet in coder.encode(frame, at=at)
        ]
        told = [(packet.is_keyframe, packet.size) for packet in packets]
        for packet in packets:
            output.mux_one(packet)
    file.seek(0)
    with av.open(file) as film:
        return told, [frame.to_ndarray() for frame in film.decode(video=0)]


def test_each_picture_comes_at_once_and_every_two_seconds_a_key_frame():
    told, pictures = coded(60)

    assert [number for number, (is_key, _) in enumerate(told) if is_key] == [0, 25, 50]
    assert len(pictures) == 60


def test_a_quiet_picture_is_as_it_was():
    _, pictures = coded(3)
    (_, frame), *_ = frames(1)

    assert np.abs(pictures[-1].astype(int) - frame.to_ndarray()).mean() < 3


def test_what_is_too_much_for_the_line_is_coded_more_coarsely_in_the_same_stream(monkeypatch):
    monkeypatch.setattr("transcoder.coding.MAX_BITS", 400_000)
    told, pictures = coded(100, noise=True)

    first, last = (sum(size for _, size in told[at : at + 25]) for at in (0, 75))
    assert last < first / 2
    assert len(pictures) == 100  # whatever the quantiser, one decoder reads them


def rated(quantiser: Quantiser, *rates: float) -> list[int]:
    """What it chooses after intervals of two seconds with these shares of the rate."""
    chosen = [quantiser.settle(0.0)]
    for number, share in enumerate(rates):
        quantiser.count(round(share * MAX_BITS * 2 / 8))
        chosen.append(quantiser.settle(2.0 * (number + 1)))
    return chosen


def test_the_quantiser_grows_with_what_is_too_much_and_comes_back_when_there_is_room():
    assert rated(Quantiser(), 0.9, 2.0, 0.9, 0.5, 0.1, 0.1) == [
        FINEST, FINEST, FINEST + HALVING, FINEST + HALVING, FINEST + HALVING, FINEST, FINEST
    ]  # fmt: skip


@pytest.mark.parametrize("share", [40.0, 1e6])
def test_the_quantiser_has_an_end(share):
    assert rated(Quantiser(), share, share)[-1] == COARSEST
