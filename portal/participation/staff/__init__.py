"""The desk's survey pages: Surveys, slips, answers, remarks, what was set aside, the questions."""

from portal.participation.staff import (  # noqa: F401 - they add their views
    asides,
    entering,
    places,
    remarks,
    slips,
    waves,
)
from portal.participation.staff.blueprint import bp

__all__ = ["bp"]
