"""The newest picture of a Camera, and the directory of Snapshots."""

import os
import stat
from datetime import UTC, timedelta

import pytest

from portal.live.files import Roots
from portal.patrols.kinds import PictureKind
from portal.patrols.pictures import SnapshotStore, newest_picture
from portal.registry.rules.proofs import ProofRefused
from tests.support.factories import NOON
from tests.support.findings import photo

CAMERA = "0123456789"


@pytest.fixture
def still(tmp_path):
    """Publish a still of the Camera, taken so many seconds before noon."""

    def write(age_seconds):
        path = tmp_path / CAMERA / "still.jpg"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(photo())
        taken = NOON.timestamp() - age_seconds
        os.utime(path, (taken, taken))

    return write


def test_a_lent_frame_is_taken_as_the_camera_sent_it(tmp_path, still, monkeypatch):
    still(5)

    class Frame:
        image, taken_at = "pixels", NOON.timestamp() - 1

    monkeypatch.setattr("transcoder.loan.lent_frame", lambda root, code, **how: Frame)
    monkeypatch.setattr("transcoder.stills.jpeg_of", lambda image: b"jpeg of " + image.encode())

    found = newest_picture(Roots(tmp_path, tmp_path), CAMERA, now=NOON)

    assert (found.content, found.kind) == (b"jpeg of pixels", PictureKind.UNPROTECTED)
    assert found.taken_at == NOON - timedelta(seconds=1)


def test_without_a_stream_the_newest_still_is_taken(tmp_path, still):
    still(50)

    found = newest_picture(Roots(tmp_path, tmp_path), CAMERA, now=NOON)

    assert (found.content, found.kind) == (photo(), PictureKind.PROTECTED)
    assert found.taken_at == (NOON - timedelta(seconds=50)).astimezone(UTC)


def test_a_still_of_another_hour_is_no_picture_of_now(tmp_path, still):
    still(3600)

    assert newest_picture(Roots(tmp_path, tmp_path), CAMERA, now=NOON) is None


def test_a_camera_that_never_showed_anything_has_none(tmp_path):
    assert newest_picture(Roots(tmp_path, tmp_path), CAMERA, now=NOON) is None


def test_a_snapshot_is_readable_by_the_portals_account_alone(tmp_path, still):
    still(5)
    store = SnapshotStore.under(tmp_path)

    kept = store.keep(newest_picture(Roots(tmp_path, tmp_path), CAMERA, now=NOON))

    (path,) = (tmp_path / "snapshots").rglob("*.jpg")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert store.read(kept.code) == photo()
    store.drop(kept)
    assert store.read(kept.code) is None


def test_a_document_is_no_photograph(tmp_path):
    with pytest.raises(ProofRefused):
        SnapshotStore.under(tmp_path).keep_photo(b"%PDF-1.4", now=NOON)
