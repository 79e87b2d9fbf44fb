"""The queue of leads, one lead with its evidence, and what a person says of it."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.extensions import db
from portal.findings.forms import leads as words
from portal.findings.forms.codes import CODES
from portal.findings.forms.lead_lists import cells, header
from portal.findings.lead_kinds import Part
from portal.findings.operations.reviewing import (
    LIFTERS,
    Shelves,
    lift_mute,
    review_lead,
    view_evidence,
)
from portal.findings.pictures import FindingPictures
from portal.findings.queries import leads as queries
from portal.findings.queries.precision import present_mutes
from portal.findings.rules.leads import LEADS_A_PAGE, REVIEWERS, Position, Verdict, Wanted
from portal.findings.watching import evidence_under
from portal.registry.queries import stations
from portal.rounds.pictures import PictureStore
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.exports import list_file
from portal.shell.rules import local_day

TYPES = {Part.CLIP: "video/mp4"}
FILE_LEADS = 100_000  # in one file, the gravest of them all; a district has a few a day

bp = Blueprint("leads", "portal.findings", template_folder="templates")


@bp.context_processor
def _may() -> dict[str, object]:
    """What the templates of this blueprint may ask for."""
    return {"may_lift": lambda: current_actor().has(LIFTERS)}


@bp.get("/desk/leads")
@keeps_filters(lambda told: Wanted.asked(told).words)
@requires(*REVIEWERS)
def leads() -> str:
    """The leads that wait, or those that were judged; the gravest first, of those the oldest."""
    session, scope, wanted = db.session(), current_scope(), Wanted.asked(request.args)
    after = Position.parse(request.args.get("after", ""))
    page = queries.lead_page(session, wanted, scope=scope, after=after)
    return render_template(
        "findings/leads.html",
        page=page,
        wanted=wanted,
        is_first=after is None,
        a_page=LEADS_A_PAGE,
        stations=[each for each in stations(session) if scope.is_whole or each.code in
                  scope.stations],
        codes=CODES,
        states=words.STATES,
        mutes=present_mutes(session, scope=scope, limit=50),
        leads=words,
        done=request.args.get("done", ""),
    )  # fmt: skip


@bp.get("/desk/leads.<any(csv, xlsx):kind>")
@requires(*REVIEWERS)
def leads_file(kind: str) -> Response:
    """The same list as a file, without pictures."""
    page = queries.lead_page(
        db.session(), Wanted.asked(request.args), scope=current_scope(), limit=FILE_LEADS
    )
    return list_file(
        kind, "leads", header=header(), rows=cells(page.rows), day=local_day(clock.now())
    )


@bp.get("/desk/leads/<int:lead_id>")
@requires(*REVIEWERS)
def lead(lead_id: int) -> str:
    """One lead: its pictures with what was seen in them, why it was raised, and the buttons."""
    session, scope, wanted = db.session(), current_scope(), Wanted.asked(request.args)
    found = queries.lead_by_id(session, lead_id, scope=scope)
    before, behind = queries.neighbours(session, found.lead, wanted, scope=scope)
    return render_template(
        "findings/lead.html",
        found=found,
        lead=found.lead,
        wanted=wanted,
        before=before,
        behind=behind,
        finding=queries.finding_of_lead(session, lead_id),
        reasons=words.REASONS,
        leads=words,
    )


@bp.get("/desk/leads/<int:lead_id>/<any(before, during, after, shown, clip):part>")
@requires(*REVIEWERS)
def lead_evidence(lead_id: int, part: str) -> Response:
    """A part of a lead's evidence as the Camera sent it; that it was seen is recorded."""
    kind = Part(part)
    content = view_evidence(
        db.session(), lead_id, kind, actor=current_actor(), now=clock.now(), store=_store()
    )
    db.session.commit()
    response = Response(content, mimetype=TYPES.get(kind, "image/jpeg"))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/desk/leads/<int:lead_id>/confirm")
@requires(*REVIEWERS)
def confirm_lead(lead_id: int) -> AnyResponse:
    """Confirm a lead: it becomes a Finding; then show the next one."""
    return _judged(lead_id, Verdict.confirmed(request.form.get("note", "")))


@bp.post("/desk/leads/<int:lead_id>/reject")
@requires(*REVIEWERS)
def reject_lead(lead_id: int) -> AnyResponse:
    """Reject a lead with a reason; then show the next one."""
    form = request.form
    return _judged(lead_id, Verdict.rejected(form.get("reason", ""), form.get("note", "")))


@bp.post("/desk/leads/mutes/<int:mute_id>/lift")
@requires(*LIFTERS)
def lift(mute_id: int) -> AnyResponse:
    """Let a class raise leads at a Camera again."""
    note = request.form.get("note", "")
    lift_mute(db.session(), mute_id, note, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".leads", done="lifted"), code=303)


def _judged(lead_id: int, verdict: Verdict) -> AnyResponse:
    session, scope, wanted = db.session(), current_scope(), Wanted.asked(request.args)
    row = queries.lead_by_id(session, lead_id, scope=scope).lead
    _, behind = queries.neighbours(session, row, wanted, scope=scope)
    review_lead(
        session, lead_id, verdict, actor=current_actor(), now=clock.now(),
        shelves=Shelves(_store(), FindingPictures.under(current_settings().data)),
    )  # fmt: skip
    db.session.commit()
    if behind is not None:
        return redirect(words.address(".lead", wanted, lead_id=behind), code=303)
    return redirect(words.address(".leads", wanted, done=verdict.state.value), code=303)


def _store() -> PictureStore:
    return evidence_under(current_settings().data)
