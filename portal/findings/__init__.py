"""The findings floor: what a person confirmed, and how it is put right, appealed and published."""

from flask import Flask

from portal.findings import (
    models,  # noqa: F401 - the tables, before a migration looks for them
)
from portal.findings.forms.audit import register_acts
from portal.findings.forms.notices import register_kinds
from portal.findings.forms.refusals import register_texts
from portal.findings.staff import bp


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    register_kinds()
    app.register_blueprint(bp)
