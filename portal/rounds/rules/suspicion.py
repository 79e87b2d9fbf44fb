"""Faults that may be somebody's doing: a Camera that was moved, or that shows a recording."""

from dataclasses import dataclass
from datetime import date

from portal.rounds.kinds import FaultCode

DOUBTED = (FaultCode.DEV_MOVED, FaultCode.DEV_LOOP)
"""The classes that are asked for."""


@dataclass(frozen=True, slots=True)
class CameraFault:
    """Such a Fault; `accepted_on` is when a person accepted the Camera's present aim, if ever."""

    number: str
    restaurant_id: int
    camera: str
    code: FaultCode
    opened_on: date
    accepted_on: date | None

    @property
    def is_move(self) -> bool:
        """Whether the Camera looked elsewhere than before."""
        return self.code is FaultCode.DEV_MOVED

    @property
    def is_loop(self) -> bool:
        """Whether its picture repeated itself."""
        return self.code is FaultCode.DEV_LOOP
