"""The rounds floor: every Camera, every minute, and the figures made of those minutes."""

from flask import Flask

from portal.rounds import (
    looking,
    models,  # noqa: F401 - the tables, before a migration looks for them
)
from portal.rounds.cli import figures, rounds_group


def init_app(app: Flask) -> None:
    """Register this floor."""
    app.cli.add_command(figures)
    app.cli.add_command(rounds_group)
    looking.init_app(app)
