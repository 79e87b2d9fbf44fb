"""The views that everybody reads: the interface, Open311, files and feeds, the figures page."""

from portal.opendata.public import feeds, figures, files, interface, open311
from portal.opendata.public.blueprint import bp

__all__ = ["bp", "feeds", "figures", "files", "interface", "open311"]
