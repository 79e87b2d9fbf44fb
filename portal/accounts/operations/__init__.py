"""Writes of this floor, one public function an act; none commits."""

from portal.accounts.operations.audit import record
from portal.accounts.operations.sign_ins import (
    Client,
    end_all_sign_ins,
    end_sign_in,
    open_sign_in,
    see_sign_in,
)

__all__ = [
    "Client",
    "end_all_sign_ins",
    "end_sign_in",
    "open_sign_in",
    "record",
    "see_sign_in",
]
