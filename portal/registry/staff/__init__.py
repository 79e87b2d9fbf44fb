"""The register's desk: who is in it, what was asked, and every act on it."""

from portal.registry.staff import (  # noqa: F401 - they add their views
    asking,
    correcting,
    deciding,
    equipment,
    reading,
)
from portal.registry.staff.blueprint import bp

__all__ = ["bp"]
