"""Backing up a portal and bringing it back: database, files, and the keys apart from both."""

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from portal.settings import Settings
from portal.upkeep.archive import (
    DATABASE,
    MEDIA,
    BackupUnusable,
    Manifest,
    Writer,
    checked,
    files_below,
    unpack,
)
from portal.upkeep.databases import copy_database, put_back
from portal.upkeep.stores import FOLDERS

SECRETS = "secrets"
KEYS_SUFFIX = ".keys"
ASIDE = "before-restore"
SPACE = "the disk is too full for a backup: {need} MB are needed in {where}, {free} MB are free"


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that was written: its two files and what is in the first."""

    file: Path
    keys: Path | None
    manifest: Manifest


def make_backup(engine: Engine, settings: Settings, file: Path, *, now: datetime) -> MadeBackup:
    """Write `file`, and the keys beside it as `file` with `.keys` behind its name, mode 0600.

    The database is copied first: a file is written before its row, so that none that a row names
    is missing, unless it was deleted meanwhile by rule. Raises BackupUnusable.
    """
    if file.exists():
        raise BackupUnusable(f"{file} exists; name another file")
    draft = file.with_name(f"{file.name}.draft")
    with tempfile.TemporaryDirectory(dir=file.parent) as scratch:
        copied = Path(scratch) / DATABASE
        copy_database(engine, copied)
        _need_space(file.parent, copied, settings)
        keys = _keys(settings)
        try:
            with _private(draft) as stream:
                writer = Writer(stream)
                writer.add(DATABASE, copied)
                for name, path in files_below(settings.data, FOLDERS):
                    writer.add(name, path)
                manifest = writer.close(
                    made_at=now, engine=engine.dialect.name, revision=revision_of(engine),
                    keys=_sum(keys),
                )  # fmt: skip
                stream.flush()
                os.fsync(stream.fileno())
            checked(draft)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    return MadeBackup(file, _write_keys(file, keys), manifest)


def restore_backup(
    engine: Engine, settings: Settings, file: Path, *, keys: Path | None, replace: bool
) -> Manifest:
    """Bring the portal back as it was; no process of it may run.

    Everything is checked before anything is touched. What stood in the data directory is moved
    into `before-restore` there, not deleted. Raises BackupUnusable.
    """
    manifest = checked(file)
    if manifest.engine != engine.dialect.name:
        raise BackupUnusable(
            f"{file} holds a {manifest.engine} database, MINGCHU_DATABASE_URL names a "
            f"{engine.dialect.name} one"
        )
    content = keys.read_bytes() if keys is not None else _keys(settings)
    if manifest.keys != _sum(content):
        raise BackupUnusable(
            f"{file} was made with other keys; name the file of its keys with --keys, or what "
            "is encrypted can never be read"
        )
    if not replace and revision_of(engine):
        raise BackupUnusable("there is a portal already; --replace puts the backup in its place")
    with tempfile.TemporaryDirectory(dir=settings.data) as scratch:
        unpack(file, Path(scratch))
        put_back(engine, Path(scratch) / DATABASE)
        _put_media(settings, Path(scratch) / MEDIA)
    if keys is not None:
        _unpack_keys(settings, content)
    return manifest


def revision_of(engine: Engine) -> str:
    """The newest migration that the database has had, empty where it has no tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _put_media(settings: Settings, found: Path) -> None:
    aside = settings.data / ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    for name in FOLDERS:
        if (settings.data / name).exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            (settings.data / name).rename(aside / name)
        if (found / name).exists():
            (found / name).rename(settings.data / name)


def _need_space(where: Path, copied: Path, settings: Settings) -> None:
    need = copied.stat().st_size + sum(
        path.stat().st_size for _, path in files_below(settings.data, FOLDERS)
    )
    free = shutil.disk_usage(where).free
    if free < need:
        raise BackupUnusable(SPACE.format(need=need >> 20, free=free >> 20, where=where))


def _keys(settings: Settings) -> bytes:
    """The kept keys as a tar, always the same for the same keys; empty when none are kept here."""
    saved = io.BytesIO()
    directory = settings.data / SECRETS
    with tarfile.open(fileobj=saved, mode="w") as tar:
        for path in sorted(directory.iterdir()) if directory.is_dir() else []:
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    return saved.getvalue()


def _write_keys(file: Path, keys: bytes) -> Path:
    path = file.with_name(file.name + KEYS_SUFFIX)
    with _private(path) as stream:
        stream.write(keys)
    return path


def _unpack_keys(settings: Settings, keys: bytes) -> None:
    directory = settings.data / SECRETS
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(keys)) as tar:
        tar.extractall(directory, filter="data")


def _private(path: Path) -> io.BufferedWriter:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
