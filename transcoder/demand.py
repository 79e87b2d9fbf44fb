"""The directory that is the whole interface between this engine and whoever serves its files.

<root>/<camera>/
    demand        its mtime says when somebody last asked for the moving picture
    look          its mtime says when somebody last asked for a still
    retry         its mtime says when a person last asked to try a refused password again
    state.json    what the camera is doing and since when; written by the supervisor alone
    index.m3u8    the published playlist; absent while there is no picture
    still.jpg     the newest protected still; its mtime is the moment it was taken; it may lie
                  below another root, which several machines share
    <run>/        init-<key>.mp4 and <n>-<key>.m4s
    private/      mode 0700: never served; holds `loan`, the newest key frame of a running stream
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from transcoder.errors import Cause

DEMAND, LOOK, RETRY, STATE, PLAYLIST, STILL, PRIVATE, LOAN = (
    "demand", "look", "retry", "state.json", "index.m3u8", "still.jpg", "private", "loan",
)  # fmt: skip


class Activity(StrEnum):
    """What a camera is doing.

    RESTING: nobody asks for a picture, so nothing is known of it. STARTING: opened, first
    segment pending. LIVE: the playlist grows. WAITING: no room now; `place` is its position in
    the queue. DOWN: somebody asks and there is no picture, `cause` says why. STILL_ONLY: its
    privacy forbids a moving picture here.
    """

    RESTING = "resting"
    STARTING = "starting"
    LIVE = "live"
    WAITING = "waiting"
    DOWN = "down"
    STILL_ONLY = "still_only"


@dataclass(frozen=True, slots=True)
class CameraState:
    """The content of `state.json`; moments are aware and in UTC.

    `since` is when `activity` (or its cause) began, `retry_at` the next attempt (None: never by
    itself), `place` the position in the queue while WAITING, `picture_at` the moment of the
    newest good key frame that this engine has seen, which may be long ago. `is_refused` says
    that its password was refused: it is not tried again by itself, whoever asks. `protection` is
    that of the source by which pictures are published.
    """

    activity: Activity
    since: datetime
    updated_at: datetime
    cause: Cause | None = None
    retry_at: datetime | None = None
    place: int | None = None
    picture_at: datetime | None = None
    codec: str | None = None
    width_px: int | None = None
    height_px: int | None = None
    is_encoded: bool | None = None
    is_refused: bool = False
    protection: str = ""


def stamp(root: Path, code: str, name: str = DEMAND) -> None:
    """Say that somebody wants camera `code` now; `name` is DEMAND, LOOK or RETRY.

    The camera's directory is made if need be. `code` must be a checked camera code: it becomes
    a path.
    """
    directory = root / code
    try:
        os.utime(directory / name)
    except FileNotFoundError:
        directory.mkdir(mode=0o750, parents=True, exist_ok=True)
        (directory / name).touch()


def stamped_at(root: Path, code: str, name: str = DEMAND) -> float | None:
    """Unix seconds of the last stamp of `name`, None when there never was one."""
    return mtime(root / code / name)


def mtime(path: Path) -> float | None:
    """Unix seconds at which `path` was last written, None when it does not exist."""
    try:
        return path.stat().st_mtime
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_state(root: Path, code: str, state: CameraState) -> None:
    """Publish `state` for camera `code`, replacing the former one in a single step."""
    directory = root / code
    directory.mkdir(mode=0o750, parents=True, exist_ok=True)
    beside = directory / f"{STATE}.tmp"
    beside.write_text(json.dumps(asdict(state), default=_plain), encoding="utf-8")
    beside.replace(directory / STATE)


def read_state(root: Path, code: str) -> CameraState | None:
    """The published state of camera `code`, None when there is none or it cannot be read."""
    try:
        fields = json.loads((root / code / STATE).read_text(encoding="utf-8"))
        return CameraState(**{name: _value(name, plain) for name, plain in fields.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _value(name: str, plain: Any) -> Any:  # noqa: ANN401 - one field of JSON, of any type
    if name == "activity":
        return Activity(plain)
    if name == "cause" and plain is not None:
        return Cause(plain)
    if isinstance(plain, str) and (name == "since" or name.endswith("_at")):
        return datetime.fromisoformat(plain)
    return plain
