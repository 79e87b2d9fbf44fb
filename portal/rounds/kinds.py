"""The closed lists of words of the rounds; below both its tables and its rules."""

from enum import StrEnum


class FaultCode(StrEnum):
    """What is wrong with a picture; source: docs/ref/glossary.md."""

    DEV_OFF = "DEV-OFF"
    DEV_DARK = "DEV-DARK"
    DEV_BLUR = "DEV-BLUR"
    DEV_COVER = "DEV-COVER"
    DEV_FROZEN = "DEV-FROZEN"
    DEV_MOVED = "DEV-MOVED"
    DEV_LOOP = "DEV-LOOP"


class Outcome(StrEnum):
    """What a look at a Camera came to; UNKNOWN is a fault of ours, never the Camera's."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


class Refused(StrEnum):
    """How a Camera refused to be opened so that trying again soon would do harm or nothing.

    The words are those of the engine's causes.
    """

    BAD_PASSWORD = "bad_password"  # noqa: S105 - the name of a cause, not a secret
    NO_SUCH_PATH = "no_such_path"
