"""What a simulated camera is told to be: its clip, its logins and how it misbehaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any


class Login(StrEnum):
    """The challenge a camera with a user answers to a request without a good login."""

    DIGEST = "digest"
    BASIC = "basic"


class ParameterSets(StrEnum):
    """Where the decoder's parameter sets (VPS, SPS, PPS) are told."""

    BOTH = "both"
    SDP = "sdp"
    BAND = "band"


class Audio(StrEnum):
    """Whether the camera offers sound beside, or instead of, its picture."""

    NONE = "none"
    BESIDE = "beside"
    ONLY = "only"


class Fault(StrEnum):
    """What goes wrong; those marked * begin `after_seconds` after PLAY.

    BLACK_HOLE accepts and never answers. GARBAGE answers DESCRIBE with bytes that are not SDP.
    STALL* sends nothing more (at 0 s: PLAY without data). RESET* cuts the connection inside a
    NAL unit. CLOCK_FORWARD* and CLOCK_BACK* move the timestamps by an hour. WRAP lets the
    32-bit timestamp overflow after that time. REPEATED_TIME* gives every fifth picture the
    timestamp of the one before. SIZE_CHANGE* goes over to `other_clip` at its next key frame.
    LOSS* leaves out about one picture in ten, never a key frame.
    """

    NONE = "none"
    BLACK_HOLE = "black_hole"
    GARBAGE = "garbage"
    STALL = "stall"
    RESET = "reset"
    CLOCK_FORWARD = "clock_forward"
    CLOCK_BACK = "clock_back"
    WRAP = "wrap"
    REPEATED_TIME = "repeated_time"
    SIZE_CHANGE = "size_change"
    LOSS = "loss"


class Quirk(StrEnum):
    """Oddities of real cameras in SDP and sessions, as users of other servers report them."""

    DOUBLED_NAME = "doubled_name"
    BARE_CONNECTION = "bare_connection"
    NO_ORIGIN = "no_origin"
    METADATA_TRACK = "metadata_track"
    PRIVATE_TRACK = "private_track"
    MISPLACED_FMTP = "misplaced_fmtp"
    PARTIAL_SETS = "partial_sets"
    NO_CONTENT_BASE = "no_content_base"
    DOUBLED_SCHEME = "doubled_scheme"
    TEARDOWN_FAILS = "teardown_fails"
    KEEPALIVE_IGNORED = "keepalive_ignored"


@dataclass(frozen=True, slots=True)
class Nvr:
    """A recorder in front of several cameras, which share its limits by its `name`.

    A SETUP beyond `max_sessions` is answered 453. After `refusals_until_lockout` refused
    logins every request is cut off for `lockout_seconds`.
    """

    name: str
    max_sessions: int | None = None
    refusals_until_lockout: int | None = None
    lockout_seconds: float = 1800.0


@dataclass(frozen=True, slots=True)
class CameraScript:
    """One simulated camera.

    `clip` is any file PyAV can read that holds H.264 or H.265 and begins with a key frame.
    With `user` set, requests need that login. `status` is what DESCRIBE answers (200: the
    SDP). `idr_at_play` sends the current group of pictures at once, `starts_anywhere` begins with
    the next picture, whatever it is; otherwise a viewer starts at the next key frame. `grain`
    adds noise to key frames, another one each time the clip comes round, as a living sensor does.
    With `up_seconds` and `down_seconds` the camera flaps, counted from the start of the server.
    Everything random follows from `seed`.
    """

    clip: Path
    user: str | None = None
    password: str = field(default="", repr=False)
    login: Login = Login.DIGEST
    status: int = 200
    redirect_to: str | None = None
    idr_at_play: bool = False
    starts_anywhere: bool = False
    grain: bool = False
    parameter_sets: ParameterSets = ParameterSets.BOTH
    audio: Audio = Audio.NONE
    quirks: frozenset[Quirk] = frozenset()
    fault: Fault = Fault.NONE
    after_seconds: float = 0.0
    other_clip: Path | None = None
    up_seconds: float = 0.0
    down_seconds: float = 0.0
    nvr: Nvr | None = None
    seed: int = 0

    @classmethod
    def from_plain(cls, options: Mapping[str, Any], *, base: Path) -> "CameraScript":
        """The script told by a JSON object; clip paths are relative to the directory `base`.

        Raises ValueError for an unknown option or value.
        """
        known = {each.name for each in fields(cls)}
        if unknown := set(options) - known:
            raise ValueError(f"unknown camera options: {', '.join(sorted(unknown))}")
        read: dict[str, Callable[[Any], object]] = {
            "clip": base.joinpath,
            "other_clip": base.joinpath,
            "login": Login,
            "parameter_sets": ParameterSets,
            "audio": Audio,
            "fault": Fault,
            "quirks": lambda names: frozenset(Quirk(name) for name in names),
            "nvr": lambda nvr: Nvr(**nvr),
        }
        values: dict[str, Any] = dict(options)
        for name in read.keys() & options.keys():
            values[name] = read[name](options[name])
        return cls(**values)

    def is_up(self, seconds_running: float) -> bool:
        """Whether a flapping camera answers, `seconds_running` after the server's start."""
        if self.down_seconds <= 0:
            return True
        return seconds_running % (self.up_seconds + self.down_seconds) < self.up_seconds
