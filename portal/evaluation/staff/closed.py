"""Periods that are closed or of which stock was taken: figures, rows, the report and its files."""

from dataclasses import replace

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.accounts.places import NO_NAMES
from portal.evaluation import queries
from portal.evaluation.charts import bars_of
from portal.evaluation.forms.cells import cells_of, header_of, place_names
from portal.evaluation.operations import amend, close_period, take_stock
from portal.evaluation.papers import annex_file, report_file
from portal.evaluation.report import report_of, verdict_text
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.document import Evaluation, evaluation_in
from portal.evaluation.rules.evidence import Row
from portal.evaluation.rules.indicators import Figure
from portal.evaluation.rules.passport import trust_of
from portal.evaluation.rules.spans import evaluated, same_spans
from portal.evaluation.staff.blueprint import bp
from portal.extensions import db
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import page_number
from portal.shell.current import current_settings
from portal.shell.exports import TYPES, list_file
from portal.shell.lists import page_in
from portal.shell.rules import NotFound, local_day

ROWS_PER_PAGE = 100
SIDES = ("missing", "numerator", "denominator", "excluded")
SPANS_BACK = 7  # of the same kind, in a figure's history
PAPERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": TYPES["xlsx"],
    "json": "application/json",
}


@bp.get("/desk/evaluation")
@requires(*MAY[Act.READ])
def periods() -> str:
    """The Periods that are closed or followed, and the form that begins another."""
    return _periods()


@bp.post("/desk/evaluation")
@requires(*MAY[Act.EXPLAIN])
def begin() -> AnyResponse | tuple[str, int]:
    """Take stock of the Period that the form names, then show how it stands."""
    year, part = request.form.get("year", "")[:4], request.form.get("part", "")[:2]
    with Attempt() as attempt:
        name = evaluated(f"{year}{part}").name
        take_stock(
            db.session(), name, required_cameras=_required(), actor=current_actor(),
            now=clock.now(),
        )  # fmt: skip
        return redirect(url_for(".monitoring", period=name))
    return _periods(error=attempt.words, told={"year": year, "part": part}), 422


@bp.post("/desk/evaluation/<period>/close")
@requires(*MAY[Act.CLOSE])
def close(period: str) -> AnyResponse:
    """Close a Period, then show it."""
    settings = current_settings()
    close_period(
        db.session(), period, required_cameras=_required(),
        district=(settings.district, settings.district_en), actor=current_actor(),
        now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for(".figures", period=period))


@bp.post("/desk/evaluation/<period>/amend")
@requires(*MAY[Act.CLOSE])
def publish_amendment(period: str) -> AnyResponse:
    """Judge a closed Period anew, as a numbered amendment that says why."""
    reason = request.form.get("reason", "")[:1000]
    amend(db.session(), period, reason=reason, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".figures", period=period))


@bp.get("/desk/evaluation/<period>")
@requires(*MAY[Act.READ])
def figures(period: str) -> str:
    """All figures of a Period, and what they come to."""
    edition, document = queries.edition(db.session(), period)
    evaluation = evaluation_in(document)
    return render_template(
        "evaluation/figures.html",
        edition=edition,
        evaluation=evaluation,
        verdict=verdict_text(evaluation),
        is_over=evaluated(period).until <= local_day(clock.now()),
    )


@bp.get("/desk/evaluation/<period>/figures/<name>")
@requires(*MAY[Act.READ])
def figure(period: str, name: str) -> str:
    """A figure's passport: how it is counted, from which rows, how far it can be trusted."""
    edition, evaluation, found = _figure(period, name)
    side = _side(found)
    rows = _rows(evaluation, found, side)
    asked = page_number(request.args.get("page"))
    shown = page_in(rows, page=asked, per_page=ROWS_PER_PAGE)
    spans = same_spans(found.period, back=SPANS_BACK)
    names = place_names(shown.rows) if edition.district is None else NO_NAMES
    whose = None if edition.district is None else edition.district[0]
    told = queries.figures_over(db.session(), found.code, spans, district=whose)
    return render_template(
        "evaluation/figure.html",
        edition=edition,
        found=found,
        trust=trust_of(found, evaluation.tables),
        side=side,
        sides={each: len(getattr(found, each)) for each in SIDES},
        rows=[cells_of(row, names) for row in shown.rows],
        header=header_of(rows),
        page=shown.page,
        pages=shown.pages,
        address=lambda number: url_for(
            ".figure", period=period, name=name, side=side, page=number
        ),
        over_time=bars_of(found, [(span, told[span].value) for span in spans if span in told]),
        history=queries.figure_history(db.session(), period, name),
    )  # fmt: skip


