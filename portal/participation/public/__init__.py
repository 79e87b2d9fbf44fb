"""What everybody may use: the questions, the results, what was set aside."""

from portal.participation.public import (  # noqa: F401 - they add their views
    answering,
    results,
)
from portal.participation.public.blueprint import bp

__all__ = ["bp"]
