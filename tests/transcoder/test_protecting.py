"""Streams in which people are hidden, from packets of real clips to segments that play."""

import io
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.clips import make_clip, packets_of, scene, stream_of
from tests.support.hls import Conformance, DirectoryFiles, parse
from transcoder import protecting
from transcoder.camera import CameraSource, Strength
from transcoder.errors import ChildFailed, StoreFull
from transcoder.finding import Desk, People
from transcoder.mosaic import Planes
from transcoder.privacy import HEAD_BLOCKS, grown
from transcoder.protecting import Guard, Protector
from transcoder.publication import Publication
from transcoder.storage import DiskStore

pytestmark = [pytest.mark.media, pytest.mark.slow]

SIZE = (320, 184)  # whole blocks, so that it is published in its own size
PLAYLIST = "/live/cam/index.m3u8"
HEAD = np.array([[200, 40, 250, 90, 1]], np.float32)
NOBODY = np.zeros((0, 5), np.float32)


@pytest.fixture(scope="module")
def h264(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "h264.nut", size=SIZE, seconds=7)


def head_there(image):
    """The head, as it lies in the whole picture; a part of it is asked about at another place."""
    is_whole = image.shape[1] == SIZE[0]
    return (HEAD if is_whole else NOBODY), NOBODY


def broken_finder(_image):
    raise RuntimeError


def endless_finder(_image):
    time.sleep(0.4)
    return NOBODY, NOBODY


def mad_finder(_image):
    return np.full((3, 5), np.nan), NOBODY


