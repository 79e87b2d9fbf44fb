"""The list of Patrols, one Patrol, and launching one beside the plan."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.extensions import db
from portal.patrols import operations, queries
from portal.patrols.forms.fields import LaunchForm
from portal.patrols.kinds import VisitState
from portal.patrols.operations import Launch
from portal.patrols.queries import PatrolFilter
from portal.patrols.rules.launching import MOST_VISITS
from portal.patrols.rules.permissions import MAY, Act, scope_of
from portal.patrols.staff.blueprint import bp
from portal.registry.forms.words import named
from portal.registry.queries import restaurants_in, stations
from portal.registry.rules import Status, status_at
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import arguments_of, page_number, typed
from portal.shell.rules import local_day

STATES = ("open", "overdue", "coming", "ended")
WEEK = timedelta(days=7)


def _asked(told: Mapping[str, str]) -> dict[str, Any]:
    state = told.get("state")
    return arguments_of(
        state=state if state in STATES else "open",
        mine=told.get("mine") == "1",
        station=typed(told, "station"),
    )


@bp.get("/desk/patrols/tasks")
@keeps_filters(_asked)
@requires(*MAY[Act.READ])
def tasks() -> str:
    """The Patrols within the scope, mine or all, by due day."""
    asked, today, actor = _asked(request.args), local_day(clock.now()), current_actor()
    state, station, is_mine = asked["state"], asked.get("station", ""), "mine" in asked
    found = queries.patrols(
        db.session(),
        PatrolFilter(
            current_scope(), today, station=station, state=state,
            mine=actor.person_id if is_mine else None,
        ),
        page=page_number(request.args.get("page")),
    )  # fmt: skip
    return render_template(
        "patrols/tasks.html",
        found=found,
        state=state,
        is_mine=is_mine,
        station=station,
        stations=stations(db.session()),
        address=lambda page: url_for(".tasks", **asked, page=page),
    )


@bp.get("/desk/patrols/tasks/<number>")
@requires(*MAY[Act.READ])
def task(number: str) -> str:
    """One Patrol: whom it visits, and how far it is."""
    found = queries.patrol_by_number(db.session(), number, scope=current_scope())
    now = clock.now()
    order = list(VisitState)
    visits = sorted(
        found.visits,
        key=lambda each: ((1, 0, 2, 3)[order.index(each.state)], each.restaurant.pinyin, each.id),
    )
    return render_template(
        "patrols/task.html",
        patrol=found,
        visits=[(each, status_at(each.restaurant.status_spans, now)) for each in visits],
        done=sum(each.state is VisitState.DONE for each in visits),
        dropped=sum(each.state is VisitState.DROPPED for each in visits),
    )


@bp.route("/desk/patrols/launch", methods=["GET", "POST"])
@requires(*MAY[Act.LAUNCH])
def launch() -> str | tuple[str, int] | Response:
    """Launch a Patrol beside the plan, for instance after a complaint."""
    form, actor, today = LaunchForm(), current_actor(), local_day(clock.now())
    offered = _stations()
    form.station.offer(offered)
    asked = request.values.get("station", "")
    station = asked if asked in offered else next(iter(offered), "")
    rows = _restaurants(station)
    team = queries.active_team(db.session(), station=station or None)
    if request.method == "GET":
        form.station.data, form.first.data, form.last.data = station, today, today + WEEK
    elif form.validate_on_submit():
        with Attempt(form):
            patrol = operations.launch_patrol(
                db.session(), _wanted(form, station), actor=actor, now=clock.now()
            )
            return redirect(url_for(".task", number=patrol.number, done="launched"), code=303)
    page = render_template(
        "patrols/launch.html",
        form=form,
        rows=rows,
        team=team,
        chosen=set(request.form.getlist("restaurant")),
        going=set(request.form.getlist("person")),
        most=MOST_VISITS,
        station=station,
    )
    return (page, 422) if request.method == "POST" else page


def _wanted(form: LaunchForm, station: str) -> Launch:
    return Launch(
        station=station or None,
        way=form.way.data,
        starts_on=form.first.data,
        until=form.last.data + timedelta(days=1),
        restaurants=tuple(dict.fromkeys(request.form.getlist("restaurant"))),
        team=tuple(int(each) for each in request.form.getlist("person") if each.isdecimal()),
    )


def _stations() -> dict[str, str]:
    """The Stations for which who is signed in may launch; the Bureau also its own Patrols."""
    scope = scope_of(current_actor(), Act.LAUNCH)
    found = {
        row.code: named(row)
        for row in stations(db.session())
        if scope.is_whole or row.code in scope.stations
    }
    return found | {"": _("The bureau's own")} if scope.is_whole else found


def _restaurants(station: str) -> list[tuple[str, str, str]]:
    """Code, name and address of those that could be visited now, by pinyin."""
    now, scope = clock.now(), scope_of(current_actor(), Act.LAUNCH)
    return [
        (row.code, named(row), row.address)
        for row in restaurants_in(db.session(), scope)
        if (not station or row.station.code == station)
        and status_at(row.status_spans, now) in {Status.OPEN, Status.SUSPENDED, None}
    ]
