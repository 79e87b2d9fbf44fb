"""The two stores, by one suite, and what only the disk can do."""

import errno
import os
import stat
import time
from pathlib import Path

import pytest

from transcoder.errors import CameraFull, StoreFull
from transcoder.storage import DiskStore, MemoryStore, write_whole

SEGMENT = "aaaaaaaa/1-00.m4s"
STAMPS = ("demand", "look", "retry")


class Wall:
    """The real clock, moved forward by tests: files get their real mtime."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture(params=["disk", "memory"])
def store(request, tmp_path: Path, wall: Wall):
    if request.param == "disk":
        return DiskStore(tmp_path / "live", camera_bytes=1000, wall=wall)
    return MemoryStore(camera_bytes=1000, private=tmp_path / "private", wall=wall)


@pytest.fixture
def disk(tmp_path: Path, wall: Wall) -> DiskStore:
    return DiskStore(tmp_path, wall=wall)


def listing(run: str) -> bytes:
    return f"#EXTM3U\n/live/cam/{run}/1-00.m4s\n".encode()


def test_written_bytes_are_read_back(store):
    store.write("cam", SEGMENT, b"media")
    assert store.read("cam", SEGMENT) == b"media"
    assert store.names("cam") == [SEGMENT]


def test_second_write_replaces_the_first(store):
    store.write("cam", "index.m3u8", b"old")
    store.write("cam", "index.m3u8", b"new")
    assert store.read("cam", "index.m3u8") == b"new"


def test_unknown_name_reads_as_none(store):
    assert store.read("cam", "index.m3u8") is None
    assert store.names("cam") == []


def test_adopted_file_is_published_and_gone_from_its_place(store):
    path = store.private("cam") / "part.m4s"
    path.write_bytes(b"media")
    store.adopt("cam", SEGMENT, path)
    assert store.read("cam", SEGMENT) == b"media"
    assert not path.exists()


def test_private_files_are_not_among_the_names(store):
    (store.private("cam") / "secret").write_bytes(b"x")
    assert store.names("cam") == []


def test_private_directory_is_closed_to_the_group(store):
    assert stat.S_IMODE(store.private("cam").stat().st_mode) == 0o700


def test_deleted_name_is_gone_and_deleting_twice_is_no_error(store):
    store.write("cam", SEGMENT, b"media")
    store.delete("cam", SEGMENT)
    store.delete("cam", SEGMENT)
    assert store.names("cam") == []


def test_camera_over_its_cap_is_refused_and_keeps_what_it_had(store):
    store.write("cam", SEGMENT, b"x" * 600)
    with pytest.raises(CameraFull):
        store.write("cam", "aaaaaaaa/2-00.m4s", b"x" * 600)
    assert store.names("cam") == [SEGMENT]


def test_one_full_camera_leaves_room_for_another(store):
    store.write("cam", SEGMENT, b"x" * 900)
    store.write("other", SEGMENT, b"x" * 900)
    assert store.read("other", SEGMENT) is not None


def test_playlist_fits_into_a_full_camera(store):
    store.write("cam", SEGMENT, b"x" * 1000)
    store.write("cam", "index.m3u8", b"#EXTM3U\n")
    assert store.read("cam", "index.m3u8") == b"#EXTM3U\n"


def test_after_a_stop_only_state_stamps_and_still_stay(store):
    for name in (*STAMPS, "state.json", "still.jpg", "index.m3u8", SEGMENT):
        store.write("cam", name, b"x")
    store.remove_all("cam")
    assert store.names("cam") == [*STAMPS, "state.json", "still.jpg"]


def test_after_a_start_only_demand_look_and_still_stay(store):
    for name in (*STAMPS, "state.json", "still.jpg", "index.m3u8", SEGMENT):
        store.write("cam", name, b"x")
    store.purge()
    assert store.names("cam") == ["demand", "look", "still.jpg"]


def test_sweep_takes_the_media_of_a_camera_nobody_works_on(store):
    store.write("cam", "still.jpg", b"x")
    store.write("cam", SEGMENT, b"x")
    store.write("cam", "index.m3u8", listing("aaaaaaaa"))
    store.sweep([])
    assert store.names("cam") == ["still.jpg"]


def test_sweep_leaves_a_listed_run_however_old(store, wall):
    store.write("cam", SEGMENT, b"x")
    store.write("cam", "index.m3u8", listing("aaaaaaaa"))
    wall.ahead = 3600
    store.sweep(["cam"])
    assert SEGMENT in store.names("cam")


@pytest.mark.parametrize(("age", "is_kept"), [(100, True), (200, False)])
def test_sweep_takes_an_unlisted_run_once_no_player_can_want_it(store, wall, age, is_kept):
    store.write("cam", SEGMENT, b"x")
    store.write("cam", "index.m3u8", listing("bbbbbbbb"))
    wall.ahead = age
    store.sweep(["cam"])
    assert (SEGMENT in store.names("cam")) is is_kept


@pytest.mark.parametrize(("age", "is_kept"), [(5, True), (15, False)])
@pytest.mark.parametrize("owned", [["cam"], []])
def test_sweep_takes_unfinished_files_after_ten_seconds(store, wall, owned, age, is_kept):
    store.write("cam", "state.json.tmp", b"x")
    wall.ahead = age
    store.sweep(owned)
    assert ("state.json.tmp" in store.names("cam")) is is_kept


def test_memory_store_without_a_directory_says_what_to_do():
    with pytest.raises(TypeError, match="private="):
        MemoryStore().private("cam")


def test_published_files_are_open_to_the_group_alone_whatever_the_umask(disk, tmp_path):
    former = os.umask(0o077)
    try:
        disk.write("cam", SEGMENT, b"x")
        part = disk.private("cam") / "part"
        part.write_bytes(b"x")
        disk.adopt("cam", "aaaaaaaa/2-00.m4s", part)
    finally:
        os.umask(former)
    for name in (SEGMENT, "aaaaaaaa/2-00.m4s"):
        assert stat.S_IMODE((tmp_path / "cam" / name).stat().st_mode) == 0o640
    for name in ("cam", "cam/aaaaaaaa"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o750


def test_group_of_the_web_server_is_inherited_by_new_directories(tmp_path):
    tmp_path.chmod(0o2750)
    DiskStore(tmp_path).write("cam", SEGMENT, b"x")
    assert (tmp_path / "cam" / "aaaaaaaa").stat().st_mode & stat.S_ISGID


def test_empty_run_directory_goes_with_its_last_file(disk, tmp_path):
    disk.write("cam", SEGMENT, b"x")
    disk.delete("cam", SEGMENT)
    assert list((tmp_path / "cam").iterdir()) == []


def test_all_cameras_together_stop_at_their_share(tmp_path):
    capacity = os.statvfs(tmp_path).f_blocks * os.statvfs(tmp_path).f_frsize
    store = DiskStore(tmp_path, total_share=1000 / capacity)
    store.write("cam", SEGMENT, b"x" * 600)
    with pytest.raises(StoreFull, match="share") as refused:
        store.write("other", SEGMENT, b"x" * 600)
    assert not isinstance(refused.value, CameraFull)


def test_what_was_deleted_makes_room_at_once(tmp_path):
    capacity = os.statvfs(tmp_path).f_blocks * os.statvfs(tmp_path).f_frsize
    store = DiskStore(tmp_path, total_share=1000 / capacity)
    store.write("cam", SEGMENT, b"x" * 600)
    store.delete("cam", SEGMENT)
    store.write("other", SEGMENT, b"x" * 600)
    assert store.names("other") == [SEGMENT]


def test_sweep_takes_the_leftovers_of_a_dead_child(disk, tmp_path, wall):
    child = disk.private("cam") / "0123"
    child.mkdir()
    (child / "list.m3u8").write_bytes(b"x")
    (disk.private("cam") / "mask-1.png").write_bytes(b"x")
    wall.ahead = 200
    disk.sweep(["cam"])
    assert [path.name for path in (tmp_path / "cam" / "private").iterdir()] == ["mask-1.png"]


@pytest.mark.parametrize(("age_seconds", "is_left"), [(80, True), (100, False)])
def test_sweep_takes_the_loan_of_a_dead_worker(disk, wall, age_seconds, is_left):
    loan = disk.private("cam") / "loan"
    loan.write_bytes(b"x")
    wall.ahead = age_seconds
    disk.sweep(["cam"])
    assert loan.exists() is is_left


def test_sweep_follows_no_link_out_of_its_root(disk, tmp_path, wall):
    outside = tmp_path.parent / "outside"
    outside.mkdir()
    (outside / "precious.tmp").write_bytes(b"x")
    disk.write("cam", SEGMENT, b"x")
    (tmp_path / "cam" / "link").symlink_to(outside)
    wall.ahead = 3600
    disk.sweep(["cam"])
    disk.sweep([])
    assert (outside / "precious.tmp").exists()


class _FullDisk:
    """Replaces the file system at our own boundary: the first write finds no space."""

    def __init__(self, monkeypatch) -> None:
        monkeypatch.setattr(os, "fchmod", self._refuse)

    def _refuse(self, *_args) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_leaves_the_old_file_whole_and_no_part(tmp_path, monkeypatch):
    target = tmp_path / "index.m3u8"
    target.write_bytes(b"old")
    _FullDisk(monkeypatch)
    with pytest.raises(StoreFull, match="No space left"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_file_that_cannot_be_moved_stays_where_it_was(disk, tmp_path, monkeypatch):
    path = disk.private("cam") / "part"
    path.write_bytes(b"media")

    def refuse(*_args) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreFull):
        disk.adopt("cam", SEGMENT, path)
    assert path.read_bytes() == b"media"
