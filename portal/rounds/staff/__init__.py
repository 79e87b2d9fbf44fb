"""The desk of who repairs cameras, and of who watches that it is done."""

from portal.rounds.staff import overview, queue, repairing  # noqa: F401 - they add their views
from portal.rounds.staff.blueprint import bp

__all__ = ["bp"]
