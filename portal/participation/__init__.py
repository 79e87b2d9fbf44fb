"""The participation floor: citizens are asked, and what they say is counted honestly."""

from flask import Flask

from portal.participation import (
    models,  # noqa: F401 - the tables, before a migration looks for them
    public,
    staff,
)
from portal.participation.forms.audit import register_acts
from portal.participation.forms.words import register_texts
from portal.participation.scans import KEY, ScanMemory


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    app.extensions[KEY] = ScanMemory()
    app.register_blueprint(public.bp)
    app.register_blueprint(staff.bp)
