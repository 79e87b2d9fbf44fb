"""The registry floor: Stations, Restaurants with dated Status, Cameras, Displays."""

from flask import Flask

from portal.accounts.places import tell_places
from portal.registry import models  # noqa: F401 - the tables, before a migration looks for them
from portal.registry.cli import registry_group
from portal.registry.places import PLACES
from portal.registry.public import bp


def init_app(app: Flask) -> None:
    """Register the pages and commands of this floor."""
    app.register_blueprint(bp)
    app.cli.add_command(registry_group)
    tell_places(app, PLACES)
