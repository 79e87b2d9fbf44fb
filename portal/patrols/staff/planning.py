"""Plans: promise, draw, show."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, current_scope, requires
from portal.extensions import db
from portal.patrols import operations, queries
from portal.patrols.forms.fields import PromiseForm
from portal.patrols.rules.drawing import SEED_BYTES
from portal.patrols.rules.permissions import MAY, Act
from portal.patrols.rules.planning import Terms, Unplaced
from portal.patrols.rules.risk import VISITS_A_HALF
from portal.patrols.staff.blueprint import bp
from portal.registry.queries import calendar, stations
from portal.registry.rules.working_days import rest_days
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.rules import local_day

DAY = timedelta(days=1)


@bp.route("/desk/patrols/plans", methods=["GET", "POST"])
@requires(*MAY[Act.READ])
def plans() -> str | tuple[str, int] | Response:
    """All plans; the Bureau begins a new one here by promising its seed."""
    form = PromiseForm()
    if request.method == "GET":
        _suggest(form)
        return _page(form)
    if form.validate_on_submit():
        with Attempt(form):
            plan = operations.promise_plan(
                db.session(), _terms(form), seed=secrets.token_hex(SEED_BYTES),
                beacon_source=form.beacon_source.data or "",
                actor=current_actor(), now=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".plan", number=plan.number, done="promised"), code=303)
    return _page(form), 422


@bp.get("/desk/patrols/plans/<number>")
@requires(*MAY[Act.READ])
def plan(number: str) -> str:
    """One plan: its promise, what was drawn, what does not fit."""
    return _plan_page(number, "")


@bp.post("/desk/patrols/plans/<number>/draw")
@requires(*MAY[Act.PLAN])
def draw(number: str) -> tuple[str, int] | Response:
    """Draw a promised plan."""
    with Attempt() as attempt:
        operations.draw_plan(
            db.session(), number, beacon=request.form.get("beacon", ""),
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
        return redirect(url_for(".plan", number=number, done="drawn"), code=303)
    return _plan_page(number, attempt.words), 422


@bp.post("/desk/patrols/plans/<number>/reveal")
@requires(*MAY[Act.PLAN])
def reveal(number: str) -> tuple[str, int] | Response:
    """Show the seed of a plan that is over."""
    with Attempt() as attempt:
        operations.reveal_seed(db.session(), number, actor=current_actor(), now=clock.now())
        return redirect(url_for(".plan", number=number, done="revealed"), code=303)
    return _plan_page(number, attempt.words), 422


def _suggest(form: PromiseForm) -> None:
    tomorrow = local_day(clock.now()) + DAY
    usual = Terms(tomorrow.year, tomorrow)
    form.year.data, form.first.data = str(tomorrow.year), tomorrow
    form.weeks.data = str(usual.weeks_a_slot)
    form.visits_a_day.data = str(usual.visits_a_day)
    form.most_visits.data = str(usual.most_visits)
    form.is_paired.data = True


def _terms(form: PromiseForm) -> Terms:
    """How the form wants the year planned; on its holidays, as they are known now, nobody works."""
    return Terms(
        year=form.year.value,
        starts_on=form.first.data,
        weeks_a_slot=form.weeks.value,
        visits_a_day=form.visits_a_day.value,
        most_visits=form.most_visits.value,
        is_paired=bool(form.is_paired.data),
        rest_days=rest_days(form.year.value, calendar(db.session())),
    )


def _page(form: PromiseForm) -> str:
    return render_template(
        "patrols/plans.html",
        plans=queries.plans(db.session()),
        form=form if current_actor().has(MAY[Act.PLAN]) else None,
    )


def _plan_page(number: str, wrong: str) -> str:
    session, scope = db.session(), current_scope()
    found = queries.plan_by_number(session, number)
    drawn = found.drawn or {"patrols": [], "missing": []}
    seen = [row for row in stations(session) if scope.is_whole or row.code in scope.stations]
    names = {row.code: row for row in seen}
    missing = [each for each in drawn["missing"] if each["station"] in names]
    codes = {each["restaurant"] for each in missing}
    return render_template(
        "patrols/plan.html",
        plan=found,
        wrong=wrong,
        rest_days=len(found.inputs["terms"]["rest_days"]),
        visits=sum(len(each["restaurants"]) for each in drawn["patrols"]),
        patrols=len(drawn["patrols"]),
        missing=missing,
        never_free=sum(each["why"] == Unplaced.NEVER_FREE for each in drawn["missing"]),
        names=queries.restaurant_words(session, codes),
        stations=names,
        sizes=[(row, *_sizes(found.inputs, drawn, row.code)) for row in seen],
        frequency=VISITS_A_HALF,
    )


def _sizes(
    inputs: Mapping[str, Any], drawn: Mapping[str, Any], station: str
) -> tuple[int, int, int, int]:
    """How many Restaurants, people, Patrols and Visits a Station has in a plan."""
    patrols = [each for each in drawn["patrols"] if each["station"] == station]
    return (
        sum(each["station"] == station for each in inputs["restaurants"]),
        sum(each["station"] == station for each in inputs["inspectors"]),
        len(patrols),
        sum(len(each["restaurants"]) for each in patrols),
    )
