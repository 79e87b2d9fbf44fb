"""What a look at a Camera came to, as the rounds hand it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.rounds.kinds import FaultCode, Outcome

__all__ = ["Observation", "Outcome"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One look: a good picture, a bad one with its code, or nothing that can be known.

    `at` is when the picture arrived, or the attempt ended. `cause` is the engine's word for
    DEV-OFF, such as "bad_password", or says why nothing is known. `measured` holds the value
    and the threshold of each bad verdict: {"dark": 12.1, "dark_threshold": 30}. `is_due` says
    that the Restaurant was open for business: only then can an Outage begin.

    Raises ValueError for a code without a bad picture, or a bad picture without a code.
    """

    camera_id: int
    at: datetime
    outcome: Outcome
    code: FaultCode | None = None
    cause: str | None = None
    measured: Mapping[str, float] = field(default_factory=dict)
    is_due: bool = True

    def __post_init__(self) -> None:
        if (self.code is not None) != (self.outcome is Outcome.BAD):
            raise ValueError("a bad picture has a code, and nothing else has one")
