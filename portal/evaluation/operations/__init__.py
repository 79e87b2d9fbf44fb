"""Writes of evaluation; none commits."""

from portal.evaluation.operations.closing import amend, close_period
from portal.evaluation.operations.planning import set_target

__all__ = ["amend", "close_period", "set_target"]
