"""Writes of the rounds, one public function an act; none commits."""

from portal.rounds.operations.maps import store_looks
from portal.rounds.operations.references import accept_reference, learn_anew
from portal.rounds.operations.refusals import note_logins, try_again
from portal.rounds.operations.rounds import claim_round, forget_rounds

__all__ = [
    "accept_reference",
    "claim_round",
    "forget_rounds",
    "learn_anew",
    "note_logins",
    "store_looks",
    "try_again",
]
