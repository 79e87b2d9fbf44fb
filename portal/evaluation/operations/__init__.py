"""Writes of evaluation; none commits."""

from portal.evaluation.operations.closing import amend, close_period, take_stock
from portal.evaluation.operations.editing import (
    Explanation,
    Wording,
    edit_point,
    explain_line,
    set_template,
)
from portal.evaluation.operations.planning import set_target

__all__ = [
    "Explanation",
    "Wording",
    "amend",
    "close_period",
    "edit_point",
    "explain_line",
    "set_target",
    "set_template",
    "take_stock",
]
