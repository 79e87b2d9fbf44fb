"""A pause of a clock as a value."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """From when to when no time passed, and why; no end: it still stands."""

    starts_at: datetime
    ends_at: datetime | None
    reason: str
