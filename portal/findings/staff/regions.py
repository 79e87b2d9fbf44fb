"""The page on which a Camera's regions are drawn, over what it shows now."""

from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, current_scope, requires
from portal.extensions import db
from portal.findings.forms import regions as words
from portal.findings.operations.regions import draw_region, remove_region
from portal.findings.queries.regions import present_regions
from portal.findings.rules.regions import NewRegion, RegionUnfit
from portal.live.files import open_still, still_at
from portal.rounds.forms import faults as camera_words
from portal.rounds.queries import camera_in_scope
from portal.rounds.rules.desk import SUPERVISORS
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.rules import NotFound

bp = Blueprint("regions", "portal.findings", template_folder="templates")


@bp.get("/desk/cameras/<code>/regions")
@requires(*SUPERVISORS)
def regions(code: str) -> str:
    """The regions of a Camera over its newest still, and the form for a new one."""
    return _page(code)


@bp.post("/desk/cameras/<code>/regions")
@requires(*SUPERVISORS)
def draw(code: str) -> AnyResponse | tuple[str, int]:
    """Draw a region; what does not fit is told beside what was sent."""
    session, form = db.session(), request.form
    camera = camera_in_scope(session, code, scope=current_scope())
    try:
        new = NewRegion.asked(
            name=form.get("name", ""),
            corners=form.get("corners", ""),
            codes=form.getlist("codes"),
            zone=camera.zone,
        )
        draw_region(session, camera, new, actor=current_actor(), now=clock.now())
    except RegionUnfit as error:
        return _page(code, wrong=words.unfit_text(error)), error.status
    db.session.commit()
    return redirect(url_for(".regions", code=code, done="drawn"), code=303)


@bp.post("/desk/cameras/<code>/regions/<int:region_id>/remove")
@requires(*SUPERVISORS)
def remove(code: str, region_id: int) -> AnyResponse:
    """Let a region hold no longer."""
    remove_region(db.session(), region_id, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".regions", code=code, done="removed"), code=303)


@bp.get("/desk/cameras/<code>/regions/still.jpg")
@requires(*SUPERVISORS)
def still(code: str) -> Response:
    """What a Camera showed last, protected as the public sees it, at any hour."""
    camera = camera_in_scope(db.session(), code, scope=current_scope())
    opened = open_still(_stills(), camera.code)
    if opened is None:
        raise NotFound("still", code)
    with opened.stream as stream:
        response = Response(stream.read(), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(code: str, wrong: str = "") -> str:
    session, sent = db.session(), request.form
    camera = camera_in_scope(session, code, scope=current_scope())
    return render_template(
        "findings/regions.html",
        camera=camera,
        found=present_regions(session, camera.id),
        taken_at=still_at(_stills(), camera.code),
        words=words,
        cameras=camera_words,
        sent=sent,
        chosen=sent.getlist("codes"),
        wrong=wrong,
        done=words.done_text(request.args.get("done", "")),
    )


def _stills() -> Path:
    settings = current_settings()
    return settings.stills_directory
