"""A year's plan: its Targets, and the template by which its points are given."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.evaluation import queries
from portal.evaluation.forms import words
from portal.evaluation.operations import set_target, set_template
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.scoring import LINES, TARGETED
from portal.evaluation.rules.targets import Asked
from portal.evaluation.rules.template import TemplateUnfit, Weighed
from portal.evaluation.staff.blueprint import bp
from portal.extensions import db
from portal.shell import clock
from portal.shell.acting import Attempt

ASKED = ("operator", "number", "unit", "source", "population", "instrument")


@bp.get("/desk/evaluation/<int:year>/plan")
@requires(*MAY[Act.READ])
def plan(year: int) -> str:
    """The goals of a year, and the form that gives them numbers."""
    return _plan(year)


@bp.post("/desk/evaluation/<int:year>/plan")
@requires(*MAY[Act.PLAN])
def write_target(year: int) -> str | AnyResponse | tuple[str, int]:
    """Set a Target; one that is no number is refused with what it lacks."""
    told = {name: request.form.get(name, "")[:200] for name in ("line", *ASKED)}
    asked = Asked(*(told[name] for name in ASKED))
    with Attempt() as attempt:
        set_target(db.session(), year, told["line"], asked, actor=current_actor(), now=clock.now())
        return redirect(url_for(".plan", year=year))
    return _plan(year, told=told, error=attempt.words), attempt.status


@bp.get("/desk/evaluation/<int:year>/template")
@requires(*MAY[Act.READ])
def template(year: int) -> str:
    """What each line of a year's template weighs, and the form that changes it."""
    return _template(year, _present(year))


@bp.post("/desk/evaluation/<int:year>/template")
@requires(*MAY[Act.PLAN])
def write_template(year: int) -> AnyResponse | tuple[str, int]:
    """Set the weights; they must come to 100."""
    asked = {
        key: Weighed(*(request.form.get(f"{name}-{key}", "")[:20]
                       for name in ("weight", "rule", "step")))
        for key in LINES
    }  # fmt: skip
    with Attempt() as attempt:
        set_template(db.session(), year, asked, actor=current_actor(), now=clock.now())
        return redirect(url_for(".template", year=year))
    wrong = attempt.error.line if isinstance(attempt.error, TemplateUnfit) else ""
    return _template(year, asked, error=attempt.words, wrong=wrong), attempt.status


def _plan(year: int, *, told: Mapping[str, str] | None = None, error: str = "") -> str:
    return render_template(
        "evaluation/plan.html",
        year=year,
        goals=queries.goals(db.session(), year),
        basis=queries.plan_basis(db.session(), year),
        lines=[(key, words.LINES[key]) for key in TARGETED],
        told=told or {},
        error=error,
    )


def _present(year: int) -> dict[str, Weighed]:
    """The template as it is; what was left out weighs nothing."""
    kept = {line.key: line for line in queries.plan_template(db.session(), year)}
    return {
        key: Weighed(
            str(kept[key].weight) if key in kept else "0",
            kept.get(key, line).rule,
            str(kept.get(key, line).step),
        )
        for key, line in LINES.items()
    }


def _template(
    year: int, told: Mapping[str, Weighed], *, error: str = "", wrong: str = ""
) -> str:  # fmt: skip
    return render_template(
        "evaluation/template.html", year=year, lines=LINES, told=told, error=error, wrong=wrong
    )
