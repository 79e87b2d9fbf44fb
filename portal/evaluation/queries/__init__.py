"""Reads of evaluation; none commits."""

from portal.evaluation.queries.closed import (
    closed_document,
    closed_periods,
    figure_history,
    newest_closed,
)
from portal.evaluation.queries.evidence import gathered
from portal.evaluation.queries.plans import goals, judged_by, plan_basis

__all__ = [
    "closed_document",
    "closed_periods",
    "figure_history",
    "gathered",
    "goals",
    "judged_by",
    "newest_closed",
    "plan_basis",
]
