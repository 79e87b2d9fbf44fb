"""The desk of who plans patrols, makes visits and reports what came of them."""

from portal.patrols.staff import (  # noqa: F401 - they add their views
    overview,
    planning,
    report,
    tasks,
    visiting,
)
from portal.patrols.staff.blueprint import bp

__all__ = ["bp"]
