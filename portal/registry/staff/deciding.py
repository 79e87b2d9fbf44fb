"""The queue of what was asked, and deciding about it."""

from flask import Response as FileResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.rules import NotAllowed
from portal.extensions import db
from portal.registry import operations, queries
from portal.registry.forms.fields import DecisionForm
from portal.registry.forms.lists import request_cells, request_header
from portal.registry.forms.words import REQUEST_STATES
from portal.registry.kinds import RequestState
from portal.registry.rules.permissions import MAY, Act, OwnRequest, OwnRestaurant, check_decision
from portal.registry.staff.blueprint import bp, place_of
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import member, page_number
from portal.shell.errors import text_of
from portal.shell.exports import list_file
from portal.shell.rules import NotFound, local_day

ALL_REQUESTS = 1_000_000  # in one file


@bp.get("/desk/register/requests")
@requires(*MAY[Act.READ])
def status_requests() -> str:
    """What was asked about Restaurants within the scope, the pending ones unless others asked."""
    state = _state()
    found = queries.status_requests(
        db.session(),
        scope=current_scope(),
        state=state,
        page=page_number(request.args.get("page")),
    )
    return render_template(
        "registry/requests.html",
        found=found,
        state=state,
        states=REQUEST_STATES,
        today=local_day(clock.now()),
        local_day=local_day,
        address=lambda page: url_for(".status_requests", state=state, page=page),
    )


@bp.get("/desk/register/requests.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def status_requests_file(kind: str) -> FileResponse:
    """The same list as a file, all pages of it."""
    found = queries.status_requests(
        db.session(), scope=current_scope(), state=_state(), per_page=ALL_REQUESTS
    )
    return list_file(
        kind,
        "requests",
        header=request_header(),
        rows=request_cells(found.rows),
        day=local_day(clock.now()),
    )


@bp.get("/desk/register/requests/<int:request_id>")
@requires(*MAY[Act.READ])
def status_request(request_id: int) -> str:
    """One request, with what speaks for it; the decision stands below."""
    return _page(_request(request_id), DecisionForm())


@bp.post("/desk/register/requests/<int:request_id>")
@requires(*(MAY[Act.DECIDE_SUSPENSION] | MAY[Act.DECIDE_CHANGE]))
def decide(request_id: int) -> str | tuple[str, int] | Response:
    """Grant or refuse a request."""
    _request(request_id)
    form = DecisionForm()
    decision = request.form.get("decision", "")
    if form.validate_on_submit() and decision in {"approve", "refuse"}:
        with Attempt(form):
            operations.decide(
                db.session(), request_id, is_granted=decision == "approve",
                why=form.why.data or "", actor=current_actor(), now=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".status_request", request_id=request_id), code=303)
    return _page(_request(request_id), form), 422


@bp.post("/desk/register/requests/<int:request_id>/withdraw")
@requires(*(MAY[Act.ASK_SUSPENSION] | MAY[Act.ASK_CHANGE]))
def withdraw(request_id: int) -> Response:
    """Take back a request of one's own."""
    _request(request_id)
    operations.withdraw(db.session(), request_id, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".status_request", request_id=request_id), code=303)


def _state() -> RequestState:
    """The state that is asked for; that of the queue where none is."""
    asked = request.args.get("state", "")
    return member(RequestState, asked) or RequestState.PENDING


def _request(request_id: int) -> queries.StatusRequest:
    """The request of this number, if it lies within the scope. Raises NotFound."""
    found = queries.request_by_id(db.session(), request_id, scope=current_scope())
    if found is None:
        raise NotFound("request", str(request_id))
    return found


def _page(row: queries.StatusRequest, form: DecisionForm) -> str:
    actor, place = current_actor(), place_of(row.restaurant)
    obstacle = None
    try:
        check_decision(actor, row.ask, place, asked_by=row.asked_by_id)
    except (NotAllowed, OwnRequest, OwnRestaurant) as error:
        obstacle = error
    is_pending = row.state is RequestState.PENDING
    explained = isinstance(obstacle, OwnRequest | OwnRestaurant)
    return render_template(
        "registry/request.html",
        row=row,
        form=form,
        wish=operations.wish_of(row),
        may_decide=is_pending and obstacle is None,
        obstacle=text_of(obstacle) if obstacle is not None and is_pending and explained else "",
        may_withdraw=is_pending and row.asked_by_id == actor.person_id,
        may_read_proof=actor.has(MAY[Act.READ_PROOF]),
    )
