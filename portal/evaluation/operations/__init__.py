"""Writes of evaluation; none commits."""

from portal.evaluation.operations.closing import amend, close_period

__all__ = ["amend", "close_period"]
