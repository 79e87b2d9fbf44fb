"""What a Camera needs before its picture may be published in a given way."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.registry.kinds import Privacy, Strength
from portal.registry.rules.columns import Fault
from portal.shell.rules import MingchuError


class ProtectionUnfit(MingchuError):
    """A picture cannot be published in this way; `fault` says what is missing."""

    code = "protection_unfit"

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"this protection cannot be: {fault}; add what is missing")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Protection:
    """How people are protected in a Camera's picture.

    `basis` and `decided_by` say on what ground, and by whose decision, a picture is open.
    """

    privacy: Privacy
    strength: Strength = Strength.HEADS
    basis: str = ""
    decided_by: str = ""

    def fault(self, *, polygons: Sequence[object]) -> Fault | None:
        """What is missing, None when all is there.

        An open picture needs a legal basis and somebody who decided it; a masked one without
        areas would be open.
        """
        if self.privacy is Privacy.OPEN and not self.basis.strip():
            return Fault.OPEN_WITHOUT_BASIS
        if self.privacy is Privacy.OPEN and not self.decided_by.strip():
            return Fault.OPEN_UNDECIDED
        if self.privacy is Privacy.MASK and not polygons:
            return Fault.MASK_WITHOUT_AREAS
        return None

    def check(self, *, polygons: Sequence[object]) -> None:
        """Let a Camera with these areas be protected so. Raises ProtectionUnfit."""
        fault = self.fault(polygons=polygons)
        if fault is not None:
            raise ProtectionUnfit(fault)
