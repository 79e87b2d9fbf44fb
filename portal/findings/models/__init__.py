"""Tables of this floor."""

from portal.findings.models.findings import (
    Finding,
    FindingCount,
    FindingPicture,
    FindingStep,
    Publication,
)

__all__ = ["Finding", "FindingCount", "FindingPicture", "FindingStep", "Publication"]
