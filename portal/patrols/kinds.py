"""The closed lists of words of patrols; below both their tables and their rules."""

from enum import StrEnum


class Way(StrEnum):
    """How a Restaurant is visited: through its Cameras, or by going there."""

    ONLINE = "online"
    ON_SITE = "on_site"


class Grade(StrEnum):
    """How much risk a Restaurant bears, A the least; its source is rules/risk.py."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class VisitState(StrEnum):
    """How far a Visit is; only a planned or begun one can still change."""

    PLANNED = "planned"
    BEGUN = "begun"
    DONE = "done"
    DROPPED = "dropped"


class DropReason(StrEnum):
    """Why a Visit that was planned is not made."""

    CLOSED = "closed"
    MOVED = "moved"
    SUSPENDED = "suspended"
    REPLANNED = "replanned"
    OTHER = "other"


class Answer(StrEnum):
    """What was seen of a Zone during a Visit."""

    CLEAR = "clear"
    FINDING = "finding"
    NOT_SEEN = "not_seen"


class SnapshotSource(StrEnum):
    """Who wanted a Snapshot: a person, or the machine whose Detection it was."""

    MANUAL = "manual"
    AI = "ai"


class PictureKind(StrEnum):
    """What sort of picture a Snapshot is; NONE: it is known by its row alone."""

    UNPROTECTED = "unprotected"
    PROTECTED = "protected"
    PHOTO = "photo"
    NONE = "none"


class SnapshotEnd(StrEnum):
    """What a Snapshot came to."""

    NOTHING = "nothing"
    FINDING = "finding"
