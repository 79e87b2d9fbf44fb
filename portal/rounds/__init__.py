"""The rounds floor: every Camera, every minute, what fails, and the figures made of it."""

from flask import Flask

from portal.accounts.desks import add_desk
from portal.accounts.kinds import Role
from portal.rounds import (
    counted,
    machine,
    models,  # noqa: F401 - the tables, before a migration looks for them
    staff,
)
from portal.rounds.forms.audit import register_acts
from portal.rounds.forms.faults import register_texts
from portal.rounds.forms.notices import register_kinds
from portal.rounds.metrics import readings
from portal.rounds.staff.memory import KEY, QuarterMemory
from portal.shell.late import add_late_commands
from portal.shell.metrics import add_source


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    register_kinds()
    add_late_commands(
        app, "portal.rounds.cli", figures="figures", rounds="rounds_group", models="models_group"
    )
    machine.init_app(app)
    app.extensions[KEY] = QuarterMemory()
    counted.init_app(app, app.config["MINGCHU"].data)
    app.register_blueprint(staff.bp)
    add_source(app, "rounds", readings)
    add_desk(app, Role.VENDOR, "rounds.faults")
