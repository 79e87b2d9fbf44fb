"""What was set aside, at the desk: restaurants object, the Bureau decides, both in the open."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.extensions import db
from portal.participation import operations
from portal.participation.forms.fields import AppealForm, DecisionForm
from portal.participation.forms.words import ASIDE_STATES
from portal.participation.kinds import AsideState, Rating
from portal.participation.queries import ledger as queries
from portal.participation.queries import results
from portal.participation.queries.results import Days
from portal.participation.rules.permissions import MAY, Act
from portal.participation.rules.publishing import SMALLEST_GROUP, YEAR, weekly_groups
from portal.participation.staff.blueprint import bp, form_page
from portal.registry.queries import restaurants_in
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import arguments_of, member, page_number
from portal.shell.rules import local_day

READERS = MAY[Act.READ] | MAY[Act.APPEAL]


def _asked(told: Mapping[str, str]) -> dict[str, Any]:
    return arguments_of(state=member(AsideState, told.get("state")))


@bp.get("/desk/surveys/set-aside")
@keeps_filters(_asked)
@requires(*READERS)
def asides() -> str:
    """The groups set aside within the scope, newest first."""
    asked = _asked(request.args)
    state = member(AsideState, asked.get("state"))
    page = page_number(request.args.get("page"))
    return render_template(
        "participation/desk_asides.html",
        found=queries.groups(db.session(), page=page, scope=current_scope(), state=state),
        state=state,
        states=ASIDE_STATES,
        address=lambda number: url_for(".asides", **asked, page=number),
    )


@bp.route("/desk/surveys/set-aside/<int:number>", methods=["GET", "POST"])
@requires(*MAY[Act.DECIDE])
def decide(number: int) -> Response:
    """Count a group after all, or leave it aside."""
    found = queries.group(db.session(), number, scope=current_scope())
    form = DecisionForm()
    if form.validate_on_submit():
        with Attempt(form):
            operations.decide_aside(
                db.session(), number, release="release" in request.form,
                why=form.why.data.strip(), actor=current_actor(), now=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".asides"), code=303)
    page = render_template("participation/desk_aside.html", group=found, form=form)
    return Response(page, status=422 if request.method == "POST" else 200, mimetype="text/html")


@bp.route("/desk/surveys/set-aside/<int:number>/object", methods=["GET", "POST"])
@requires(*MAY[Act.APPEAL])
def appeal(number: int) -> Response:
    """Object to a group being set aside."""
    queries.group(db.session(), number, scope=current_scope())
    form = AppealForm()
    if form.validate_on_submit():
        with Attempt(form):
            operations.appeal_aside(
                db.session(), number, text=form.text.data.strip(), actor=current_actor(),
                now=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".asides"), code=303)
    return form_page(
        form,
        title=_("Object to answers being set aside"),
        lead=_("The bureau decides, and its reason is public."),
        button=_("Send"),
        back=url_for(".asides"),
    )


@bp.get("/desk/surveys/own")
@requires(*MAY[Act.READ_OWN])
def own() -> str:
    """What diners said at one's own Restaurants, in groups of ten and more."""
    today = local_day(clock.now())
    days = Days(today - YEAR, today + timedelta(days=1))
    kitchens = [
        (
            row,
            weekly_groups(results.daily(db.session(), days, restaurant_id=row.id), today=today),
        )
        for row in restaurants_in(db.session(), current_scope())
    ]
    return render_template(
        "participation/desk_own.html", kitchens=kitchens, least=SMALLEST_GROUP, ratings=Rating,
        one_day=timedelta(days=1),
    )  # fmt: skip
