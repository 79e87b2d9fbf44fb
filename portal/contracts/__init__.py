"""The contracts floor: what the Vendor owes, and the account of each quarter by its rows."""

from flask import Flask
from flask_babel import lazy_gettext

from portal.accounts.forms import name_pages
from portal.contracts import (
    models,  # noqa: F401 - the tables, before a migration looks for them
    staff,
)
from portal.contracts.forms.audit import register_acts
from portal.contracts.forms.notices import register_kinds
from portal.contracts.forms.refusals import register_texts


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    register_kinds()
    name_pages([("contracts.contracts", lazy_gettext("Contracts"))])
    app.register_blueprint(staff.bp)
