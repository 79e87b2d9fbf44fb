"""The accounts floor: people, what they may do, and the chain of what was done."""

from flask import Flask

from portal.accounts import (
    binding,
    corner,
    desks,
    filters,
    forms,
    public,
    refusals,
    staff,  # noqa: F401 - its views join the blueprint
)
from portal.accounts.kinds import Role
from portal.settings import Settings
from portal.shell.late import add_late_commands


def init_app(app: Flask) -> None:
    """Register the pages, words and guards of this floor."""
    settings: Settings = app.config["MINGCHU"]
    binding.bind(app, settings)
    forms.register_texts()
    app.jinja_env.globals["author_text"] = forms.author_text
    corner.init_app(app)
    filters.init_app(app)
    refusals.init_app(app)
    app.register_blueprint(public.bp)
    desks.add_desk(app, Role.SYSADMIN, "accounts.people")
    desks.add_desk(app, Role.AUDITOR, "accounts.audit")
    add_late_commands(app, "portal.accounts.cli", accounts="accounts_group")
