"""Reads what the transcoder published, and nothing beside it; no link is ever followed."""

import logging
import os
import re
import stat
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from portal.live.rules import DEFAULT_TARGET_SECONDS, MEDIA_NAME, RUN, Playlist
from portal.settings import Settings
from portal.shell.pauses import Pause
from transcoder.demand import PLAYLIST, STILL, mtime

_TARGET = re.compile(rb"#EXT-X-TARGETDURATION:(\d{1,4})")
_NO_LINK = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_DIRECTORY = _NO_LINK | os.O_DIRECTORY
# Each question to a share that is away takes seconds, and a page asks many.
_pauses: defaultdict[Path, Pause] = defaultdict(Pause)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Roots:
    """Where the engines publish: this node's running cameras, and the stills of all nodes."""

    live: Path
    stills: Path

    @classmethod
    def of(cls, settings: Settings) -> "Roots":
        """Those of a portal with these settings."""
        return cls(settings.live_directory, settings.stills_directory)


@dataclass(slots=True)
class OpenFile:
    """A published file, open for reading; `written_at` is its mtime in UTC."""

    stream: BinaryIO
    size_bytes: int
    written_ns: int

    @property
    def written_at(self) -> datetime:
        """The moment it was written."""
        return datetime.fromtimestamp(self.written_ns / 1e9, UTC)

    @property
    def tag(self) -> str:
        """A name of this very content, for ETag."""
        return f"{self.written_ns:x}-{self.size_bytes:x}"


def read_playlist(root: Path, code: str, *, unix_seconds: float) -> tuple[Playlist, bytes] | None:
    """The published playlist of a camera and its bytes, None when there is none."""
    try:
        descriptor = os.open(f"{root}/{code}/{PLAYLIST}", _NO_LINK)
    except OSError:
        return None
    try:
        written_at = os.fstat(descriptor).st_mtime
        text = os.read(descriptor, 65_536)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    found = _TARGET.search(text, 0, 400)
    target = int(found[1]) if found else DEFAULT_TARGET_SECONDS
    return Playlist(unix_seconds - written_at, target), text


def open_media(root: Path, code: str, *, run: str, name: str) -> OpenFile | None:
    """A segment or init file of camera `code`, None when the names are not such or it is gone."""
    if not RUN.fullmatch(run) or not MEDIA_NAME.fullmatch(name):
        return None
    return _open(root, code, run, name)


def open_still(stills: Path, code: str) -> OpenFile | None:
    """The newest still of camera `code`, None when there is none, or its store does not answer."""
    return None if still_at(stills, code) is None else _open(stills, code, STILL)


def still_at(stills: Path, code: str) -> datetime | None:
    """The moment the newest still was taken, None when `open_still` would give none."""
    pause = _pauses[stills]
    if pause.holds():
        return None
    try:
        taken = mtime(stills / code / STILL)
    except OSError as error:
        pause.begin()
        log.warning("stills_away", extra={"errno": error.errno})
        return None
    pause.end()
    return None if taken is None else datetime.fromtimestamp(taken, UTC)


def forget_stills(stills: Path, *, kept: Collection[str]) -> int:
    """Delete the stills of cameras that are not among `kept`; returns how many."""
    found = [path for path in stills.glob(f"*/{STILL}") if path.parent.name not in kept]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def newest_sign_of_life(root: Path) -> float | None:
    """Unix seconds of the newest state the transcoder wrote, None when it wrote none."""
    with suppress(FileNotFoundError):
        found = (mtime(directory / "state.json") for directory in root.iterdir())
        return max((written for written in found if written is not None), default=None)
    return None


def _open(root: Path, *parts: str) -> OpenFile | None:
    """Walk down from `root` part by part, so that no part can be a link elsewhere."""
    try:
        with _descended(root, parts[:-1]) as directory:
            descriptor = os.open(parts[-1], _NO_LINK, dir_fd=directory)
    except OSError:
        return None
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode):
        os.close(descriptor)
        return None
    return OpenFile(os.fdopen(descriptor, "rb"), facts.st_size, facts.st_mtime_ns)


@contextmanager
def _descended(root: Path, parts: tuple[str, ...]) -> Iterator[int]:
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts:
            below = os.open(part, _DIRECTORY, dir_fd=here)
            os.close(here)
            here = below
        yield here
    finally:
        os.close(here)
