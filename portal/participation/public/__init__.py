"""What everybody may use: the questions, the Display's code, the results, what was set aside."""

from portal.participation.public import (  # noqa: F401 - they add their views
    answering,
    display,
    results,
)
from portal.participation.public.blueprint import bp

__all__ = ["bp"]
