"""Encoded streams, from packets of real clips to published segments that play."""

import io
import os
import signal
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.clips import make_clip, packets_of, scene, stream_of
from tests.support.hls import Conformance, DirectoryFiles, parse
from transcoder import encoding, ffmpeg
from transcoder.camera import CameraSource, Privacy
from transcoder.encoding import Encoder
from transcoder.errors import ChildFailed, StoreFull
from transcoder.feeding import fitted
from transcoder.privacy import mask_of
from transcoder.publication import Publication
from transcoder.storage import DiskStore

pytestmark = [pytest.mark.media, pytest.mark.slow]

SIZE = (320, 180)
BLOCKED_SECONDS = 20.0  # a feed that waited for a stopped child would wait for ever
PLAYLIST = "/live/cam/index.m3u8"
TRIANGLE = ((0.1, 0.1), (0.6, 0.15), (0.3, 0.8))


@pytest.fixture(scope="module")
def h264(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "h264.nut", size=SIZE, seconds=7)


@pytest.fixture(scope="module")
def h265(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    return make_clip(folder / "h265.nut", codec="libx265", size=SIZE, seconds=7)


def camera(privacy: Privacy = Privacy.OPEN, polygons=()) -> CameraSource:
    return CameraSource("cam", "rtsp://u:secret@10.0.0.9/x", privacy=privacy, polygons=polygons)


class Playback:
    """Plays a clip into an Encoder, faster than life, and watches what is published."""

    def __init__(self, root: Path, clip: Path, source: CameraSource) -> None:
        self.root = root
        self.store = DiskStore(root)
        self.publication = Publication(self.store, "cam")
        self.watch = Conformance(DirectoryFiles(root), PLAYLIST)
        self.container = av.open(clip)
        self.encoder = Encoder(
            source,
            self.publication,
            template=stream_of(self.container),
        )

    def __enter__(self) -> "Playback":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.encoder.close()
        self.container.close()

    def play(self, *, leave_out=(), pause: float = 0.004) -> None:
        for n, packet in enumerate(packets_of(self.container)):
            if n not in leave_out:
                self.let_it_catch_up()
                self.encoder.feed(packet)
                time.sleep(pause)
                self.poll()

    def let_it_catch_up(self, seconds: float = 30.0) -> None:
        """Wait while the encoder is behind: only a slow machine would drop frames here."""
        child, end = self.encoder.child, time.monotonic() + seconds
        while child.is_full and time.monotonic() < end:
            self.poll()
            time.sleep(0.002)

    def poll(self) -> None:
        self.encoder.poll()
        if (self.root / "cam" / "index.m3u8").exists():
            self.watch.poll()

    def wait_for(self, segments: int, seconds: float = 40.0) -> None:
        end = time.monotonic() + seconds
        while len(self.watch.seen) < segments and time.monotonic() < end:
            self.poll()
            time.sleep(0.02)
        assert len(self.watch.seen) >= segments

    def pictures(self) -> list[np.ndarray]:
        """Every published frame, uint8 [height, width, 3], BGR."""
        return [frame.to_ndarray(format="bgr24") for frame in self.frames()]

    def frames(self) -> list[av.VideoFrame]:
        files = DirectoryFiles(self.root)
        frames = []
        for one in parse(files.get(PLAYLIST).body.decode()).segments:
            data = files.get(one.init_uri).body + files.get(one.uri).body
            with av.open(io.BytesIO(data)) as container:
                frames += list(container.decode(video=0))
        return frames


def difference(one, other) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def detail(picture) -> float:
    """How much neighbouring pixels differ: little in a mosaic of coarse blocks."""
    return float(np.abs(np.diff(picture.astype(int), axis=1)).mean())


@pytest.mark.parametrize(
    ("size", "limit", "result"),
    [
        ((1280, 720), (1280, 720), (1280, 720)),
        ((640, 360), (1280, 720), (640, 360)),
        ((2560, 1440), (1280, 720), (1280, 720)),
        ((1920, 1080), (640, 360), (640, 360)),
        ((2688, 1520), (1280, 720), (1274, 720)),
        ((720, 1280), (1280, 720), (404, 720)),
        ((353, 289), (1280, 720), (352, 288)),
    ],
)
def test_published_size_keeps_the_shape_and_is_even(size, limit, result):
    assert fitted(*size, limit) == result


def test_h265_comes_out_as_conforming_h264_of_two_second_segments(tmp_path, h265):
    with Playback(tmp_path, h265, camera()) as playback:
        playback.play()
        playback.wait_for(3)
        assert playback.watch.broken == []
        assert [one.seconds for one in playback.watch.seen.values()] == [2.0, 2.0, 2.0]
        assert playback.encoder.dropped_frames == 0
        frames = playback.frames()
    assert len(frames) == 150
    assert difference(frames[0].to_ndarray(format="bgr24"), scene(0, *SIZE)) < 12
    assert difference(frames[-1].to_ndarray(format="bgr24"), scene(149, *SIZE)) < 12


def test_published_stream_is_h264_main_without_sound(tmp_path, h265):
    with Playback(tmp_path, h265, camera()) as playback:
        playback.play()
        playback.wait_for(1)
        one = next(iter(playback.watch.seen.values()))
        files = DirectoryFiles(tmp_path)
        with av.open(io.BytesIO(files.get(one.init_uri).body + files.get(one.uri).body)) as found:
            context = found.streams.video[0].codec_context
            assert (context.name, context.profile, context.pix_fmt) == ("h264", "Main", "yuv420p")
            assert len(found.streams) == 1


def test_dates_are_when_the_key_frames_came(tmp_path, h265):
    began_at = time.time()
    with Playback(tmp_path, h265, camera()) as playback:
        playback.play()
        ended_at = time.time()
        playback.wait_for(3)
        dates = [one.date.timestamp() for one in playback.watch.seen.values()]
    # Played faster than life: 4 s of media, counted from the first, would end after `ended_at`.
    assert began_at - 0.001 <= dates[0] < dates[1] < dates[2] <= ended_at


def test_mask_hides_its_polygon_in_every_frame_from_the_first(tmp_path, h264):
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        playback.play()
        playback.wait_for(3)
        pictures = playback.pictures()
        assert playback.watch.broken == []
    hidden = mask_of((TRIANGLE,), *SIZE)
    assert len(pictures) == 150
    for n, picture in enumerate(pictures):
        assert np.abs(picture[hidden].astype(int) - 64).mean() < 6
        assert difference(picture[~hidden], scene(n, *SIZE)[~hidden]) < 12


@pytest.mark.parametrize("source", [camera(Privacy.BLUR), camera(Privacy.MASK)])
def test_picture_that_cannot_be_protected_is_not_begun(tmp_path, h264, source):
    with pytest.raises(ValueError, match="no moving picture"):
        Playback(tmp_path, h264, source)
    assert not (tmp_path / "cam" / "private").exists()


def test_killed_child_is_told_at_the_next_poll(tmp_path, h264):
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        os.kill(playback.encoder.child.pid, signal.SIGKILL)
        with pytest.raises(ChildFailed, match="status -9"):
            playback.play(pause=0.02)


def test_stopped_child_blocks_nobody_drops_whole_frames_and_is_given_up(
    tmp_path, h264, monkeypatch
):
    monkeypatch.setattr(encoding, "HUNG_SECONDS", 1.0)
    monkeypatch.setattr(ffmpeg, "EOF_WAIT_SECONDS", 0.2)
    monkeypatch.setattr(ffmpeg, "INTERRUPT_WAIT_SECONDS", 0.2)
    longest = 0.0
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        pid = playback.encoder.child.pid
        os.kill(pid, signal.SIGSTOP)
        for packet in packets_of(playback.container):
            begun = time.monotonic()
            playback.encoder.feed(packet)
            longest = max(longest, time.monotonic() - begun)
            time.sleep(0.01)
        with pytest.raises(ChildFailed, match="does not answer"):
            playback.encoder.poll()
        assert playback.encoder.dropped_frames > 20
    assert longest < BLOCKED_SECONDS
    assert not Path(f"/proc/{pid}").exists()


def test_after_drops_the_picture_goes_on_from_a_key_frame(tmp_path, h264):
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        pid = playback.encoder.child.pid
        for n, packet in enumerate(packets_of(playback.container)):
            if n == 20:
                os.kill(pid, signal.SIGSTOP)
            if n == 120:  # more are fed meanwhile than queue and pipe hold together
                os.kill(pid, signal.SIGCONT)
            playback.encoder.feed(packet)
            time.sleep(0.005 if n < 120 else 0.03)
            playback.poll()
        assert playback.encoder.dropped_frames > 0
        playback.wait_for(1)
        assert playback.watch.broken == []
        hidden = mask_of((TRIANGLE,), *SIZE)
        scenes = [scene(n, *SIZE)[~hidden] for n in range(175)]
        for picture in playback.pictures()[::10]:
            # A picture decoded without its key frame would be like none of them.
            assert min(difference(picture[~hidden], one) for one in scenes) < 12


def test_gap_in_the_source_is_closed_and_shows_in_the_dates_alone(tmp_path, h264):
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        playback.play(leave_out=range(60, 100))
        playback.wait_for(2)
        assert playback.watch.broken == []
        segments = list(playback.watch.seen.values())
    assert segments[1].breaks == segments[0].breaks
    assert segments[1].seconds < 2.5


def test_segment_longer_than_announced_begins_a_new_run(tmp_path):
    clip = make_clip(tmp_path / "slow.nut", size=SIZE, seconds=9, fps=2, gop=1)
    with Playback(tmp_path / "live", clip, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        playback.play(leave_out={8, 9})
        playback.wait_for(3)
        segments = list(playback.watch.seen.values())
    assert [one.seconds >= 2.5 for one in segments[:3]] == [False, True, False]
    assert [one.breaks - segments[0].breaks for one in segments[:3]] == [0, 1, 1]


def test_full_store_is_told_and_the_old_list_stays(tmp_path, h264):
    playback = Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,)))
    with playback:
        playback.store._camera_bytes = 10
        with pytest.raises(StoreFull):
            playback.play(pause=0.02)
        assert not (tmp_path / "cam" / "index.m3u8").exists()


