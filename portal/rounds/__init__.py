"""The rounds floor: every Camera, every minute, what fails, and the figures made of it."""

from flask import Flask

from portal.accounts.desks import add_desk
from portal.accounts.kinds import Role
from portal.rounds import (
    looking,
    models,  # noqa: F401 - the tables, before a migration looks for them
    staff,
)
from portal.rounds.cli import figures, models_group, rounds_group
from portal.rounds.forms.audit import register_acts
from portal.rounds.forms.faults import register_texts
from portal.rounds.forms.notices import register_kinds
from portal.rounds.metrics import readings
from portal.rounds.staff.memory import KEY, FiguresMemory
from portal.shell.metrics import add_source


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    register_kinds()
    app.cli.add_command(figures)
    app.cli.add_command(rounds_group)
    app.cli.add_command(models_group)
    looking.init_app(app)
    app.extensions[KEY] = FiguresMemory()
    app.register_blueprint(staff.bp)
    add_source(app, "rounds", readings)
    add_desk(app, Role.VENDOR, "rounds.faults")
