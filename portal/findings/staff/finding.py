"""One Finding: what was seen, what was done since, and what may be done now."""

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.operations import record
from portal.extensions import db
from portal.findings import queries
from portal.findings.kinds import FindingAct, PictureMoment
from portal.findings.operations.acting import stand_of
from portal.findings.queries import Finding
from portal.findings.rules.publication import EXPIRIES, is_shown
from portal.findings.rules.workflow import (
    OFFICERS,
    PICTURE_READERS,
    READERS,
    possible_acts,
)
from portal.findings.staff.acts import DO
from portal.findings.staff.blueprint import bp, pictures
from portal.findings.staff.sending import has_still, kept_photos, new_token, sent_with
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import known, member
from portal.shell.rules import NotFound, local_day

DOERS = PICTURE_READERS  # each act asks the table for more
_A = FindingAct


@bp.get("/desk/findings/<number>")
@requires(*READERS)
def finding(number: str) -> str:
    """A Finding with its pictures, its history, and the acts that are open to the reader."""
    return _page(queries.finding_by_number(db.session(), number, scope=current_scope()))


@bp.post("/desk/findings/<number>/<act>")
@requires(*DOERS)
def do(number: str, act: str) -> AnyResponse:
    """Do an act; where a rule forbids it, say why, with all that was typed."""
    wanted = known(FindingAct, act, what="form")
    if wanted not in DO:
        raise NotFound("form", act)
    camera = _camera_asked(number, wanted)
    with Attempt() as attempt, kept_photos(camera) as photos:
        DO[wanted](number, sent_with(photos))
        return redirect(url_for(".finding", number=number, done=wanted.value), code=303)
    found = queries.finding_by_number(db.session(), number, scope=current_scope())
    return Response(_page(found, act=wanted, wrong=attempt.words), status=attempt.status)


@bp.get("/desk/findings/<number>/pictures/<code>.jpg")
@requires(*PICTURE_READERS)
def picture(number: str, code: str) -> Response:
    """A picture of a Finding; that it was seen is recorded."""
    session = db.session()
    found = queries.picture_by_code(session, number, code, scope=current_scope())
    content = pictures().read(found.code)
    if content is None:
        raise NotFound("picture", code)
    facts = {"moment": found.moment.value, "sha256": found.sha256}
    record(
        session, current_actor(), "finding.picture_viewed", f"finding {number}", at=clock.now(),
        facts=facts,
    )  # fmt: skip
    session.commit()
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(found: Finding, *, act: FindingAct | None = None, wrong: str = "") -> str:
    actor, place = current_actor(), found.restaurant
    acts = possible_acts(stand_of(found), actor, station=place.station.code, restaurant=place.code)
    return render_template(
        "findings/finding.html",
        found=found,
        acts=acts,
        wrong=wrong,
        wrong_act=act,
        typed=request.form,
        token=new_token(),
        done=member(FindingAct, request.args.get("done")),
        may_see=actor.has(PICTURE_READERS),
        is_officer=actor.has(OFFICERS),
        inspectors=queries.inspectors(db.session(), station=place.station.code)
        if _A.ASSIGN in acts
        else (),
        expiries=EXPIRIES,
        is_public=_is_public(found),
        last_reply=next((each.text for each in reversed(found.steps) if each.act is _A.REPLY), ""),
        moments=tuple(PictureMoment),
        has_still=found.camera is not None and has_still(found.camera.code),
    )


def _is_public(found: Finding) -> bool:
    """Whether the public reads of this Finding today."""
    record = found.publication
    return record is not None and is_shown(
        found.state,
        expires=record.expires_on,
        is_withdrawn=record.withdrawn_at is not None,
        today=local_day(clock.now()),
    )


def _camera_asked(number: str, act: FindingAct) -> str | None:
    """The code of the Finding's Camera, where the form asks for what it shows now."""
    if request.form.get("still") != "1" or act not in {_A.RECHECK, _A.VERIFY}:
        return None
    found = queries.finding_by_number(db.session(), number, scope=current_scope())
    return found.camera.code if found.camera else None
