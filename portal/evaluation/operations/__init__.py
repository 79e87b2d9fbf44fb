"""Writes of evaluation; none commits."""

from portal.evaluation.operations.adopting import adopt
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
    "adopt",
    "amend",
    "close_period",
    "edit_point",
    "explain_line",
    "set_target",
    "set_template",
    "take_stock",
]
