"""The findings floor: what a person confirmed, and how it is put right, appealed and published."""

from flask import Flask

from portal.findings import (
    models,  # noqa: F401 - the tables, before a migration looks for them
    watching,
)
from portal.findings.forms.audit import register_acts
from portal.findings.forms.lead_acts import register_lead_acts
from portal.findings.forms.leads import register_lead_texts
from portal.findings.forms.notices import register_kinds
from portal.findings.forms.refusals import register_texts
from portal.findings.public import bp as models_page
from portal.findings.staff.leads import bp as leads_desk


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    register_kinds()
    register_lead_acts()
    register_lead_texts()
    app.register_blueprint(leads_desk)
    app.register_blueprint(models_page)
    watching.init_app(app)
