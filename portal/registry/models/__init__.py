"""Tables of the register."""

from portal.registry.models.notes import (
    PROOF_CODE_LENGTH,
    CalendarDay,
    CoverageGap,
    Proof,
    StatusRequest,
)
from portal.registry.models.places import (
    CODE_ALPHABET,
    CODE_LENGTH,
    LAZY,
    Camera,
    Display,
    DisplayBeat,
    EmbedOrigin,
    HoursSpan,
    Restaurant,
    Station,
    StatusSpan,
    new_code,
)

__all__ = [
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "LAZY",
    "PROOF_CODE_LENGTH",
    "CalendarDay",
    "Camera",
    "CoverageGap",
    "Display",
    "DisplayBeat",
    "EmbedOrigin",
    "HoursSpan",
    "Proof",
    "Restaurant",
    "Station",
    "StatusRequest",
    "StatusSpan",
    "new_code",
]
