"""The seed floor: demo districts, all synthetic."""

from flask import Flask

from portal.shell.late import add_late_commands


def init_app(app: Flask) -> None:
    """Register the commands."""
    add_late_commands(app, "portal.seed.cli", seed="seed_group")
