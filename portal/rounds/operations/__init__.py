"""Writes of the rounds, one public function an act; none commits."""

from portal.rounds.operations.faults import Evidence
from portal.rounds.operations.maps import store_looks
from portal.rounds.operations.outages import note_observations

__all__ = ["Evidence", "note_observations", "store_looks"]
