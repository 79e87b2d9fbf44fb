"""The desk of who judges leads, finds, answers, verifies and publishes."""

from portal.findings.staff import exporting, finding, lists, opening  # noqa: F401 - they add their views
from portal.findings.staff.blueprint import bp
from portal.findings.staff.leads import bp as leads
from portal.findings.staff.regions import bp as regions

__all__ = ["bp", "leads", "regions"]
