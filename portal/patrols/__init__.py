"""The patrols floor: yearly plans with a draw that can be checked, Patrols, Visits, Snapshots."""

from flask import Flask

from portal.patrols import models  # noqa: F401 - the tables, before a migration looks for them
from portal.patrols.contribution import contribute
from portal.rounds.contributions import add_figures


def init_app(app: Flask) -> None:
    """Register this floor."""
    add_figures(app, contribute)
