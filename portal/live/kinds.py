"""The words of this floor that tables and rules share."""

from enum import StrEnum


class PictureKind(StrEnum):
    """What a reader is told about a picture; READY means that it rests and can be started."""

    LIVE = "live"
    READY = "ready"
    DELAYED = "delayed"
    STARTING = "starting"
    WAITING = "waiting"
    OFFLINE = "offline"
    STILL_ONLY = "still_only"
    CLOSED_BY_HOURS = "closed_by_hours"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """How a viewing went: what the viewer had at its end."""

    WATCHED = "watched"
    STILLS = "stills"
    NO_PICTURE = "no_picture"
    FAILED = "failed"
