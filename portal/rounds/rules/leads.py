"""What the machine found at a Camera and cannot judge: a lead, with all that speaks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelNamed:
    """A model that had a say in a lead, by its card."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Something that was seen: `label`, `score` and its box in parts of the picture, 0 to 1."""

    label: str
    score: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class LeadFrame:
    """A picture as the Camera sent it, unprotected and with nothing drawn in, as JPEG."""

    taken_at: datetime
    jpeg: bytes = field(repr=False)
    width_px: int
    height_px: int
    marks: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLead:
    """A lead of class `code` at a Camera, seen at `at`; `reason` says why in plain JSON.

    `reason` has the rule's word and its numbers, `thresholds` what they were compared with.
    `region` is the part of the picture that was watched, in fractions; empty means all of it.
    `shown` is the second picture with its people hidden, for whoever is no officer. `clip` is an
    MP4 of the seconds about it, None where there is none.
    """

    camera_id: int
    code: str
    at: datetime
    score: float
    reason: Mapping[str, Any]
    thresholds: Mapping[str, float]
    rule_version: str
    models: tuple[ModelNamed, ...]
    before: LeadFrame
    during: LeadFrame
    after: LeadFrame
    shown: bytes = field(repr=False)
    region: tuple[tuple[float, float], ...] = ()
    clip: bytes | None = field(default=None, repr=False)
