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


class FaultEnd(StrEnum):
    """How a Fault ended: by proof, or because what it was about left the register."""

    REPAIRED = "repaired"
    WITHDRAWN = "withdrawn"


class PictureMoment(StrEnum):
    """When in a Fault's life a picture was kept."""

    OPENING = "opening"
    CLOSING = "closing"


class FaultCause(StrEnum):
    """Why a picture failed, as the Vendor found; `branch.leaf` of the cause tree."""

    POWER_CUT = "power.cut"
    POWER_SWITCHED_OFF = "power.switched_off"
    POWER_SUPPLY = "power.supply"
    NETWORK_LINE = "network.line"
    NETWORK_ROUTER = "network.router"
    NETWORK_SLOW = "network.slow"
    DEVICE_BROKEN = "device.broken"
    DEVICE_DIRTY = "device.dirty"
    DEVICE_SETTINGS = "device.settings"
    RECORDER_OFF = "recorder.off"
    RECORDER_CHANNEL = "recorder.channel"
    ACCESS_PASSWORD = "access.password"  # noqa: S105 - the name of a cause, not a secret
    ACCESS_ADDRESS = "access.address"
    ACCESS_REFUSED = "access.refused"
    PREMISES_CLOSED = "premises.closed"
    PREMISES_WORKS = "premises.works"
    PREMISES_COVERED = "premises.covered"
    AIM_WRONG = "aim.wrong"
    AIM_MOVED = "aim.moved"
    NOT_FOUND = "not_found.none"

    @property
    def branch(self) -> str:
        """The bough of the tree on which it grows, such as "power"."""
        return self.value.partition(".")[0]


class Refused(StrEnum):
    """How a Camera refused to be opened so that trying again soon would do harm or nothing.

    The words are those of the engine's causes.
    """

    BAD_PASSWORD = "bad_password"  # noqa: S105 - the name of a cause, not a secret
    NO_SUCH_PATH = "no_such_path"
