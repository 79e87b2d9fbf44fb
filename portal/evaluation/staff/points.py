"""The problems and recommendations of a report, as the figures say them and as people word them."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.evaluation import queries
from portal.evaluation.kinds import Kind
from portal.evaluation.operations import Wording, edit_point
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.document import evaluation_in
from portal.evaluation.rules.editing import ADDED, points
from portal.evaluation.staff.blueprint import bp
from portal.extensions import db
from portal.shell import clock
from portal.shell.acting import Attempt


@bp.get("/desk/evaluation/<period>/points")
@requires(*MAY[Act.READ])
def report_points(period: str) -> str:
    """All points with what the figures say, every version of their words, and what is pending."""
    return _points(period)


@bp.post("/desk/evaluation/<period>/points")
@requires(*MAY[Act.EDIT])
def write_point(period: str) -> AnyResponse | tuple[str, int]:
    """Keep a new version of a point, or a new point."""
    told = {
        name: request.form.get(name, "")[:1000]
        for name in ("key", "kind", "text", "figure", "place", "dropped")
    }
    place = told["place"].strip()
    wording = Wording(
        key=told["key"] or ADDED,
        kind=Kind(told["kind"]) if told["kind"] in set(Kind) else Kind.PROBLEM,
        text=told["text"], figure=told["figure"], dropped=told["dropped"],
        place=int(place) if place.isdecimal() else None,
    )  # fmt: skip
    with Attempt() as attempt:
        edit_point(db.session(), period, wording, actor=current_actor(), now=clock.now())
        return redirect(url_for(".report_points", period=period))
    return _points(period, told=told, error=attempt.words), attempt.status


def _points(period: str, *, told: dict[str, str] | None = None, error: str = "") -> str:
    session = db.session()
    edition, document = queries.edition(session, period)
    evaluation = evaluation_in(document)
    own = queries.report_edits(session, period)
    versions: dict[str, list[object]] = {}
    for row in queries.edit_versions(session, period):
        versions.setdefault(row.key, []).append(row)
    return render_template(
        "evaluation/points.html",
        edition=edition,
        evaluation=evaluation,
        sections=[(kind, points(kind, evaluation.problems, own)) for kind in Kind],
        versions=versions,
        pending=edition.number is not None and tuple(own) != evaluation.plan.edits,
        told=told or {},
        error=error,
    )