class Playback:
    """Plays a clip into a Protector, as fast as it goes, and watches what is published."""

    def __init__(self, root: Path, clip: Path, finder, *, strength=Strength.HEADS) -> None:
        self.root = root
        self.store = DiskStore(root)
        self.watch = Conformance(DirectoryFiles(root), PLAYLIST)
        self.container = av.open(clip)
        self.protector = Protector(
            CameraSource("cam", "rtsp://u:secret@10.0.0.9/x", strength=strength),
            Publication(self.store, "cam"),
            template=stream_of(self.container),
            desk=Desk(finder),
        )

    def __enter__(self) -> "Playback":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.protector.close()
        self.container.close()

    def play(self, *, leave_out=(), pause: float = 0) -> None:
        for n, packet in enumerate(packets_of(self.container)):
            if n not in leave_out:
                self.let_it_catch_up()
                self.protector.feed(packet)
                time.sleep(pause)
                self.poll()
        self.let_it_catch_up()

    def let_it_catch_up(self, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while self.protector.is_behind and time.monotonic() < end:
            self.poll()
            time.sleep(0.002)

    def poll(self) -> None:
        self.protector.poll()
        if (self.root / "cam" / "index.m3u8").exists():
            self.watch.poll()

    def wait_for(self, segments: int, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while len(self.watch.seen) < segments and time.monotonic() < end:
            self.poll()
            time.sleep(0.02)
        assert len(self.watch.seen) >= segments

    def pictures(self) -> list[np.ndarray]:
        """Every published frame, uint8 [height, width, 3], BGR."""
        files, pictures = DirectoryFiles(self.root), []
        for one in parse(files.get(PLAYLIST).body.decode()).segments:
            data = files.get(one.init_uri).body + files.get(one.uri).body
            with av.open(io.BytesIO(data)) as container:
                pictures += [each.to_ndarray(format="bgr24") for each in container.decode(video=0)]
        return pictures


def difference(one, other) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def detail(picture) -> float:
    """How much neighbouring pixels differ: little in a mosaic of coarse blocks."""
    return float(np.abs(np.diff(picture.astype(int), axis=1)).mean())


def test_stream_conforms_and_keeps_its_times_at_half_the_frames(tmp_path, h264):
    with Playback(tmp_path, h264, head_there) as playback:
        playback.play()
        playback.wait_for(3)
        assert playback.watch.broken == []
        assert [one.seconds for one in playback.watch.seen.values()] == [2.0, 2.0, 2.0]
        assert len(playback.pictures()) == 75


def test_stream_is_h264_main_without_sound(tmp_path, h264):
    with Playback(tmp_path, h264, head_there) as playback:
        playback.play()
        playback.wait_for(1)
        one = next(iter(playback.watch.seen.values()))
        files = DirectoryFiles(tmp_path)
        with av.open(io.BytesIO(files.get(one.init_uri).body + files.get(one.uri).body)) as found:
            context = found.streams.video[0].codec_context
            assert (context.name, context.profile, context.pix_fmt) == ("h264", "Main", "yuv420p")
            assert len(found.streams) == 1


def test_the_head_is_hidden_in_every_frame_and_the_rest_is_shown(tmp_path, h264):
    with Playback(tmp_path, h264, head_there) as playback:
        playback.play()
        playback.wait_for(3)
        pictures = playback.pictures()
    left, top, right, bottom = grown(HEAD[0, :4], *SIZE)
    shown = []
    for n, picture in enumerate(pictures):
        region = picture[top:bottom, left:right].astype(int)
        # Flat blocks: hardly any difference between neighbours, where the scene changes a lot.
        steps = np.abs(np.diff(region, axis=1)).mean(axis=(0, 2))
        assert np.sort(steps)[: -2 * HEAD_BLOCKS - 2].mean() < 2
        shown.append(difference(picture[:, :60], scene(2 * n, *SIZE)[:, :60]) < 12)
    assert any(shown)


@pytest.mark.parametrize("finder", [broken_finder, endless_finder, mad_finder, None])
def test_every_frame_is_hidden_as_a_whole_when_the_finder_fails(tmp_path, h264, finder):
    with Playback(tmp_path, h264, finder) as playback:
        playback.play()
        playback.wait_for(1)
        pictures = playback.pictures()
    assert all(detail(each) < detail(scene(0, *SIZE)) / 3 for each in pictures)


def test_a_camera_that_hides_all_asks_nobody(tmp_path, h264):
    with Playback(tmp_path, h264, broken_finder, strength=Strength.WHOLE) as playback:
        playback.play()
        playback.wait_for(1)
        assert all(detail(each) < 4 for each in playback.pictures())


def test_gap_in_the_source_is_closed(tmp_path, h264):
    with Playback(tmp_path, h264, head_there) as playback:
        playback.play(leave_out=range(60, 100))
        playback.wait_for(2)
        assert playback.watch.broken == []
        segments = list(playback.watch.seen.values())
    assert segments[1].breaks == segments[0].breaks


def test_dates_are_when_the_key_frames_came(tmp_path, h264):
    began_at = time.time()
    with Playback(tmp_path, h264, head_there) as playback:
        playback.play()
        ended_at = time.time()
        playback.wait_for(3)
        dates = [one.date.timestamp() for one in playback.watch.seen.values()]
    assert began_at - 0.001 <= dates[0] < dates[1] < dates[2] <= ended_at


def test_what_breaks_down_publishes_nothing_and_is_told(tmp_path, h264, monkeypatch):
    def fail(*_args):
        raise MemoryError("secret")

    monkeypatch.setattr(Planes, "cover", fail)
    with Playback(tmp_path, h264, head_there) as playback:
        with pytest.raises(ChildFailed, match=r"lost its protection: MemoryError$"):
            playback.play()
        assert playback.watch.seen == {}


def test_full_store_is_told(tmp_path, h264):
    with Playback(tmp_path, h264, head_there) as playback:
        playback.store._camera_bytes = 10
        with pytest.raises(StoreFull):
            playback.play()


def test_one_that_encodes_nothing_is_given_up(tmp_path, h264, monkeypatch):
    monkeypatch.setattr(protecting, "HUNG_SECONDS", 0.3)
    monkeypatch.setattr(Protector, "_encode", lambda *_: None)
    with (
        Playback(tmp_path, h264, head_there) as playback,
        pytest.raises(ChildFailed, match="too slowly"),
    ):
        playback.play(pause=0.01)


def test_a_flood_of_packets_is_dropped_up_to_a_key_frame_and_blocks_nobody(tmp_path, h264):
    longest = 0.0
    with Playback(tmp_path, h264, endless_finder) as playback:
        for packet in packets_of(playback.container):
            begun = time.monotonic()
            playback.protector.feed(packet)
            longest = max(longest, time.monotonic() - begun)
        assert playback.protector.dropped_frames > 0
    assert longest < 3.0


def test_broken_picture_data_is_survived(tmp_path, h264):
    with Playback(tmp_path, h264, head_there) as playback:
        for n, packet in enumerate(packets_of(playback.container)):
            broken = packet
            if 60 <= n < 80:
                broken = av.Packet(b"\x00\x00\x01\x41" + bytes(range(200)))
                broken.pts, broken.dts, broken.time_base = packet.pts, packet.dts, packet.time_base
            playback.let_it_catch_up()
            playback.protector.feed(broken)
            playback.poll()
        playback.wait_for(2)


def test_nothing_is_left_of_a_closed_one(tmp_path, h264):
    before = set(threading.enumerate())
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    with Playback(tmp_path, h264, head_there) as playback:
        for _, packet in zip(range(30), packets_of(playback.container), strict=False):
            playback.protector.feed(packet)
    end = time.monotonic() + 20
    while set(threading.enumerate()) - before and time.monotonic() < end:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before
    del playback
    assert len(list(Path("/proc/self/fd").iterdir())) <= descriptors


class _Seat:
    """A finder that fails from one moment on until another, by the guard's own clock."""

    def __init__(self, fails) -> None:
        self.fails = fails
        self.at = 0.0
        self.asked = []

    def people(self, _image, *, seconds):
        self.asked.append(self.at)
        if self.fails(self.at):
            return None
        return People(NOBODY, NOBODY)


def guarded(seat, seconds=16.0):
    """What of a still picture was hidden as a whole, by time; and how long pictures waited."""
    frame = av.VideoFrame.from_ndarray(scene(0, *SIZE), format="bgr24")
    guard, hidden, waited = Guard(SIZE, Strength.HEADS, seat), {}, []
    for n in range(round(seconds * 12.5)):
        seat.at = n * 0.08
        guard.take(Planes(frame, *SIZE), seat.at, media_at=seat.at, came_at=0.0)
        for ready in guard.ready():
            hidden[round(ready.media_at, 2)] = ready.moment.is_hidden
            waited.append(seat.at - ready.media_at)
    return hidden, waited


def test_after_a_failure_the_picture_comes_back_by_itself():
    hidden, _ = guarded(_Seat(lambda at: 4 <= at < 7))
    assert [hidden[at] for at in (0.0, 3.6, 4.0, 6.0)] == [False, False, True, True]
    assert not hidden[15.2]


def test_a_finder_that_fails_for_good_is_asked_ever_more_rarely():
    seat = _Seat(lambda _at: True)
    hidden, _ = guarded(seat)
    assert all(hidden.values())
    assert len(seat.asked) <= 6


def test_pictures_wait_for_less_than_three_tenths_of_a_second():
    _, waited = guarded(_Seat(lambda _at: False))
    assert max(waited) <= 0.3
