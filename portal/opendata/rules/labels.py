"""What platforms are told of a kitchen, and everybody of a Finding, in one word."""

from collections.abc import Mapping
from enum import StrEnum

from portal.findings.kinds import FindingState
from portal.live.rules import PictureKind


class Bright(StrEnum):
    """Whether a Restaurant may be listed with a bright kitchen now (有/无明厨亮灶)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Progress(StrEnum):
    """How far a published Finding is, as everybody is told."""

    TO_BE_PUT_RIGHT = "to_be_put_right"
    UNDER_APPEAL = "under_appeal"
    TO_BE_VERIFIED = "to_be_verified"
    OVERDUE = "overdue"
    PUT_RIGHT = "put_right"


_NOT_SHOWN = frozenset({PictureKind.OFFLINE, PictureKind.SUSPENDED, PictureKind.CLOSED})
_PROGRESS: Mapping[FindingState, Progress] = {
    FindingState.APPEALED: Progress.UNDER_APPEAL,
    FindingState.RECTIFIED: Progress.TO_BE_VERIFIED,
    FindingState.ESCALATED: Progress.OVERDUE,
    FindingState.CLOSED: Progress.PUT_RIGHT,
}


def bright(kind: PictureKind) -> Bright:
    """The label that follows from what a kitchen shows; it falls with the picture by itself.

    `kind` is that of the best picture whatever the hour: a kitchen that sleeps has not lost its
    cameras. What nobody has seen lately is unknown, and no platform should print a label for it.
    """
    if kind in _NOT_SHOWN:
        return Bright.NO
    return Bright.UNKNOWN if kind is PictureKind.UNKNOWN else Bright.YES


def progress(state: FindingState) -> Progress:
    """How far a Finding in this state is."""
    return _PROGRESS.get(state, Progress.TO_BE_PUT_RIGHT)
