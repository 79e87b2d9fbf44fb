"""The start page of each role with its lists, and the wall of many Cameras."""

from portal.desk.staff import start, wall  # noqa: F401 - they add their views
from portal.desk.staff.blueprint import bp

__all__ = ["bp"]
