"""The newest still on disk, protected."""

import errno
import stat
from pathlib import Path

import cv2
import numpy as np
import pytest

from transcoder.camera import CameraSource, Privacy
from transcoder.errors import StoreFull
from transcoder.privacy import pixelated
from transcoder.stills import MOST_BYTES, forget_still, jpeg_of, write_still

TAKEN_AT = 1_790_000_000.25
LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def camera(privacy: Privacy, polygons=()) -> CameraSource:
    return CameraSource("cam", "rtsp://10.0.0.9/x", privacy=privacy, polygons=polygons)


def plain(width: int, height: int):
    """A picture of one colour, which makes a small file."""
    return np.full((height, width, 3), 90, np.uint8)


def fine(width: int, height: int):
    """Noise in each pixel, which makes a large file."""
    return np.random.default_rng(2).integers(0, 256, (height, width, 3)).astype(np.uint8)


def blocks(width: int, height: int):
    """Coarse noise that a JPEG keeps."""
    small = np.random.default_rng(1).integers(0, 256, (-(-height // 20), -(-width // 20), 3))
    return small.astype(np.uint8).repeat(20, axis=0).repeat(20, axis=1)[:height, :width]


def written(root: Path):
    return cv2.imread(str(root / "cam" / "still.jpg"))


def test_still_of_an_open_camera_shows_what_was_seen(tmp_path):
    image = blocks(640, 360)
    write_still(tmp_path, camera(Privacy.OPEN), image, head_finder=None, taken_at=TAKEN_AT)
    difference = np.abs(written(tmp_path).astype(int) - image).mean()
    assert difference < 12


def test_its_time_is_the_moment_it_was_taken(tmp_path):
    write_still(tmp_path, camera(Privacy.OPEN), blocks(64, 36), head_finder=None, taken_at=TAKEN_AT)
    assert (tmp_path / "cam" / "still.jpg").stat().st_mtime == TAKEN_AT


def test_it_is_readable_by_the_group_and_nothing_lies_beside_it(tmp_path):
    write_still(tmp_path, camera(Privacy.OPEN), blocks(64, 36), head_finder=None, taken_at=TAKEN_AT)
    (still,) = (tmp_path / "cam").iterdir()
    assert stat.S_IMODE(still.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1920, 1080), (960, 540)), ((640, 360), (640, 360)), ((2560, 1920), (960, 720))],
)
def test_it_is_at_most_960_pixels_wide(tmp_path, size, expected):
    write_still(tmp_path, camera(Privacy.OPEN), plain(*size), head_finder=None, taken_at=TAKEN_AT)
    assert written(tmp_path).shape == (expected[1], expected[0], 3)


def test_a_busy_picture_is_smaller_so_that_its_file_stays_small(tmp_path):
    image = cv2.GaussianBlur(fine(1280, 720), (0, 0), 2.5)
    write_still(tmp_path, camera(Privacy.OPEN), image, head_finder=None, taken_at=TAKEN_AT)
    file = tmp_path / "cam" / "still.jpg"
    assert len(jpeg_of(cv2.resize(image, (960, 540), interpolation=cv2.INTER_AREA))) > MOST_BYTES
    assert file.stat().st_size <= MOST_BYTES
    assert written(tmp_path).shape == (360, 640, 3)


def test_what_cannot_be_made_small_is_shown_as_it_can_be(tmp_path):
    write_still(tmp_path, camera(Privacy.OPEN), fine(480, 270), head_finder=None, taken_at=TAKEN_AT)
    assert written(tmp_path).shape == (270, 480, 3)


def test_blur_without_a_finder_pixelates_it_as_a_whole(tmp_path):
    image = blocks(960, 540)
    write_still(tmp_path, camera(Privacy.BLUR), image, head_finder=None, taken_at=TAKEN_AT)
    assert np.abs(written(tmp_path).astype(int) - pixelated(image)).mean() < 6


def test_blur_with_a_finder_hides_the_head_and_shows_the_rest(tmp_path):
    image = blocks(640, 360)
    write_still(
        tmp_path,
        camera(Privacy.BLUR),
        image,
        head_finder=lambda _: (np.array([[100, 100, 180, 180, 1]]), np.zeros((0, 5))),
        taken_at=TAKEN_AT,
    )
    still = written(tmp_path).astype(int)
    assert np.abs(still[100:180, 100:180] - image[100:180, 100:180]).mean() > 40
    assert np.abs(still[:, 300:] - image[:, 300:]).mean() < 12


def test_mask_is_burnt_into_it(tmp_path):
    write_still(
        tmp_path,
        camera(Privacy.MASK, (LEFT_HALF,)),
        blocks(640, 360),
        head_finder=None,
        taken_at=TAKEN_AT,
    )
    assert np.abs(written(tmp_path)[:, :310].astype(int) - 64).max() <= 8


def test_full_disk_keeps_the_former_still(tmp_path, monkeypatch):
    source = camera(Privacy.OPEN)
    write_still(tmp_path, source, blocks(64, 36), head_finder=None, taken_at=TAKEN_AT)
    before = (tmp_path / "cam" / "still.jpg").read_bytes()

    def refuse(*_args) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("transcoder.storage.os.fchmod", refuse)
    with pytest.raises(StoreFull):
        write_still(tmp_path, source, blocks(64, 36), head_finder=None, taken_at=TAKEN_AT + 60)
    assert (tmp_path / "cam" / "still.jpg").read_bytes() == before
    assert len(list((tmp_path / "cam").iterdir())) == 1


def test_a_still_that_must_not_be_shown_is_taken_back(tmp_path):
    write_still(tmp_path, camera(Privacy.OPEN), blocks(64, 36), head_finder=None, taken_at=TAKEN_AT)
    forget_still(tmp_path, "cam")
    forget_still(tmp_path, "cam")
    assert list((tmp_path / "cam").iterdir()) == []


def test_a_store_that_is_away_is_no_end(tmp_path, caplog):
    (tmp_path / "share").write_text("no directory")
    forget_still(tmp_path / "share", "cam")
    assert [(each.message, each.camera) for each in caplog.records] == [
        ("still_not_deleted", "cam")
    ]
