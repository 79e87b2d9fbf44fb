"""The registry floor: Stations, Restaurants with dated Status, Cameras, Displays."""

from flask import Flask

from portal.accounts.places import tell_places
from portal.registry import forms, public, staff
from portal.registry.forms.notices import register_kinds
from portal.registry.places import PLACES
from portal.shell.late import add_late_commands


def init_app(app: Flask) -> None:
    """Register the pages, words, commands and places of this floor."""
    forms.register_texts()
    forms.register_acts()
    register_kinds()
    app.register_blueprint(public.bp)
    app.register_blueprint(staff.bp)
    add_late_commands(app, "portal.registry.cli", registry="registry_group")
    tell_places(app, PLACES)
