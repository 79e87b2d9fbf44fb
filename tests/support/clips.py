"""Small clips drawn and encoded in the test itself."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

PARAMETERS = {
    "libx264": {"preset": "ultrafast", "tune": "zerolatency", "sc_threshold": "0"},
    "libx265": {"preset": "ultrafast", "tune": "zerolatency"},
}


def scene(n: int, width: int, height: int) -> NDArray[np.uint8]:
    """Frame `n` of a lively scene with fine detail, uint8 [height, width, 3], BGR."""
    rows, columns = np.mgrid[0:height, 0:width]
    slopes = np.stack([columns + 3 * n, rows + n, columns + rows], axis=-1) % 120
    checks = (columns // 6 + rows // 6) % 2 * 60
    return (40 + slopes + checks[..., np.newaxis]).astype(np.uint8)


def make_clip(
    path: Path,
    *,
    codec: str = "libx264",
    size: tuple[int, int] = (320, 180),
    seconds: float = 6.0,
    fps: int = 25,
    gop: int = 50,
    b_frames: int = 0,
) -> Path:
    """Write a clip in NUT, as a camera would send it, and return `path`."""
    options = PARAMETERS[codec] | {"g": str(gop)}
    if b_frames:
        options = {"preset": "veryfast", "g": str(gop), "bf": str(b_frames)}
    if codec == "libx265":
        options["x265-params"] = f"keyint={gop}:min-keyint={gop}:scenecut=0:log-level=none"
    with av.open(path, mode="w", format="nut") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = options
        for n in range(round(seconds * fps)):
            frame = av.VideoFrame.from_ndarray(scene(n, *size), format="bgr24")
            frame.pts, frame.time_base = n, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def packets_of(container: InputContainer) -> Iterator[av.Packet]:
    """The clip's packets in decoding order."""
    return (packet for packet in container.demux(container.streams.video[0]) if packet.size)


def stream_of(container: InputContainer) -> VideoStream:
    """The clip's only stream."""
    return container.streams.video[0]
