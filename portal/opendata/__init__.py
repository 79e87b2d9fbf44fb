"""The open data floor: the interface, the nightly files, the feeds, the figures page."""

from flask import Flask

from portal.opendata import api, public
from portal.opendata.calls import Calls
from portal.opendata.cli import opendata_group
from portal.opendata.forms.words import register_texts
from portal.opendata.promise_box import kept_promises


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    app.extensions[api.MEMORY] = api.Answers()
    app.extensions[api.CALLS] = Calls()
    app.register_blueprint(public.bp)
    app.after_request(api.share)
    app.jinja_env.globals.update(kept_promises=kept_promises)
    app.cli.add_command(opendata_group)
