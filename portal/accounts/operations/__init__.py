"""Writes of this floor, one public function an act; none commits."""

from portal.accounts.operations.audit import record

__all__ = ["record"]
