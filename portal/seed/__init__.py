"""The seed floor: demo districts, all synthetic."""

from flask import Flask

from portal.seed.cli import seed_group


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(seed_group)
