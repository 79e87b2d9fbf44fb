"""The desk's survey pages: Surveys, slips, what was set aside, the question sets."""

from portal.participation.staff import (  # noqa: F401 - they add their views
    asides,
    slips,
    waves,
)
from portal.participation.staff.blueprint import bp

__all__ = ["bp"]
