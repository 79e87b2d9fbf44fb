"""What can go wrong between a camera and its picture.

TranscoderError
├── SourceFailed      a camera gave no usable picture; carries a Cause, never an address
│   └── KeyFrameLate  packets came, but no key frame within the time of a look
├── ChildFailed       the encoding ffmpeg child stopped or hung
├── StoreFull         no room left for segments
│   └── CameraFull    this camera has used up its own share
├── TakenOver         another worker publishes this camera now
└── RootTaken         another supervisor already works on this directory

No error here is ever chained to one of libav's: those print the full address with its password.
"""

from enum import StrEnum


class Cause(StrEnum):
    """Why there is no picture, as it stands in `state.json`."""

    BAD_PASSWORD = "bad_password"  # noqa: S105 - the name of a cause, not a secret
    BUSY = "busy"
    NO_SUCH_PATH = "no_such_path"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    NOT_RTSP = "not_rtsp"
    CERTIFICATE = "certificate"
    SERVER_ERROR = "server_error"
    NO_VIDEO = "no_video"
    STALLED = "stalled"
    UNSUPPORTED_CODEC = "unsupported_codec"
    ENCODER = "encoder"
    STORE_FULL = "store_full"
    WORKER_LOST = "worker_lost"


class TranscoderError(Exception):
    """Base of this engine's errors."""


class SourceFailed(TranscoderError):
    """A camera gave no usable picture; `cause` says why, the message names only the camera."""

    def __init__(self, code: str, cause: Cause) -> None:
        super().__init__(f"camera {code}: {cause}")
        self.code = code
        self.cause = cause


class KeyFrameLate(SourceFailed):
    """A camera sends, but no key frame came in time: they may be far apart."""


class ChildFailed(TranscoderError):
    """The ffmpeg child of a camera stopped or hung; the source is restarted by the supervisor."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"camera {code}: encoder {reason}")
        self.code = code


class StoreFull(TranscoderError):
    """A segment could not be written; the oldest unwatched stream should give way."""


class CameraFull(StoreFull):
    """A camera holds as much as one may; no other stream could make room for it."""


class TakenOver(TranscoderError):
    """The camera's list is another worker's by now, and this one's supervisor is gone."""


class RootTaken(TranscoderError):
    """Another supervisor holds this root; stop it first or choose another directory."""
