"""The public face: front page, search, the kitchen's page, methods and privacy."""

from flask import Flask

from portal.front import forms, public
from portal.front.district import KEY, DistrictMemory


def init_app(app: Flask) -> None:
    """Register the pages and the words of this floor's errors."""
    forms.register_texts()
    app.extensions[KEY] = DistrictMemory()
    app.register_blueprint(public.bp)
