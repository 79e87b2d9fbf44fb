"""A Period while it runs: how it stands, what is to be expected, reasons and measures."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.evaluation import queries
from portal.evaluation.operations import Explanation, explain_line
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.document import evaluation_in
from portal.evaluation.rules.monitoring import outlooks
from portal.evaluation.rules.spans import evaluated
from portal.evaluation.staff.blueprint import bp
from portal.extensions import db
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.rules import local_day


@bp.get("/desk/evaluation/<period>/monitoring")
@requires(*MAY[Act.READ])
def monitoring(period: str) -> str:
    """Goals and budget as they stand: reached, to be expected, a light, reasons and measures."""
    return _monitoring(period)


@bp.post("/desk/evaluation/<period>/monitoring")
@requires(*MAY[Act.EXPLAIN])
def explain(period: str) -> AnyResponse | tuple[str, int]:
    """Keep why a line is off its Target, and what is done about it."""
    told = {name: request.form.get(name, "")[:1000] for name in ("line", "reason", "measure")}
    with Attempt() as attempt:
        explain_line(
            db.session(), period, Explanation(**told), actor=current_actor(), now=clock.now()
        )
        return redirect(url_for(".monitoring", period=period))
    return _monitoring(period, told=told, error=attempt.words), attempt.status


def _monitoring(period: str, *, told: dict[str, str] | None = None, error: str = "") -> str:
    session = db.session()
    edition, document = queries.edition(session, period)
    evaluation = evaluation_in(document)
    span = evaluated(edition.period)
    return render_template(
        "evaluation/monitoring.html",
        edition=edition,
        evaluation=evaluation,
        elapsed=span.elapsed(local_day(evaluation.terms.counted_at)).length,
        length=span.length,
        outlooks=outlooks(evaluation),
        notes=queries.line_notes(session, period),
        is_over=span.until <= local_day(clock.now()),
        told=told or {},
        error=error,
    )
