"""Reads of evaluation; none commits."""

from portal.evaluation.queries.closed import (
    Edition,
    closed_document,
    closed_periods,
    edition,
    edition_of,
    figure_history,
    figures_over,
    newest_closed,
    newest_stock,
    stock_takings,
    told_document,
)
from portal.evaluation.queries.evidence import gathered
from portal.evaluation.queries.plans import (
    edit_versions,
    goals,
    judged_by,
    line_notes,
    plan_basis,
    plan_template,
    report_edits,
)
from portal.evaluation.queries.traces import traces

__all__ = [
    "Edition",
    "closed_document",
    "closed_periods",
    "edit_versions",
    "edition",
    "edition_of",
    "figure_history",
    "figures_over",
    "gathered",
    "goals",
    "judged_by",
    "line_notes",
    "newest_closed",
    "newest_stock",
    "plan_basis",
    "plan_template",
    "report_edits",
    "stock_takings",
    "told_document",
    "traces",
]
