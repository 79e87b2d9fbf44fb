"""Unprotected pictures lie where nobody else reads them."""

from hashlib import sha256

import pytest

from portal.rounds.pictures import PictureStore


@pytest.fixture
def store(tmp_path):
    return PictureStore.under(tmp_path)


def test_a_picture_is_for_the_portals_account_alone(store):
    kept = store.keep("F-2026-000001-opening", b"picture")

    assert (store.root / kept.file).stat().st_mode & 0o777 == 0o600
    assert store.root.stat().st_mode & 0o777 == 0o700


def test_what_was_kept_is_told_with_its_hash(store):
    kept = store.keep("F-2026-000001-opening", b"picture")

    assert (kept.sha256, kept.size_bytes) == (sha256(b"picture").hexdigest(), 7)
    assert store.read(kept.file) == b"picture"


def test_a_picture_of_the_same_name_replaces_the_former(store):
    store.keep("F-2026-000001-opening", b"rolled back")
    kept = store.keep("F-2026-000001-opening", b"picture")

    assert store.read(kept.file) == b"picture"
    assert [path.name for path in store.root.iterdir()] == [kept.file]


def test_a_picture_that_cannot_be_written_leaves_nothing(store):
    (store.root / "F-1.jpg").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        store.keep("F-1", b"picture")

    assert [path.name for path in store.root.iterdir()] == ["F-1.jpg"]


def test_a_removed_picture_is_gone(store):
    kept = store.keep("F-2026-000001-opening", b"picture")
    store.remove(kept.file)
    store.remove(kept.file)

    assert store.read(kept.file) is None


@pytest.mark.parametrize("name", ["../secret.jpg", "a/b.jpg", "", ".jpg", "x.png"])
def test_no_other_file_can_be_named(store, name):
    with pytest.raises(ValueError, match="no name of a kept picture"):
        store.read(name)
