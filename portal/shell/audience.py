"""Who may use a route: each view says so on itself, and a test refuses one that does not.

Staff pages are marked by `portal.accounts.access.requires`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

ATTRIBUTE = "audience"


def anyone(view: View) -> View:
    """Mark a view that needs no login."""
    setattr(view, ATTRIBUTE, "anyone")
    return view
