"""The closed lists of words of this floor; below both its tables and its rules."""

from enum import StrEnum


class ClauseKind(StrEnum):
    """What a clause promises, and so which rows it is held against."""

    ONLINE = "online"
    REPAIR = "repair"
    CONNECTION = "connection"
    CAMERAS = "cameras"
    DISPLAYS = "displays"
    REPORTS = "reports"


class ObjectionState(StrEnum):
    """What became of an objection of the Vendor."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
