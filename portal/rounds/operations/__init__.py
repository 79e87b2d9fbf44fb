"""Writes of the rounds, one public function an act; none commits."""

from portal.rounds.operations.faults import Evidence
from portal.rounds.operations.maps import store_looks
from portal.rounds.operations.outages import note_observations
from portal.rounds.operations.repairing import (
    acknowledge_fault,
    add_note,
    ask_retry,
    tell_cause,
    view_picture,
)
from portal.rounds.operations.tidying import (
    Tidied,
    forget_pictures,
    note_displays,
    tidy_faults,
    withdraw_faults,
)

__all__ = [
    "Evidence",
    "Tidied",
    "acknowledge_fault",
    "add_note",
    "ask_retry",
    "forget_pictures",
    "note_displays",
    "note_observations",
    "store_looks",
    "tell_cause",
    "tidy_faults",
    "view_picture",
    "withdraw_faults",
]
