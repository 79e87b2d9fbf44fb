"""No two parts share a picture, nearly or not, nor frames of one recording."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.training.labels import Picture
from detector.training.splits import fingerprint, recording, share_of, split

NONE = np.zeros((0, 4), np.float32)


def picture(name: str, *, part: str = "train", source: str = "voc") -> Picture:
    return Picture(
        Path(name), source, part, 64, 64, (NONE, NONE), (NONE, NONE), frozenset({0, 1}), ()
    )


def scene(seed: int) -> np.ndarray:
    rough = np.random.default_rng(seed).integers(0, 255, (6, 6, 3), np.uint8)
    return cv2.resize(rough, (96, 96), interpolation=cv2.INTER_CUBIC)


def by_name(one: Picture) -> np.ndarray:
    """Another picture for each name; what follows a "~" is the same once more, coded anew."""
    name, _, again = one.path.stem.partition("~")
    image = scene(sum(map(ord, name)))
    return cv2.resize(image, (64, 64)) if again else image


def names(part) -> set[str]:
    return {one.path.stem for one in part}


def test_every_picture_is_in_one_part():
    pictures = [picture(f"{number}.jpg") for number in range(40)]
    pictures += [picture(f"v{number}.jpg", part="val") for number in range(5)]

    parts = split(pictures, lambda one: scene(hash(one.path.stem) % 10_000))

    every = [*parts.learning, *parts.choosing, *parts.judging]
    assert len(every) == len(names(every)) == 45 - parts.dropped
    assert names(parts.judging) == {f"v{number}" for number in range(5)}
    assert parts.learning
    assert parts.choosing


def test_a_copy_of_a_judging_picture_is_not_learnt_from():
    parts = split([picture("a.jpg", part="val"), picture("a~copy.jpg"), picture("b.jpg")], by_name)

    assert parts.dropped == 1
    assert names([*parts.learning, *parts.choosing]) == {"b"}


@pytest.mark.parametrize("count", [5, 25])
def test_frames_of_a_recording_stay_together(count):
    frames = [picture(f"shop_mp4-{number}_jpg.jpg") for number in range(count)]

    parts = split(frames, lambda one: scene(int(one.path.stem[9:-4])))

    assert sorted((len(parts.learning), len(parts.choosing))) == [0, count]


def test_a_recording_with_a_judging_frame_is_not_learnt_from():
    frames = [picture(f"shop_mp4-{n}_jpg.jpg", part="val" if n == 3 else "train") for n in range(6)]

    parts = split(frames, lambda one: scene(int(one.path.stem[9:-4])))

    assert (len(parts.judging), parts.dropped) == (1, 5)


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("shop_mp4-1_jpg", "shop_mp4-22_jpg", True),
        ("frame_001", "frame_002", True),
        ("video3_0001", "video4_0001", False),
        ("voc_000001", "voc_000002", False),
        ("mall_mp4-1_jpg", "shop_mp4-1_jpg", False),
    ],
)
def test_names_give_a_recording_away(first, second, is_same):
    assert (recording(picture(first)) == recording(picture(second))) is is_same


def test_two_sources_share_no_recording_by_chance():
    assert recording(picture("frame_1", source="a")) != recording(picture("frame_2", source="b"))


@pytest.mark.parametrize(
    "change",
    [
        lambda image: cv2.resize(image, (48, 60)),
        lambda image: (image * 0.7).astype(np.uint8),
        lambda image: cv2.imdecode(cv2.imencode(".jpg", image, [1, 40])[1], 1),
    ],
)
def test_a_fingerprint_outlives_small_changes(change):
    for seed in range(12):
        image = scene(seed)
        far = int(fingerprint(image) ^ fingerprint(change(image))).bit_count()
        assert far <= 6


def test_fingerprints_of_different_scenes_are_far_apart():
    prints = [int(fingerprint(scene(seed))) for seed in range(30)]

    nearest = min((a ^ b).bit_count() for i, a in enumerate(prints) for b in prints[:i])

    assert nearest > 6


def test_a_share_is_the_same_on_every_machine():
    assert share_of("voc_0001.jpg") == pytest.approx(0.278377, abs=1e-6)
