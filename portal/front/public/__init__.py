"""What everybody may read: the pages, and the screen in a Restaurant's own dining room."""

from portal.front.public import gallery, halls, pages  # noqa: F401 - they add their views
from portal.front.public.blueprint import bp

__all__ = ["bp"]
