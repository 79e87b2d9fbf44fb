"""A backup as one file: a database, the files that belong to it, and a list of what is in it.

A tar, so that any machine can open it. Each file is listed with its SHA-256 in `manifest.json`, the
last in the archive: one that ends before it is no backup.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media"
_CHUNK = 1 << 20


class BackupUnusable(Exception):
    """A file is no backup, or not a whole one; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: SHA-256 by each file's name in it.

    `engine` is the kind of database, `revision` that of its tables, `keys` the SHA-256 of the
    keys that open what is encrypted in it, so that others are told from them.
    """

    made_at: str
    engine: str
    revision: str
    keys: str
    files: dict[str, str]
    format: int = FORMAT


class Writer:
    """Writes a backup file by file; `close` writes the list of them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|")  # noqa: SIM115 - closed by `close`
        self._sums: dict[str, str] = {}

    def add(self, name: str, path: Path) -> bool:
        """Add the file at `path`; False when it was deleted meanwhile."""
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            return False
        with stream:
            entry = tarfile.TarInfo(name)
            entry.size = os.fstat(stream.fileno()).st_size
            entry.mtime, entry.mode = int(os.fstat(stream.fileno()).st_mtime), 0o600
            reader = _Hashing(stream)
            self._tar.addfile(entry, reader)
        self._sums[name] = reader.sha256.hexdigest()
        return True

    def close(self, *, made_at: datetime, engine: str, revision: str, keys: str) -> Manifest:
        """Write the manifest and end the archive."""
        manifest = Manifest(made_at.isoformat(), engine, revision, keys, self._sums)
        text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(text), 0o600
        self._tar.addfile(entry, io.BytesIO(text))
        self._tar.close()
        return manifest


def files_below(root: Path, names: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Every plain file below these folders of `root`, with its name in a backup; no links."""
    for name in sorted(names):
        for directory, _, files in os.walk(root / name):
            for file in sorted(files):
                path = Path(directory) / file
                if path.is_file() and not path.is_symlink():
                    yield f"{MEDIA}/{path.relative_to(root).as_posix()}", path


def checked(path: Path) -> Manifest:
    """Read a whole backup and compare every file with the list. Raises BackupUnusable."""
    sums, manifest = dict[str, str](), None
    with _opened(path) as tar:
        for entry in tar:
            stream = tar.extractfile(entry)
            if stream is None or entry.name.startswith("/") or ".." in Path(entry.name).parts:
                raise BackupUnusable(f"{path}: holds {entry.name!r}, which no backup has")
            if entry.name == MANIFEST:
                manifest = _manifest(path, stream.read())
            else:
                sums[entry.name] = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    if manifest is None:
        raise BackupUnusable(f"{path}: ends before its list of files; take another backup")
    differing = sorted(
        name for name in {*sums, *manifest.files} if sums.get(name) != manifest.files.get(name)
    )
    if differing:
        more = f" and {len(differing) - 1} more" if len(differing) > 1 else ""
        raise BackupUnusable(f"{path}: {differing[0]}{more} is damaged; take another backup")
    return manifest


def unpack(path: Path, into: Path) -> None:
    """Unpack a checked backup into the folder `into`."""
    with _opened(path) as tar:
        tar.extractall(into, filter="data")


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r|") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise BackupUnusable(f"{path}: cannot be read as a backup ({error})") from None


def _manifest(path: Path, text: bytes) -> Manifest:
    try:
        fields: dict[str, Any] = json.loads(text)
        found = Manifest(**fields)
    except (ValueError, TypeError, RecursionError):
        raise BackupUnusable(f"{path}: its list of files cannot be read") from None
    if found.format != FORMAT:
        raise BackupUnusable(f"{path}: written by another version of Mingchu; restore with that")
    return found


class _Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found = self._stream.read(size if size >= 0 else _CHUNK)
        self.sha256.update(found)
        return found
