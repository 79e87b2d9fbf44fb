"""Writes of this floor, one public function an act; none commits."""

from portal.notices.operations.announcing import announce
from portal.notices.operations.inbox import mark_all_read, mark_read

__all__ = ["announce", "mark_all_read", "mark_read"]
