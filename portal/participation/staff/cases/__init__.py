"""The desk of who works on Cases, of Restaurants that respond, and of who repairs Cameras."""

from portal.participation.staff.cases import (  # noqa: F401 - they add their views
    case,
    files,
    lists,
    responses,
    unlisted,
)
from portal.participation.staff.cases.blueprint import bp

__all__ = ["bp"]
