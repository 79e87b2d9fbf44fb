"""A sensor's noise, made by the decoder: another one each time a clip comes round.

A clip repeats its pictures exactly, which no living camera does, and which is called a frozen or
replayed picture. H.264 and H.265 know a message that asks the decoder to add film grain
(SMPTE RDD 5, ITU-T H.274): some twenty bytes before a key frame change each of its pixels a little.
"""

from functools import lru_cache

LEVELS = (32, 34, 36, 38, 40, 42, 44, 46)  # about one level of luma, in the scale below
CUTOFFS = (8, 9, 10, 11, 12, 13, 14)  # how fine the grain is, across and down
VARIANTS = len(LEVELS) * len(CUTOFFS) ** 2  # six hours of a clip of a minute
_LOG2_SCALE = 4
_FILM_GRAIN = 19  # the payload type
_HEADS = {"h264": b"\x06", "h265": b"\x4e\x01"}  # the header of a unit that holds messages
_END = b"\x80"


def grain_unit(codec: str, loop: int) -> bytes:
    """The NAL unit that gives the next picture the grain of round `loop`; always as long."""
    return _unit(codec, loop % VARIANTS)


@lru_cache(maxsize=64)
def _unit(codec: str, variant: int) -> bytes:
    finer, across = divmod(variant, len(CUTOFFS))
    level, down = divmod(finer, len(CUTOFFS))
    bits = [
        *_fixed(0, 1 + 2 + 1 + 2),  # go on; by frequencies; no colours of its own; added
        *_fixed(_LOG2_SCALE, 4),
        *_fixed(0b100, 3),  # luma alone
        *_fixed(0, 8),  # one interval of brightness, with three values:
        *_fixed(2, 3),
        *_fixed(0, 8),  # from black
        *_fixed(255, 8),  # to white
        *_signed(LEVELS[level]),
        *_signed(CUTOFFS[across]),
        *_signed(CUTOFFS[down]),
        1 if codec == "h264" else 0,  # for this picture alone: ue(0), or a flag
    ]
    payload = _aligned(bits)
    return _HEADS[codec] + bytes((_FILM_GRAIN, len(payload))) + payload + _END


def _fixed(value: int, length: int) -> list[int]:
    return [value >> place & 1 for place in reversed(range(length))]


def _signed(value: int) -> list[int]:
    """A positive number as se(v)."""
    length = (2 * value).bit_length()
    return _fixed(2 * value, 2 * length - 1)


def _aligned(bits: list[int]) -> bytes:
    """The bits as bytes; a payload that ends within one is filled up with a one and zeros."""
    if len(bits) % 8:
        bits = [*bits, 1]
    bits = [*bits, *[0] * (-len(bits) % 8)]
    return bytes(
        sum(bit << 7 - place for place, bit in enumerate(bits[start : start + 8]))
        for start in range(0, len(bits), 8)
    )
