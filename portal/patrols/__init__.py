"""The patrols floor: yearly plans with a draw that can be checked, Patrols, Visits, Snapshots."""

from flask import Flask

from portal.patrols import (
    models,  # noqa: F401 - the tables, before a migration looks for them
    public,
    staff,
)
from portal.patrols.contribution import contribute
from portal.patrols.forms.audit import register_acts
from portal.patrols.forms.notices import register_kinds
from portal.patrols.forms.refusals import register_texts
from portal.rounds.contributions import add_figures
from portal.shell.late import add_late_commands


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    register_kinds()
    app.register_blueprint(staff.bp)
    app.register_blueprint(public.bp)
    add_late_commands(app, "portal.patrols.cli", patrols="patrols_group")
    add_figures(app, contribute)
