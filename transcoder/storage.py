"""Where published files lie: a directory on tmpfs, and its twin in memory for tests.

Names are relative to a camera: `index.m3u8`, `<run>/init-<key>.mp4`, `<run>/<n>-<key>.m4s`.
Rules: docs/design/video.md, Keeping segments.
"""

import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Protocol

from transcoder.demand import DEMAND, LOAN, LOOK, PLAYLIST, PRIVATE, RETRY, STATE, STILL
from transcoder.errors import CameraFull, StoreFull

CAMERA_BYTES = 50_000_000
TOTAL_SHARE = 0.6
FILE_MODE, DIRECTORY_MODE = 0o640, 0o750
PRIVATE_FILE_MODE, PRIVATE_MODE = 0o600, 0o700

_AFTER_STOP = frozenset({DEMAND, LOOK, RETRY, STATE, STILL})
_AFTER_START = frozenset({DEMAND, LOOK, STILL})
_UNFINISHED_SECONDS = 10.0
# Longer than any removed segment must stay: 6 listed and 7 kept at a GOP of 10 s make 130 s.
_ORPHAN_SECONDS = 180.0
# Longer than any camera's key frames are apart, so that no running stream's loan is taken.
_LOAN_SECONDS = 90.0
_RECOUNT_SECONDS = 10.0


class Store(Protocol):
    """Where one publisher a camera writes; `code` is a checked camera code."""

    def write(self, code: str, name: str, data: bytes) -> None:
        """Publish `data` under `name` in one step; raises StoreFull and leaves nothing torn."""

    def adopt(self, code: str, name: str, path: Path) -> None:
        """Publish the finished file at `path` under `name` and take it away from there.

        Raises StoreFull, and then the file still lies at `path`.
        """

    def read(self, code: str, name: str) -> bytes | None:
        """The published bytes, None when there are none under this name."""

    def names(self, code: str) -> list[str]:
        """Every published name of the camera, private files left out, sorted."""

    def delete(self, code: str, name: str) -> None:
        """Take a published file back, and its run when that was the last one in it."""

    def private(self, code: str) -> Path:
        """A directory, mode 0700, for what must never be served."""

    def remove_all(self, code: str) -> None:
        """Forget the camera's pictures: only its state, its stamps and its still stay."""

    def purge(self, *, spared_seconds: float = 0.0) -> None:
        """Clean up after a former life: only still.jpg, demand and look of each camera stay.

        Cameras whose list was written within the last `spared_seconds` are left alone.
        """

    def sweep(self, owned: Collection[str]) -> None:
        """Delete what a crash left behind; `owned` are the cameras somebody works on now."""


