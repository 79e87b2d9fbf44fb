"""The queue of messages about businesses that are not in the register."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.accounts.filters import keeps_filters
from portal.extensions import db
from portal.participation.case_kinds import Outside, UnlistedState
from portal.participation.operations.unlisted import (
    HandedTo,
    attach_unlisted,
    hand_over_unlisted,
)
from portal.participation.queries import unlisted as queries
from portal.participation.rules.cases import OFFICERS
from portal.participation.rules.unlisted import Wanted, scope_of
from portal.participation.staff.cases.blueprint import bp
from portal.registry.queries import search_restaurants
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import known

OFFERED = 8  # restaurants of a like name


@bp.get("/desk/unlisted")
@keeps_filters(lambda told: Wanted.asked(told).arguments)
@requires(*OFFICERS)
def unlisted() -> str:
    """Those that wait for the reader's part of the register, or were decided."""
    wanted = Wanted.asked(request.args)
    asked: dict[str, Any] = {**wanted.arguments}
    return render_template(
        "cases/desk_unlisted_list.html",
        wanted=wanted,
        found=queries.unlisted(db.session(), wanted, scope=scope_of(current_actor())),
        states=tuple(UnlistedState),
        address=lambda page: url_for(".unlisted", **asked, page=page if page > 1 else None),
    )


@bp.get("/desk/unlisted/<number>")
@requires(*OFFICERS)
def unlisted_case(number: str) -> str:
    """One of them: what was sent, and what may be done."""
    return _page(number)


@bp.post("/desk/unlisted/<number>/attach")
@requires(*OFFICERS)
def attach(number: str) -> AnyResponse:
    """Make a Case about a Restaurant of it."""
    code = request.form.get("restaurant", "").strip() or request.form.get("code", "").strip()
    with Attempt() as attempt:
        case = attach_unlisted(
            db.session(), number, restaurant=code[:40], actor=current_actor(), now=clock.now()
        )
        return redirect(url_for(".case", number=case.number), code=303)
    return Response(_page(number, wrong=attempt.words), status=attempt.status)


@bp.post("/desk/unlisted/<number>/hand-over")
@requires(*OFFICERS)
def hand_over(number: str) -> AnyResponse:
    """Hand it over to another office."""
    office = known(Outside, request.form.get("outside"), what="office")
    to = HandedTo(office, request.form.get("outside_number", ""), request.form.get("text", ""))
    with Attempt() as attempt:
        hand_over_unlisted(db.session(), number, to, actor=current_actor(), now=clock.now())
        return redirect(url_for(".unlisted_case", number=number), code=303)
    return Response(_page(number, wrong=attempt.words), status=attempt.status)


def _page(number: str, *, wrong: str = "") -> str:
    session, scope = db.session(), scope_of(current_actor())
    found = queries.unlisted_by_number(session, number, scope=scope)
    text = request.args.get("q", found.place_name).replace("\0", "")[:60]
    offered = search_restaurants(session, text=text, per_page=OFFERED).rows
    return render_template(
        "cases/desk_unlisted.html",
        found=found,
        wrong=wrong,
        text=text,
        offered=[
            each
            for each in offered
            if scope.covers(station=each.station.code, restaurant=each.code)
        ],
        typed=request.form,
    )
