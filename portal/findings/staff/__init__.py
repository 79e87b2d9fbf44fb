"""The desk of who finds, answers, verifies and publishes."""

from portal.findings.staff import finding, lists, opening  # noqa: F401 - they add their views
from portal.findings.staff.blueprint import bp

__all__ = ["bp"]
