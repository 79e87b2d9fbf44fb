"""Cutting a copied stream, with packets from a clip instead of a camera."""

from dataclasses import dataclass, field
from pathlib import Path

import av
import pytest

from tests.support.engine import open_camera
from tests.support.simulator import small_clip
from transcoder.copying import Copier, Sink
from transcoder.limits import Limits
from transcoder.publication import Publication, RunOutgrown
from transcoder.storage import MemoryStore
from transcoder.timeline import VideoPacket

pytestmark = pytest.mark.media
CAMERA = open_camera("a", "rtsp://127.0.0.1/a")


@dataclass
class Recorder(Publication):
    """Keeps what is published; `outgrown` refuses that segment once."""

    outgrown: int | None = None
    inits: list[bytes] = field(default_factory=list)
    parts: list[tuple[bytes, float]] = field(default_factory=list)
    gops: list[float | None] = field(default_factory=list)

    def begin_run(self, *, gop_seconds: float | None = None) -> None:
        self.gops.append(gop_seconds)

    def put_init(self, data: bytes) -> None:
        self.inits.append(data)

    def put_segment(self, data: bytes, *, duration_seconds: float, began_at: float) -> None:
        if self.outgrown == len(self.parts):
            self.outgrown = None
            raise RunOutgrown("longer than promised")
        self.parts.append((data, duration_seconds))


def copied(clip: Path, recorder: Recorder | None = None) -> Recorder:
    recorder = recorder or Recorder()
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        copier = Copier(CAMERA, recorder, template=stream, limits=Limits())
        for packet in container.demux(stream):
            if packet.size:
                copier.feed(packet)
        copier.close()
    return recorder


def frames(init: bytes, segment: bytes, path: Path) -> tuple[list[bool], list[float], str]:
    """Key flags, moments in seconds and codec tag of a segment read alone with its init."""
    path.write_bytes(init + segment)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets: list[VideoPacket] = [each for each in container.demux(stream) if each.size]
        for packet in packets:
            packet.decode()
        times = [float((packet.dts or 0) * packet.time_base) for packet in packets]
        return [packet.is_keyframe for packet in packets], times, stream.codec_context.codec_tag


@pytest.mark.parametrize(
    ("gop", "durations", "promised"),
    [
        (1.0, [1.0, 2.0, 2.0, 2.0], 2.0),
        (2.0, [2.0, 2.0, 2.0], 2.0),
        (1.5, [1.5, 3.0], 3.0),  # one interval would be under 1.8 s
        (0.5, [0.5, 2.0, 2.0, 2.0], 2.0),
    ],
)
def test_segments_are_whole_key_intervals(gop: float, durations: list[float], promised: float):
    recorder = copied(small_clip(seconds=8, gop_seconds=gop))
    assert [round(duration, 3) for _, duration in recorder.parts][: len(durations)] == durations
    assert recorder.gops == [promised]


@pytest.mark.parametrize(("codec", "tag"), [("h264", "avc1"), ("h265", "hvc1")])
def test_each_segment_decodes_alone_and_follows_the_one_before(
    codec: str, tag: str, tmp_path: Path
):
    recorder = copied(small_clip(seconds=8, gop_seconds=2.0, codec=codec))
    read = [
        frames(recorder.inits[0], segment, tmp_path / "part.mp4") for segment, _ in recorder.parts
    ]
    assert len(read) == 3
    assert [keys[0] for keys, _, _ in read] == [True] * 3
    assert [times[0] for _, times, _ in read] == [0.0, 2.0, 4.0]
    assert {len(times) for _, times, _ in read} == {20}
    assert {tags for _, _, tags in read} == {tag}


def test_b_frames_lose_no_picture(tmp_path: Path):
    recorder = copied(small_clip(seconds=8, gop_seconds=2.0, b_frames=2))
    counts = [
        len(frames(recorder.inits[0], segment, tmp_path / "part.mp4")[1])
        for segment, _ in recorder.parts
    ]
    assert counts == [20, 20, 20]


def test_a_segment_longer_than_promised_begins_a_run_with_the_same_init():
    recorder = copied(small_clip(seconds=8, gop_seconds=2.0), Recorder(outgrown=1))
    assert len(recorder.parts) == 3
    assert recorder.gops == [2.0, 2.0]
    assert recorder.inits[0] == recorder.inits[1]


def test_nothing_is_published_before_a_whole_interval():
    store = MemoryStore()
    with av.open(str(small_clip(gop_seconds=2.0))) as container:
        stream = container.streams.video[0]
        copier = Copier(CAMERA, Publication(store, "a"), template=stream, limits=Limits())
        for packet, _ in zip(container.demux(stream), range(20), strict=False):
            copier.feed(packet)
        copier.close()
    assert store.names("a") == []


def test_boxes_come_whole_however_they_are_written():
    sink = Sink()
    data = b"\0\0\0\x0cmoof1234" + b"\0\0\0\x0amdat12" + b"\0\0\0\x10moof"
    found = []
    for byte in data:
        sink.write(bytes([byte]))
        found += list(sink.boxes())
    assert found == [(b"moof", b"\0\0\0\x0cmoof1234"), (b"mdat", b"\0\0\0\x0amdat12")]
