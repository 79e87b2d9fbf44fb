"""Encodes the pictures of one run by libx264: one quantiser for all, and a rate that is kept to.

To steer quality picture by picture x264 looks at each of them twice, once shrunk. A camera that
stands still is coded as well for fewer bytes by one quantiser, in two thirds of the time. What
moves too much for the line is coded more coarsely from the next key frame on.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
from av.codec.context import CodecContext, Flags, ThreadType
from av.container import OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from transcoder.ffmpeg import GOP_SECONDS, MAX_BITS, PRESET, SAVINGS
from transcoder.timeline import VideoPacket

FINEST, COARSEST = 18, 42
# So many steps of the quantiser halve the bits, roughly.
HALVING = 6
SPARE = 0.25  # of the rate; below it finer steps are tried again
TICKS = 90_000
# Headers that are the same whatever the quantiser, so that it may change within a run; no weights,
# which are sought in a picture that gets darker as a whole; edges of blocks are smoothed from a
# quantiser of 22 on, below which there are none to be seen.
X264 = "stitchable=1:weightp=0:deblock=-6,-6"


@dataclass(slots=True)
class Quantiser:
    """Chooses for each interval between key frames how coarsely it is coded."""

    value: int = FINEST
    _bits: int = 0
    _since: float | None = None

    def count(self, size: int) -> None:
        """Note a packet of `size` bytes."""
        self._bits += 8 * size

    def settle(self, at: float) -> int:
        """The quantiser from the key frame at `at` seconds on, by what came since the last one."""
        if self._since is not None and at > self._since:
            share = self._bits / (at - self._since) / MAX_BITS
            if share > 1:
                self.value = min(COARSEST, self.value + math.ceil(HALVING * math.log2(share)))
            elif share < SPARE:
                self.value = max(FINEST, self.value - HALVING)
        self._bits, self._since = 0, at
        return self.value


class Coder:
    """Encodes for a stream of `output`'s, `size` pixels, a key frame every two seconds."""

    def __init__(self, output: OutputContainer, size: tuple[int, int], rate: Fraction) -> None:
        self._quantiser = Quantiser()
        self._size, self._rate = size, rate
        self._stream = output.add_stream("libx264", rate=rate, options=_options(FINEST))
        self._context = self._prepared(self._stream.codec_context)
        self._coded = FINEST
        self._next_key_at = 0.0

    def encode(self, frame: av.VideoFrame, *, at: float) -> list[VideoPacket]:
        """The packets of a picture shown at `at` seconds of the run."""
        frame.pts, frame.time_base = round(at * TICKS), Fraction(1, TICKS)
        frame.pict_type = PictureType.NONE
        # Half a frame of grace, so that intervals do not become two seconds and one frame.
        if at >= self._next_key_at:
            frame.pict_type = PictureType.I
            self._next_key_at = at + GOP_SECONDS - float(0.5 / self._rate)
            self._code(self._quantiser.settle(at))
        packets = cast(list[VideoPacket], self._context.encode(frame))
        for packet in packets:
            packet.stream = self._stream
            self._quantiser.count(packet.size)
        return packets

    def _code(self, quantiser: int) -> None:
        """Encode with `quantiser` from now on; nothing waits in the encoder that is left."""
        if quantiser == self._coded:
            return
        context = CodecContext.create("libx264", "w")
        context.options = _options(quantiser)
        context.framerate = self._rate
        context.flags |= Flags.global_header
        self._context, self._coded = self._prepared(context), quantiser

    def _prepared(self, context: VideoCodecContext) -> VideoCodecContext:
        context.width, context.height = self._size
        context.pix_fmt = "yuv420p"
        context.time_base = Fraction(1, TICKS)
        context.gop_size = 1000  # key frames are asked for one by one
        context.thread_count = 1
        context.thread_type = ThreadType.NONE
        return context


def _options(quantiser: int) -> dict[str, str]:
    return {
        "preset": PRESET, "tune": "zerolatency", **SAVINGS, "profile": "main",
        "qp": str(quantiser), "sc_threshold": "0", "forced-idr": "1", "x264-params": X264,
    }  # fmt: skip
