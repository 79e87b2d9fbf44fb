"""The registry floor: Stations, Restaurants with dated Status, Cameras, Displays."""

from flask import Flask

from portal.registry import forms, public, staff
from portal.registry.cli import registry_group


def init_app(app: Flask) -> None:
    """Register the pages, words and commands of this floor."""
    forms.register_texts()
    app.register_blueprint(public.bp)
    app.register_blueprint(staff.bp)
    app.cli.add_command(registry_group)
