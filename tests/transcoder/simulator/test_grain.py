"""The noise that the decoder adds to a simulated camera's key frames."""

import av
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext
from av.codec.context import CodecContext

from tests.support.simulator import small_clip
from transcoder.simulator.grain import VARIANTS, grain_unit

pytestmark = pytest.mark.media
DECODERS = {"h264": ("h264", "h264_mp4toannexb"), "h265": ("hevc", "hevc_mp4toannexb")}
START = b"\0\0\0\1"


def first_key_frame(path, filter_name):
    with av.open(path) as container:
        stream = container.streams.video[0]
        annex_b = BitStreamFilterContext(filter_name, stream)
        packet = next(each for each in container.demux(stream) if each.size and each.is_keyframe)
        return bytes(annex_b.filter(packet)[0])


def decoded(data, codec):
    context = CodecContext.create(codec, "r")
    frames = [*context.decode(av.Packet(data)), *context.decode(None)]
    return frames[0].to_ndarray(format="gray").astype(np.int16)


@pytest.mark.parametrize("codec", DECODERS)
def test_each_round_shows_the_same_key_frame_a_little_differently(codec):
    decoder, filter_name = DECODERS[codec]
    data = first_key_frame(small_clip(codec=codec), filter_name)
    rounds = [decoded(START + grain_unit(codec, loop) + data, decoder) for loop in range(3)]

    differences = [np.abs(rounds[a] - rounds[b]).mean() for a, b in ((0, 1), (1, 2), (0, 2))]

    assert min(differences) > 0.6
    assert np.abs(rounds[0] - decoded(data, decoder)).mean() < 4


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_all_grains_are_as_long_and_need_no_escaping(codec):
    units = [grain_unit(codec, loop) for loop in range(VARIANTS)]

    assert len({len(unit) for unit in units}) == 1
    assert len(set(units)) == VARIANTS
    assert not any(b"\0\0" in unit for unit in units)
