"""Just enough of H.264 and H.265 syntax to tell pictures and parameter sets apart.

All functions take Annex B data: units separated by 00 00 01, as RTSP sources give them.
"""

from collections.abc import Iterator

START = b"\x00\x00\x01"
H264, H265 = "h264", "hevc"


def parameter_sets(data: bytes, codec: str) -> frozenset[bytes]:
    """The sequence parameter sets (and H.265 video ones) of `data`; empty when it has none."""
    return frozenset(
        _unit(data, begin)
        for begin in _until_picture(data, codec)
        if _is_sequence_set(data[begin], codec)
    )


def is_random_access(data: bytes, codec: str) -> bool:
    """Whether the first picture of `data` can be decoded alone (an IDR; H.265: any IRAP).

    Codecs other than H.264 and H.265 are believed: the caller asks for key frames only.
    """
    if codec not in {H264, H265}:
        return True
    begin = _picture_at(data, codec)
    if begin is None:
        return False
    if codec == H264:
        return data[begin] & 0x1F == 5
    return 16 <= (data[begin] >> 1 & 0x3F) <= 21


def continues_picture(data: bytes, codec: str) -> bool:
    """Whether `data` begins with a further slice of the picture before it.

    Senders that repeat parameter sets before every slice make libav's parser split one picture
    into several packets with one time stamp; dropping the second would drop half the picture.
    """
    begin = _picture_at(data, codec)
    if begin is None:
        return False
    # H.264: first_mb_in_slice is not 0; H.265: first_slice_segment_in_pic_flag is not set.
    flag_at = begin + (1 if codec == H264 else 2)
    return flag_at < len(data) and not data[flag_at] & 0x80


def _until_picture(data: bytes, codec: str) -> Iterator[int]:
    """Where the units begin, up to and with the first slice; what follows is picture, and long."""
    begin = data.find(START) + len(START)
    while len(START) <= begin < len(data):
        yield begin
        if _is_picture(data[begin], codec):
            return
        begin = data.find(START, begin) + len(START)


def _picture_at(data: bytes, codec: str) -> int | None:
    for begin in _until_picture(data, codec):
        if _is_picture(data[begin], codec):
            return begin
    return None


def _unit(data: bytes, begin: int) -> bytes:
    end = data.find(START, begin)
    return (data[begin:] if end < 0 else data[begin:end]).rstrip(b"\x00")


def _is_picture(head: int, codec: str) -> bool:
    if codec == H264:
        return 1 <= head & 0x1F <= 5
    return codec == H265 and (head >> 1 & 0x3F) < 32


def _is_sequence_set(head: int, codec: str) -> bool:
    if codec == H264:
        return head & 0x1F == 7
    return codec == H265 and (head >> 1 & 0x3F) in {32, 33}