@bp.get("/desk/evaluation/<period>/figures/<name>/rows.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def rows_file(period: str, name: str, kind: str) -> Response:
    """The rows of a figure's side as a file."""
    edition, evaluation, found = _figure(period, name)
    side = _side(found)
    rows = _rows(evaluation, found, side)
    names = place_names(rows) if edition.district is None else NO_NAMES
    return list_file(
        kind,
        f"{name}-{side}",
        header=header_of(rows),
        rows=(cells_of(row, names) for row in rows),
        day=local_day(clock.now()),
    )


@bp.get("/desk/evaluation/<period>/report")
@requires(*MAY[Act.READ])
def report(period: str) -> str:
    """The report as a page that prints."""
    edition, document = queries.edition(db.session(), period)
    evaluation = _as_worded(edition, evaluation_in(document))
    told = report_of(evaluation, edition, basis=_basis(edition))
    return render_template("evaluation/report.html", edition=edition, report=told)


@bp.get("/desk/evaluation/<period>/report.<any(docx, xlsx, json):paper>")
@requires(*MAY[Act.READ])
def report_paper(period: str, paper: str) -> Response:
    """The report for Word, its annex of rows, or the document that anybody can verify."""
    edition, document = queries.edition(db.session(), period)
    if paper == "json":
        content = queries.told_document(db.session(), period).encode()
    elif paper == "xlsx":
        content = annex_file(evaluation_in(document))
    else:
        evaluation = _as_worded(edition, evaluation_in(document))
        content = report_file(evaluation, edition, basis=_basis(edition))
    response = Response(content, content_type=PAPERS[paper])
    number = "draft" if edition.number is None else edition.number
    name = f"evaluation-{period}-{number}.{paper}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _periods(*, error: str = "", told: dict[str, str] | None = None) -> str:
    closed = queries.closed_periods(db.session())
    last = local_day(clock.now()).year - 1
    known = {each.period for each in closed}
    stocks = {each.period: each for each in reversed(queries.stock_takings(db.session()))}
    return render_template(
        "evaluation/periods.html",
        closed=closed,
        followed=[each for name, each in sorted(stocks.items(), reverse=True)
                  if name not in known],
        plan_years=sorted({last + 1, last, *(int(each.period[:4]) for each in closed)},
                          reverse=True),
        open_years=[str(year) for year in range(last, last - 6, -1) if str(year) not in known],
        told={"year": str(last + 1)} | (told or {}),
        error=error,
    )  # fmt: skip


def _required() -> int:
    settings = current_settings()
    return settings.required_cameras


def _as_worded(edition: queries.Edition, evaluation: Evaluation) -> Evaluation:
    """What was closed as it was closed; a draft with what people have written since."""
    if edition.number is not None:
        return evaluation
    session, period = db.session(), edition.period
    plan = replace(
        evaluation.plan,
        notes=queries.line_notes(session, period),
        edits=tuple(queries.report_edits(session, period)),
    )
    return replace(evaluation, plan=plan)


def _basis(edition: queries.Edition) -> str:
    """What the Period's plan rests on; of another district's that is not known here."""
    if edition.district is not None:
        return ""
    return queries.plan_basis(db.session(), int(edition.period[:4]))


def _figure(period: str, name: str) -> tuple[queries.Edition, Evaluation, Figure]:
    """What is told of the Period, and its figure of this name. Raises NotFound."""
    edition, document = queries.edition(db.session(), period)
    evaluation = evaluation_in(document)
    found = evaluation.figures.get(name)
    if found is None:
        raise NotFound("figure", name)
    return edition, evaluation, found


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
