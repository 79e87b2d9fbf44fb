"""What may stand in a Restaurant's row."""

from portal.registry.kinds import Status
from portal.shell.rules import MingchuError


class LicenceTaken(MingchuError):
    """The licence number belongs to the Restaurant with the public code `taken_by`."""

    status = 409
    code = "licence_taken"

    def __init__(self, licence_no: str, taken_by: str) -> None:
        super().__init__(f"licence {licence_no} is registered already, as {taken_by}")
        self.licence_no = licence_no
        self.taken_by = taken_by


class FirstStatusUnfit(MingchuError):
    """A new Restaurant would begin as something else than planned or open."""

    code = "first_status_unfit"

    def __init__(self, status: Status) -> None:
        super().__init__(f"a new restaurant is planned or open, not {status.value}")


class CorrectionUnknown(MingchuError):
    """A field cannot be corrected in this way; Status and hours have their own."""

    code = "correction_unknown"

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} cannot be corrected here")


def check_first_status(status: Status) -> None:
    """Let a new Restaurant begin with `status`, or raise FirstStatusUnfit."""
    if status not in {Status.PLANNED, Status.OPEN}:
        raise FirstStatusUnfit(status)
