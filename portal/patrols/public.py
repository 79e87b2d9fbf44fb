"""What everybody may know of a plan: the promise at once, all that was drawn when it is over."""

from flask import Blueprint, Response, render_template

from portal.extensions import db
from portal.patrols import queries
from portal.patrols.rules.document import canonical
from portal.patrols.rules.risk import VISITS_A_HALF
from portal.shell.audience import anyone

bp = Blueprint("patrol_draws", "portal.patrols", template_folder="templates")


@bp.get("/patrol-plans")
@anyone
def plans() -> str:
    """All plans with their promises, and how to draw one again."""
    return render_template(
        "patrols/draws.html",
        plans=queries.plans(db.session()),
        frequency=VISITS_A_HALF,
    )


@bp.get("/patrol-plans/<number>.json")
@anyone
def draw(number: str) -> Response:
    """One plan as a document that `patrols verify` checks."""
    plan = queries.plan_by_number(db.session(), number)
    response = Response(canonical(queries.published_draw(plan)), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
