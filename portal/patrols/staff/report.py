"""A Station's report: visits, distinct restaurants, snapshots, findings, coverage, what is late."""

from datetime import date, timedelta

from flask import Response, render_template, request

from portal.accounts.access import current_scope, requires
from portal.extensions import db
from portal.patrols import queries
from portal.patrols.forms import lists
from portal.patrols.rules.figures import PatrolFigures
from portal.patrols.rules.permissions import MAY, Act
from portal.patrols.staff.blueprint import bp
from portal.rounds.rules.period import Period
from portal.shell import clock, filters
from portal.shell.exports import TYPES, list_file
from portal.shell.rules import local_day


@bp.get("/desk/patrols/report")
@requires(*MAY[Act.READ])
def report() -> str:
    """The report of a Period, of each Station within the scope."""
    period, today = _period(), local_day(clock.now())
    figures, overdue = _figures(period, today)
    return render_template(
        "patrols/report.html",
        period=period,
        choices=[(each, filters.period(each)) for each in _choices(today)],
        figures=figures,
        overdue=overdue,
        header=lists.report_header(),
        rows=list(lists.report_rows(figures, overdue)),
    )


@bp.get("/desk/patrols/report.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def report_file(kind: str) -> Response:
    """The same report as a file."""
    period, today = _period(), local_day(clock.now())
    figures, overdue = _figures(period, today)
    return list_file(
        kind if kind in TYPES else "csv",
        f"patrol-report-{period.name}",
        header=lists.report_header(),
        rows=lists.report_rows(figures, overdue),
        day=today,
    )


def _figures(period: Period, today: date) -> tuple[PatrolFigures, dict[str, int]]:
    scope = current_scope()
    figures = queries.patrol_figures(
        db.session(), period, scope=scope, today=today + timedelta(days=1)
    )
    overdue = queries.overdue_visits(db.session(), scope=scope, today=today)
    return figures, overdue


def _period() -> Period:
    """The Period that the address names, the present quarter for none. Raises PeriodUnreadable."""
    text = request.args.get("period")
    return Period.parse(text) if text else Period.quarter_of(local_day(clock.now()))


def _choices(today: date) -> list[str]:
    """The Periods that the page offers: quarters, halves and years up to now."""
    found = []
    for year in (today.year, today.year - 1):
        found += [str(year), f"{year}H2", f"{year}H1", *(f"{year}Q{each}" for each in (4, 3, 2, 1))]
    return [name for name in found if Period.parse(name).first <= today]
