"""The findings floor: what a person confirmed, and how it is put right, appealed and published."""

from flask import Flask
from sqlalchemy.orm import Session

from portal.findings import (
    models,  # noqa: F401 - the tables, before a migration looks for them
    public,
    staff,
    watching,
)
from portal.findings.contribution import contribute
from portal.findings.forms.audit import register_acts
from portal.findings.forms.lead_acts import register_lead_acts
from portal.findings.forms.leads import register_lead_texts
from portal.findings.forms.notices import register_kinds
from portal.findings.forms.refusals import register_texts
from portal.findings.forms.regions import register_region_words
from portal.findings.metrics import readings
from portal.findings.operations import count_publication_anew
from portal.registry.signals import calendar_changed
from portal.rounds.contributions import add_figures
from portal.shell.metrics import add_source


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    register_kinds()
    register_lead_texts()
    register_lead_acts()
    register_region_words()
    app.register_blueprint(staff.bp)
    app.register_blueprint(staff.leads)
    app.register_blueprint(staff.regions)
    app.register_blueprint(public.bp)
    watching.init_app(app)
    add_figures(app, contribute)
    add_source(app, "findings", readings)
    calendar_changed.connect(_count_anew)


def _count_anew(session: Session, **_news: object) -> None:
    count_publication_anew(session)
