"""What citizens use: the doors, the form, the page of a case of their own."""

from portal.participation.public.cases import (  # noqa: F401 - they add their views
    acting,
    following,
    pictures,
    telling,
    unlisted,
)
from portal.participation.public.cases.blueprint import bp

__all__ = ["bp"]
