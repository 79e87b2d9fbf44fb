"""The auditor's desk: Periods, figures down to their rows, plans, monitoring, report, warnings."""

from portal.evaluation.staff import (  # noqa: F401 - they add their views
    closed,
    entering,
    gaming,
    monitoring,
    plans,
    points,
)
from portal.evaluation.staff.blueprint import bp

__all__ = ["bp"]
