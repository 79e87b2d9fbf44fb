"""Clips as they are drawn and coded."""

from itertools import islice, pairwise

import av
import numpy as np
import pytest

from tests.support.simulator import small_clip
from transcoder.simulator import clips
from transcoder.simulator.clips import ClipPlan, Kind, demo_clips, draw_clip
from transcoder.simulator.recording import load_recording
from transcoder.simulator.scene import draw_scene

pytestmark = [pytest.mark.media, pytest.mark.slow]

ZONES = ("CK", "CU", "SP", "WD", "RP", "ST")
TINY = {"seconds": 2, "fps": 5, "size": (160, 90), "gop_seconds": 1.0}


def luma(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def scene(zone="CK", *, seed=1, count=3):
    return list(islice(draw_scene(zone, size=(320, 180), seed=seed, fps=5), count))


@pytest.mark.parametrize("zone", [*ZONES, "DO", "??"])
def test_every_zone_shows_a_lively_picture(zone):
    first, second, _ = scene(zone)

    assert first.shape == (270, 320)
    assert first[:180].std() > 25
    assert (first != second).mean() > 0.05


def test_zones_do_not_look_alike():
    pictures = [scene(zone, count=1)[0][:180].astype(int) for zone in ZONES]

    apart = [np.abs(a - b).mean() for n, a in enumerate(pictures) for b in pictures[:n]]
    assert min(apart) > 8


def test_a_scene_follows_from_its_seed():
    assert all(np.array_equal(a, b) for a, b in zip(scene(seed=4), scene(seed=4), strict=True))
    assert not np.array_equal(scene(seed=4)[0], scene(seed=5)[0])


def test_the_minute_ends_where_it_began():
    pictures = draw_scene("CK", size=(320, 180), seed=1, fps=2)
    first = next(pictures).astype(int)
    after_a_minute = next(islice(pictures, 119, None)).astype(int)
    people = slice(20, 180), slice(60, 260)  # without the caption

    assert np.abs(first[people] - after_a_minute[people]).mean() < 4


def test_a_black_clip_is_black_and_a_frozen_one_stands_still(tmp_path):
    black = luma(draw_clip(tmp_path / "b.mp4", ClipPlan(kind=Kind.BLACK, **TINY)))
    frozen = luma(draw_clip(tmp_path / "f.mp4", ClipPlan(kind=Kind.FROZEN, **TINY)))

    assert max(picture.max() for picture in black) < 5
    assert frozen[0].std() > 25
    assert max(np.abs(a.astype(int) - b).mean() for a, b in pairwise(frozen)) < 0.5


@pytest.mark.parametrize(
    ("differences", "codec", "keys"),
    [
        ({}, "h264", [0, 10, 20, 30]),
        ({"gop_seconds": 4.0}, "h264", [0]),
        ({"codec": "h265"}, "h265", [0, 10, 20, 30]),
        ({"b_frames": 2, "gop_seconds": 2.0}, "h264", [0, 20]),
    ],
)
def test_a_clip_is_coded_as_planned(differences, codec, keys):
    recording = load_recording(small_clip(**differences))

    assert (recording.codec, recording.width_px, recording.height_px) == (codec, 320, 180)
    assert recording.length_ticks == 4 * 90_000
    assert [n for n, unit in enumerate(recording.units) if unit.is_key] == keys
    sent = [unit.send_ticks for unit in recording.units]
    assert sent == [n * 9000 for n in range(40)]


def test_b_frames_are_sent_out_of_the_order_they_are_shown_in():
    shown = [unit.shown_ticks for unit in load_recording(small_clip(b_frames=2)).units]

    assert shown != sorted(shown)
    assert sorted(shown) == [n * 9000 for n in range(40)]


def test_a_file_without_h264_or_h265_is_refused(tmp_path):
    path = tmp_path / "m.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=5, width=16, height=16, pix_fmt="yuvj420p")
        container.mux(stream.encode(av.VideoFrame(16, 16, "yuvj420p")))

    with pytest.raises(ValueError, match=r"H\.264"):
        load_recording(path)


def test_demo_clips_are_drawn_once_and_tell_their_progress(tmp_path, monkeypatch):
    monkeypatch.setattr(clips, "DEMO", {"CK": ClipPlan(**TINY), "black": ClipPlan(**TINY)})
    told = []
    first = demo_clips(tmp_path / "clips", on_progress=told.append)
    written = {name: path.stat().st_mtime_ns for name, path in first.items()}
    again = demo_clips(tmp_path / "clips", on_progress=told.append)

    assert told == [0.5, 1.0]
    assert again == first
    assert {name: path.stat().st_mtime_ns for name, path in again.items()} == written
    assert sorted(path.name for path in (tmp_path / "clips").iterdir()) == sorted(
        path.name for path in first.values()
    )


def test_progress_is_told_while_a_clip_is_drawn(tmp_path):
    told = []
    draw_clip(tmp_path / "c.mp4", ClipPlan(**{**TINY, "seconds": 4}), on_progress=told.append)

    assert told == [0.0, 0.25, 0.5, 0.75]
