"""Directories of unprotected pictures and films; nothing in them is ever published as it is."""

import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9-]{1,50}\.(jpg|mp4)")
DIRECTORY = "fault-pictures"


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that was written down: its file's name, SHA-256 in hexadecimal and size."""

    file: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PictureStore:
    """Pictures below `root`, readable by the portal's own account alone."""

    root: Path

    @classmethod
    def under(cls, data: Path) -> "PictureStore":
        """The store of a portal that keeps everything in `data`."""
        return cls(data / DIRECTORY)

    def keep(self, name: str, content: bytes, *, suffix: str = "jpg") -> KeptPicture:
        """Write `content` as `<name>.<suffix>`, mode 0600, replacing in one step what was there."""
        path = self._path(f"{name}.{suffix}")
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=self.root)  # mode 0600 by itself
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        return KeptPicture(path.name, sha256(content).hexdigest(), len(content))

    def read(self, file: str) -> bytes | None:
        """The content of `file`, None when it is gone."""
        try:
            return self._path(file).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, file: str) -> None:
        """Delete `file`; one that is gone already is none the worse."""
        self._path(file).unlink(missing_ok=True)

    def remove_strays(self, kept: Collection[str], *, before: datetime) -> int:
        """Delete what was written before that moment and is not `kept`; returns how many.

        Such files are left by a transaction that was rolled back, or by a process that was killed.
        """
        if not self.root.is_dir():
            return 0
        strays = [
            path
            for path in self.root.iterdir()
            if path.name not in kept and path.stat().st_mtime < before.timestamp()
        ]
        for path in strays:
            path.unlink()
        return len(strays)

    def _path(self, file: str) -> Path:
        if not _NAME.fullmatch(file):
            raise ValueError(f"{file!r} is no name of a kept picture")
        return self.root / file
