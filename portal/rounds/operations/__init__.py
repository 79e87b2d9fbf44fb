"""Writes of the rounds, one public function an act; none commits."""

from portal.rounds.operations.faults import Evidence
from portal.rounds.operations.maps import store_looks
from portal.rounds.operations.outages import note_observations
from portal.rounds.operations.references import agree_view, learn_anew
from portal.rounds.operations.refusals import note_logins, try_again
from portal.rounds.operations.repairing import (
    acknowledge_fault,
    add_note,
    tell_cause,
    try_again_for_fault,
    view_picture,
)
from portal.rounds.operations.rounds import claim_round, forget_rounds
from portal.rounds.operations.tidying import (
    Tidied,
    Tidiness,
    forget_pictures,
    note_displays,
    tidy_faults,
    withdraw_faults,
)

__all__ = [
    "Evidence",
    "Tidied",
    "Tidiness",
    "acknowledge_fault",
    "add_note",
    "agree_view",
    "claim_round",
    "forget_pictures",
    "forget_rounds",
    "learn_anew",
    "note_displays",
    "note_logins",
    "note_observations",
    "store_looks",
    "tell_cause",
    "tidy_faults",
    "try_again",
    "try_again_for_fault",
    "view_picture",
    "withdraw_faults",
]
