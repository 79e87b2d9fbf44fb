"""Writes of contracts, one public function an act; none commits."""

from portal.contracts.operations.accounts import (
    Decided,
    Said,
    Where,
    decide_objection,
    issue_statement,
    object_to,
    settle_statement,
)
from portal.contracts.operations.writing import (
    Came,
    ContractAsked,
    add_contract,
    note_delivered,
    owe_report,
    set_clause,
    set_fee,
)

__all__ = [
    "Came",
    "ContractAsked",
    "Decided",
    "Said",
    "Where",
    "add_contract",
    "decide_objection",
    "issue_statement",
    "note_delivered",
    "object_to",
    "owe_report",
    "set_clause",
    "set_fee",
    "settle_statement",
]
