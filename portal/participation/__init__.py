"""The participation floor: citizens are asked, and what they say is counted honestly."""

from flask import Flask
from sqlalchemy.orm import Session

from portal.findings.models import Finding
from portal.findings.signals import finding_closed
from portal.notices.texting import add_phone_book
from portal.participation import (
    models,  # noqa: F401 - the tables, before a migration looks for them
    public,
    staff,
)
from portal.participation.case_phones import CasePhones
from portal.participation.forms.audit import register_acts
from portal.participation.forms.case_audit import register_case_acts
from portal.participation.forms.case_notices import register_case_kinds
from portal.participation.forms.case_refusals import register_case_texts
from portal.participation.forms.words import register_texts
from portal.participation.metrics import readings
from portal.participation.operations.hearing import count_anew, tell_put_right
from portal.participation.public import cases
from portal.participation.scans import KEY, ScanMemory
from portal.participation.secrecy import SECRECY, Secrecy
from portal.participation.staff import cases as casedesk
from portal.registry.signals import calendar_changed
from portal.shell.metrics import add_source


def init_app(app: Flask) -> None:
    """Register this floor."""
    register_texts()
    register_acts()
    app.extensions[KEY] = ScanMemory()
    app.register_blueprint(public.bp)
    app.register_blueprint(staff.bp)
    register_case_texts()
    register_case_acts()
    register_case_kinds()
    secrecy = Secrecy.of(app.config["MINGCHU"])
    app.extensions[SECRECY] = secrecy
    add_phone_book(app, "case", CasePhones(secrecy))
    app.register_blueprint(cases.bp)
    app.register_blueprint(casedesk.bp)
    add_source(app, "participation", readings)
    finding_closed.connect(_on_finding_closed)
    calendar_changed.connect(_on_calendar_changed)


def _on_finding_closed(session: Session, *, finding: Finding, **_news: object) -> None:
    tell_put_right(session, finding)


def _on_calendar_changed(session: Session, **_news: object) -> None:
    count_anew(session)
