"""Tables of this floor."""

from portal.findings.models.detections import Detection, Evidence, Mute
from portal.findings.models.findings import (
    Finding,
    FindingCount,
    FindingPicture,
    FindingStep,
    Publication,
)
from portal.findings.models.regions import WatchedRegion

__all__ = [
    "Detection",
    "Evidence",
    "Finding",
    "FindingCount",
    "FindingPicture",
    "FindingStep",
    "Mute",
    "Publication",
    "WatchedRegion",
]
