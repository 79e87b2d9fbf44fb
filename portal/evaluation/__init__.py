"""The evaluation floor: indicators with their rows, targets, points, closed years."""

from flask import Flask

from portal.evaluation import (
    models,  # noqa: F401 - the tables, before a migration looks for them
    staff,
)
from portal.evaluation.forms.audit import register_acts
from portal.evaluation.forms.refusals import register_texts
from portal.shell.late import add_late_commands


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    app.register_blueprint(staff.bp)
    add_late_commands(app, "portal.evaluation.cli", evaluation="evaluation_group")