class DiskStore:
    """Published files below `root`, readable by its group (the web server's).

    `camera_bytes` caps one camera, private files included; `total_share` is the part of the
    file system that all cameras together may take.
    """

    def __init__(
        self,
        root: Path,
        *,
        camera_bytes: int = CAMERA_BYTES,
        total_share: float = TOTAL_SHARE,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._root = root
        self._camera_bytes = camera_bytes
        self._total_share = total_share
        self._wall = wall
        self._counted_at = float("-inf")
        self._total = 0

    def write(self, code: str, name: str, data: bytes) -> None:
        """Publish `data` under `name` in one step; raises StoreFull and leaves nothing torn."""
        target = self._place(code, name)
        self._check_room(code, name, len(data))
        write_whole(target, data)
        self._total += len(data)

    def adopt(self, code: str, name: str, path: Path) -> None:
        """Publish the finished file at `path` under `name`; raises StoreFull, the file stays."""
        # The file already counts: it lies in this camera's private directory.
        target = self._place(code, name)
        self._check_room(code, name, 0)
        try:
            path.chmod(FILE_MODE)
            path.replace(target)
        except OSError as error:
            raise StoreFull(f"camera {code}: {error.strerror}") from None

    def read(self, code: str, name: str) -> bytes | None:
        """The published bytes, None when there are none under this name."""
        try:
            return (self._root / code / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, code: str) -> list[str]:
        """Every published name of the camera, private files left out, sorted."""
        directory = self._root / code
        found = (path.relative_to(directory).as_posix() for path, _ in _files(directory))
        return sorted(name for name in found if not name.startswith(f"{PRIVATE}/"))

    def delete(self, code: str, name: str) -> None:
        """Take a published file back, and its run when that was the last one in it."""
        path = self._root / code / name
        path.unlink(missing_ok=True)
        if path.parent != self._root / code:
            _remove_if_empty(path.parent)

    def private(self, code: str) -> Path:
        """A directory, mode 0700, for what must never be served."""
        directory = self._place(code, PRIVATE)
        _make_directory(directory, PRIVATE_MODE)
        return directory

    def remove_all(self, code: str) -> None:
        """Forget the camera's pictures: only its state, its stamps and its still stay."""
        self._keep_only(self._root / code, _AFTER_STOP)

    def purge(self, *, spared_seconds: float = 0.0) -> None:
        """Clean up after a former life, cameras with a list younger than that left alone."""
        for directory in self._cameras():
            if self._wall() - _modified(directory / PLAYLIST) >= spared_seconds:
                self._keep_only(directory, _AFTER_START)

    def sweep(self, owned: Collection[str]) -> None:
        """Delete what a crash left behind; `owned` are the cameras somebody works on now."""
        for directory in self._cameras():
            if directory.name in owned:
                self._sweep_owned(directory)
            else:
                self._keep_only(directory, _AFTER_STOP)

    def _place(self, code: str, name: str) -> Path:
        """The path of `name`, its directories made."""
        target = self._root / code / name
        for directory in (self._root, self._root / code, target.parent):
            _make_directory(directory, DIRECTORY_MODE)
        return target

    def _sweep_owned(self, directory: Path) -> None:
        now = self._wall()
        for path, found in _files(directory):
            if path.suffix == ".tmp" and now - found.st_mtime > _UNFINISHED_SECONDS:
                path.unlink(missing_ok=True)
        listed = (self.read(directory.name, PLAYLIST) or b"").decode(errors="replace")
        for run in _directories(directory):
            if run.name == PRIVATE:
                self._take_back(run / LOAN)
                for child in _directories(run):
                    self._remove_if_old(child)
            elif f"/{run.name}/" not in listed:
                self._remove_if_old(run)

    def _take_back(self, loan: Path) -> None:
        """Delete a key frame that a killed worker has left behind."""
        if self._wall() - _modified(loan) > _LOAN_SECONDS:
            loan.unlink(missing_ok=True)

    def _remove_if_old(self, directory: Path) -> None:
        newest = max((found.st_mtime for _, found in _files(directory)), default=0.0)
        newest = max(newest, _modified(directory))
        if self._wall() - newest > _ORPHAN_SECONDS:
            shutil.rmtree(directory, ignore_errors=True)

    def _keep_only(self, directory: Path, kept: frozenset[str]) -> None:
        for entry in _entries(directory):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            elif entry.name not in kept and not self._is_being_written(entry):
                Path(entry.path).unlink(missing_ok=True)
        self._counted_at = float("-inf")

    def _is_being_written(self, entry: "os.DirEntry[str]") -> bool:
        """Whether somebody is about to rename this file: state.json and still.jpg have writers
        that outlive a stop.
        """
        if not entry.name.endswith(".tmp"):
            return False
        return self._wall() - _modified(Path(entry.path)) < _UNFINISHED_SECONDS

    def _cameras(self) -> Iterator[Path]:
        return (path for path in _directories(self._root) if not path.name.startswith("."))

    def _check_room(self, code: str, name: str, extra: int) -> None:
        if name == PLAYLIST:
            return  # a few hundred bytes, and without it the segment before would be lost
        if _bytes_below(self._root / code) + extra > self._camera_bytes:
            raise CameraFull(f"camera {code}: more than {self._camera_bytes} bytes")
        share = self._total_share * self._capacity()
        if self._total_bytes() + extra > share:
            self._counted_at = float("-inf")  # what was deleted since is not subtracted yet
            if self._total_bytes() + extra > share:
                raise StoreFull(f"camera {code}: all cameras together fill their share")

    def _total_bytes(self) -> int:
        """Bytes below the root, counted anew every ten seconds: other processes write there too."""
        now = time.monotonic()
        if now - self._counted_at > _RECOUNT_SECONDS:
            self._counted_at = now
            self._total = _bytes_below(self._root)
        return self._total

    def _capacity(self) -> int:
        found = os.statvfs(self._root)
        return found.f_blocks * found.f_frsize


class MemoryStore:
    """The same in memory, for tests; files of a child need `private`, a directory of the test."""

    def __init__(
        self,
        *,
        camera_bytes: int = CAMERA_BYTES,
        private: Path | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._files: dict[str, dict[str, tuple[bytes, float]]] = {}
        self._camera_bytes = camera_bytes
        self._private = private
        self._wall = wall

    def write(self, code: str, name: str, data: bytes) -> None:
        """Publish `data` under `name`; raises StoreFull."""
        files = self._files.setdefault(code, {})
        held = sum(len(content) for content, _ in files.values())
        if name != PLAYLIST and held + len(data) > self._camera_bytes:
            raise CameraFull(f"camera {code}: more than {self._camera_bytes} bytes")
        files[name] = (data, self._wall())

    def adopt(self, code: str, name: str, path: Path) -> None:
        """Publish the finished file at `path` under `name` and delete it there."""
        self.write(code, name, path.read_bytes())
        path.unlink()

    def read(self, code: str, name: str) -> bytes | None:
        """The published bytes, None when there are none under this name."""
        found = self._files.get(code, {}).get(name)
        return None if found is None else found[0]

    def names(self, code: str) -> list[str]:
        """Every published name of the camera, sorted."""
        return sorted(self._files.get(code, {}))

    def delete(self, code: str, name: str) -> None:
        """Take a published file back."""
        self._files.get(code, {}).pop(name, None)

    def private(self, code: str) -> Path:
        """A directory, mode 0700, below the one the test gave; raises TypeError without it."""
        if self._private is None:
            raise TypeError("make MemoryStore with private=<directory> to encode into it")
        directory = self._private / code
        directory.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
        return directory

    def remove_all(self, code: str) -> None:
        """Forget the camera's pictures: only its state, its stamps and its still stay."""
        self._keep_only(code, _AFTER_STOP)

    def purge(self, *, spared_seconds: float = 0.0) -> None:
        """Clean up after a former life, cameras with a list younger than that left alone."""
        for code, files in self._files.items():
            _, written_at = files.get(PLAYLIST, (b"", 0.0))
            if self._wall() - written_at >= spared_seconds:
                self._keep_only(code, _AFTER_START)

    def sweep(self, owned: Collection[str]) -> None:
        """Delete what a crash left behind; `owned` are the cameras somebody works on now."""
        for code in self._files:
            if code in owned:
                self._sweep_owned(code)
            else:
                self._keep_only(code, _AFTER_STOP)

    def _sweep_owned(self, code: str) -> None:
        files = self._files[code]
        listed = (self.read(code, PLAYLIST) or b"").decode(errors="replace")
        now = self._wall()
        newest: dict[str, float] = {}
        for name, (_, written_at) in files.items():
            run = name.rpartition("/")[0]
            newest[run] = max(newest.get(run, 0.0), written_at)
        for name, (_, written_at) in list(files.items()):
            run = name.rpartition("/")[0]
            is_orphan = run and f"/{run}/" not in listed and now - newest[run] > _ORPHAN_SECONDS
            is_torn = name.endswith(".tmp") and now - written_at > _UNFINISHED_SECONDS
            if is_orphan or is_torn:
                del files[name]

    def _keep_only(self, code: str, kept: frozenset[str]) -> None:
        for name, (_, written_at) in list(self._files.get(code, {}).items()):
            is_new = self._wall() - written_at < _UNFINISHED_SECONDS
            if name not in kept and not (name.endswith(".tmp") and "/" not in name and is_new):
                del self._files[code][name]


def write_whole(
    target: Path, data: bytes, *, modified_at: float | None = None, mode: int = FILE_MODE
) -> None:
    """Replace `target` by `data` in one step; a reader sees the old or the new file.

    `modified_at` (Unix seconds) becomes its mtime. Raises StoreFull and leaves no part behind.
    """
    beside = target.with_name(f"{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), mode)  # whatever the umask says
            file.write(data)
        if modified_at is not None:
            os.utime(beside, (modified_at, modified_at))
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreFull(f"{target.name}: {error.strerror}") from None


def _make_directory(directory: Path, mode: int) -> None:
    """Make `directory` with exactly `mode`; a set-group bit inherited from above is kept."""
    try:
        directory.mkdir(parents=True)
    except FileExistsError:
        return
    except OSError as error:
        raise StoreFull(f"{directory.name}: {error.strerror}") from None
    directory.chmod(mode | (directory.stat().st_mode & stat.S_ISGID))


def _entries(directory: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(directory) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _directories(directory: Path) -> list[Path]:
    found = (entry for entry in _entries(directory) if entry.is_dir(follow_symlinks=False))
    return [Path(entry.path) for entry in found]


def _files(directory: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Every file below `directory` with what the system knows of it; links are not followed."""
    for entry in _entries(directory):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
            continue
        try:
            yield Path(entry.path), entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue  # deleted by its owner while we looked


def _bytes_below(directory: Path) -> int:
    return sum(found.st_size for _, found in _files(directory))


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _remove_if_empty(directory: Path) -> None:
    try:
        directory.rmdir()
    except OSError:
        return  # not empty yet, or gone already
