"""Reads of contracts; none commits."""

from portal.contracts.queries.contracts import (
    Shown,
    Stage,
    clauses_of,
    contract_by_code,
    contracts,
    objected,
    shown_of,
    statement_of,
    statements,
)
from portal.contracts.queries.rows import account_now, elapsed_of

__all__ = [
    "Shown",
    "Stage",
    "account_now",
    "clauses_of",
    "contract_by_code",
    "contracts",
    "elapsed_of",
    "objected",
    "shown_of",
    "statement_of",
    "statements",
]
