"""Evidence that leaves the house, as one file; each export is recorded."""

from flask import Response

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.operations import record
from portal.accounts.rules import Scope
from portal.extensions import db
from portal.findings import queries
from portal.findings.evidence import lead_files, lead_package, package
from portal.findings.kinds import Origin
from portal.findings.queries import Finding
from portal.findings.queries.leads import lead_by_id
from portal.findings.rules.leads import REVIEWERS
from portal.findings.rules.workflow import OFFICERS
from portal.findings.staff.blueprint import bp, pictures
from portal.findings.staff.leads import bp as leads
from portal.findings.watching import evidence_under
from portal.rounds.pictures import PictureStore
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.rules import NotFound


@bp.get("/desk/findings/<number>/evidence.zip")
@requires(*OFFICERS)
def evidence(number: str) -> Response:
    """Everything about a Finding, with what the machine saw where it came of a lead."""
    session, now, actor = db.session(), clock.now(), current_actor()
    found = queries.finding_by_number(session, number, scope=current_scope())
    content = package(
        found, store=pictures(), by=actor.name, at=now, more=_of_lead(found, current_scope())
    )
    record(session, actor, "finding.exported", f"finding {number}", at=now)
    session.commit()
    return _file(number, content)


@leads.get("/desk/leads/<int:lead_id>/evidence.zip")
@requires(*REVIEWERS)
def lead_export(lead_id: int) -> Response:
    """Everything about a lead; one that nobody has judged says so within."""
    session, now, actor = db.session(), clock.now(), current_actor()
    found = lead_by_id(session, lead_id, scope=current_scope())
    content = lead_package(found.lead, store=_store(), by=actor.name, at=now)
    record(session, actor, "lead.exported", f"lead {lead_id}", at=now)
    session.commit()
    return _file(f"lead-{lead_id}", content)


def _of_lead(finding: Finding, scope: Scope) -> dict[str, bytes]:
    """The files of the lead behind a Finding; none where it came of no lead that is kept."""
    if finding.origin is not Origin.MACHINE or not finding.origin_id.isdecimal():
        return {}
    try:
        found = lead_by_id(db.session(), int(finding.origin_id), scope=scope)
    except NotFound:
        return {}
    return lead_files(found.lead, store=_store())


def _store() -> PictureStore:
    return evidence_under(current_settings().data)


def _file(name: str, content: bytes) -> Response:
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename={name}.zip"
    response.headers["Cache-Control"] = "no-store"
    return response
