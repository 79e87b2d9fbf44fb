"""The rounds floor: every Camera, every minute, and the figures made of those minutes."""

from flask import Flask

from portal.rounds import models  # noqa: F401 - the tables, before a migration looks for them
from portal.rounds.cli import figures


def init_app(app: Flask) -> None:
    """Register the commands of this floor."""
    app.cli.add_command(figures)
