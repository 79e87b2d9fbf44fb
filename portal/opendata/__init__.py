"""The open data floor: the interface, the nightly files, the feeds, the figures page."""

from flask import Flask

from portal.opendata import api, public
from portal.opendata.calls import Calls
from portal.opendata.forms.words import register_texts
from portal.opendata.promise_box import kept_promises
from portal.shell.late import add_late_commands


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    app.extensions[api.MEMORY] = api.Answers()
    app.extensions[api.CALLS] = Calls()
    app.register_blueprint(public.bp)
    app.after_request(api.share)
    app.jinja_env.globals.update(kept_promises=kept_promises)
    add_late_commands(app, "portal.opendata.cli", opendata="opendata_group")
