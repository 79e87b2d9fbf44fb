"""Reads of the rounds; none commits, and each has a fixed number of statements."""

from portal.rounds.queries.maps import district_figures, minute_maps
from portal.rounds.queries.present import conditions

__all__ = ["conditions", "district_figures", "minute_maps"]
