"""The auditor's desk: closed years, figures down to their rows, the report and its files."""

from collections.abc import Mapping
from math import ceil

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.evaluation import queries
from portal.evaluation.forms import words
from portal.evaluation.operations import close_period, set_target
from portal.evaluation.report import (
    annex_file,
    cells_of,
    header_of,
    report_file,
    report_of,
    verdict_text,
)
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.document import Document, Evaluation, evaluation_in
from portal.evaluation.rules.evidence import Row
from portal.evaluation.rules.indicators import Figure
from portal.evaluation.rules.scoring import TARGETED
from portal.evaluation.rules.targets import Asked, TargetVague
from portal.extensions import db
from portal.settings import Settings
from portal.shell import clock
from portal.shell.errors import text_of
from portal.shell.exports import TYPES, list_file
from portal.shell.rules import NotFound, local_day, page_number

PER_PAGE = 100
SIDES = ("missing", "numerator", "denominator", "excluded")
ASKED = ("operator", "number", "unit", "source", "population", "instrument")
PAPERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": TYPES["xlsx"],
    "json": "application/json",
}

bp = Blueprint("evaluation", __name__, template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "may_close": current_actor().has(MAY[Act.CLOSE])}


@bp.get("/desk/evaluation")
@requires(*MAY[Act.READ])
def periods() -> str:
    """The years that are closed, and the last one that could be."""
    closed = queries.closed_periods(db.session())
    last = local_day(clock.now()).year - 1
    return render_template(
        "evaluation/periods.html",
        closed=closed,
        plan_years=sorted({last + 1, last, *(each.year for each in closed)}, reverse=True),
        open_years=[year for year in range(last, last - 6, -1)
                    if year not in {each.year for each in closed}],
    )  # fmt: skip


@bp.post("/desk/evaluation/<int:year>/close")
@requires(*MAY[Act.CLOSE])
def close(year: int) -> AnyResponse:
    """Close a year, then show it."""
    settings: Settings = current_app.config["MINGCHU"]
    close_period(
        db.session(), year, required_cameras=settings.required_cameras, actor=current_actor(),
        now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for(".figures", year=year))


@bp.get("/desk/evaluation/<int:year>")
@requires(*MAY[Act.READ])
def figures(year: int) -> str:
    """All figures of a closed year, and what they come to."""
    closed, document = queries.closed_document(db.session(), year)
    evaluation = evaluation_in(document)
    return render_template(
        "evaluation/figures.html", closed=closed, evaluation=evaluation,
        verdict=verdict_text(evaluation),
    )  # fmt: skip


@bp.get("/desk/evaluation/<int:year>/figures/<name>")
@requires(*MAY[Act.READ])
def figure(year: int, name: str) -> str:
    """A figure's passport: how it is counted, from which rows, and what it was told to be."""
    evaluation, found = _figure(year, name)
    side = _side(found)
    rows = _rows(evaluation, found, side)
    page = min(page_number(request.args.get("page")), max(1, ceil(len(rows) / PER_PAGE)))
    return render_template(
        "evaluation/figure.html",
        year=year,
        found=found,
        side=side,
        sides={each: len(getattr(found, each)) for each in SIDES},
        rows=[cells_of(row) for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]],
        header=header_of(rows),
        total=len(rows),
        page=page,
        pages=max(1, ceil(len(rows) / PER_PAGE)),
        address=lambda number: url_for(".figure", year=year, name=name, side=side, page=number),
        history=queries.figure_history(db.session(), year, name),
    )


@bp.get("/desk/evaluation/<int:year>/figures/<name>/rows.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def rows_file(year: int, name: str, kind: str) -> Response:
    """The rows of a figure's side as a file."""
    evaluation, found = _figure(year, name)
    side = _side(found)
    rows = _rows(evaluation, found, side)
    return list_file(
        kind,
        f"{name}-{side}",
        header=header_of(rows),
        rows=map(cells_of, rows),
        day=local_day(clock.now()),
    )


@bp.get("/desk/evaluation/<int:year>/report")
@requires(*MAY[Act.READ])
def report(year: int) -> str:
    """The report as a page that prints."""
    session = db.session()
    closed, document = queries.closed_document(session, year)
    basis = queries.plan_basis(session, year)
    told = report_of(evaluation_in(document), closed, basis=basis)
    return render_template("evaluation/report.html", closed=closed, report=told)


@bp.get("/desk/evaluation/<int:year>/report.<any(docx, xlsx, json):paper>")
@requires(*MAY[Act.READ])
def report_paper(year: int, paper: str) -> Response:
    """The report for Word, its annex of rows, or the document that anybody can verify."""
    session = db.session()
    closed, document = queries.closed_document(session, year)
    if paper == "json":
        content = closed.document.encode()
    elif paper == "xlsx":
        content = annex_file(evaluation_in(document))
    else:
        basis = queries.plan_basis(session, year)
        content = report_file(evaluation_in(document), closed, basis=basis)
    response = Response(content, content_type=PAPERS[paper])
    name = f"evaluation-{year}-{closed.number}.{paper}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response


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
    try:
        set_target(
            db.session(), year, told["line"], asked, actor=current_actor(), now=clock.now()
        )  # fmt: skip
    except TargetVague as error:
        db.session.rollback()
        return _plan(year, told=told, error=text_of(error)), error.status
    db.session.commit()
    return redirect(url_for(".plan", year=year))


def _plan(year: int, *, told: Mapping[str, str] | None = None, error: str = "") -> str:
    return render_template(
        "evaluation/plan.html",
        year=year,
        goals=queries.goals(db.session(), year),
        basis=queries.plan_basis(db.session(), year),
        lines=[(key, words.LINES[key]) for key in TARGETED],
        told=told or {},
        error=error,
        may_plan=current_actor().has(MAY[Act.PLAN]),
    )


def _figure(year: int, name: str) -> tuple[Evaluation, Figure]:
    """The closed year and its figure of this name. Raises NotFound."""
    document: Document = queries.closed_document(db.session(), year)[1]
    evaluation = evaluation_in(document)
    found = evaluation.figures.get(name)
    if found is None:
        raise NotFound("figure", name)
    return evaluation, found


def _side(found: Figure) -> str:
    """Which rows the address asks for: those missing where there are some, else those counted."""
    asked = request.args.get("side", "")
    if asked in SIDES:
        return asked
    return "missing" if found.missing else "numerator"


def _rows(evaluation: Evaluation, found: Figure, side: str) -> list[Row]:
    """The rows of a figure's side, in their tables' order."""
    ids = set(getattr(found, side))
    rows = (row for table in found.tables for row in evaluation.tables[table])
    return [row for row in rows if str(row["id"]) in ids]