def test_b_frames_are_put_in_order(tmp_path):
    clip = make_clip(tmp_path / "b.nut", size=SIZE, seconds=5, b_frames=2)
    with Playback(tmp_path / "live", clip, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        playback.play()
        playback.wait_for(2)
        assert playback.watch.broken == []
        assert playback.encoder.dropped_frames == 0
        pictures = playback.pictures()
    hidden = mask_of((TRIANGLE,), *SIZE)
    assert len(pictures) == 100
    for n in range(0, 100, 7):
        assert difference(pictures[n][~hidden], scene(n, *SIZE)[~hidden]) < 12


def test_nothing_is_left_of_a_closed_encoder(tmp_path, h264):
    before = set(threading.enumerate())
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        for _, packet in zip(range(30), packets_of(playback.container), strict=False):
            playback.encoder.feed(packet)
    pid = playback.encoder.child.pid
    assert not Path(f"/proc/{pid}").exists()
    assert [path.suffix for path in (tmp_path / "cam" / "private").iterdir()] == [".png"]
    end = time.monotonic() + 20
    while set(threading.enumerate()) - before and time.monotonic() < end:
        time.sleep(0.01)
    assert set(threading.enumerate()) == before
    del playback
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


def test_what_comes_before_the_first_key_frame_is_left_out(tmp_path, h264):
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        playback.play(leave_out=range(10))
        playback.wait_for(1)
        assert playback.watch.broken == []
        hidden = mask_of((TRIANGLE,), *SIZE)
        first = playback.pictures()[0]
    assert difference(first[~hidden], scene(50, *SIZE)[~hidden]) < 12


def test_child_knows_neither_address_nor_password(tmp_path, h264):
    with Playback(tmp_path, h264, camera(Privacy.MASK, (TRIANGLE,))) as playback:
        folder = Path(f"/proc/{playback.encoder.child.pid}")
        told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
    assert b"rtsp" not in told
    assert b"secret" not in told
    assert b"10.0.0.9" not in told
