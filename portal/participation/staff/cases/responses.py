"""What a Restaurant says about Cases, and what people say about pictures, for who repairs."""

from datetime import timedelta

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.kinds import RESTAURANT_ROLES, Role
from portal.extensions import db
from portal.participation.case_kinds import CaseAct
from portal.participation.operations.case_steps import Doing
from portal.participation.operations.responding import LONGEST_RESPONSE, respond
from portal.participation.queries import cases as queries
from portal.participation.rules.cases import OFFICERS
from portal.participation.staff.cases.blueprint import bp
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.rules import local_day

SHOWN_FOR = timedelta(days=366)
REPORTS_FOR = timedelta(days=14)


@bp.get("/desk/responses")
@requires(*RESTAURANT_ROLES)
def responses() -> str:
    """The Cases about one's own kitchens that may be responded to; never who sent them."""
    return _page()


@bp.post("/desk/responses/<number>")
@requires(*RESTAURANT_ROLES)
def respond_to(number: str) -> AnyResponse:
    """Respond once, in 500 characters; a moderator looks at it first."""
    text = request.form.get("text", "")
    doing = Doing(CaseAct.RESPOND, current_actor(), clock.now(), text=text)
    with Attempt() as attempt:
        respond(db.session(), number, doing)
        return redirect(url_for(".responses", done=number), code=303)
    page = _page(wrong=attempt.words, number=number, typed=text[:2000])
    return Response(page, status=attempt.status)


@bp.get("/desk/pictures")
@requires(Role.VENDOR, *OFFICERS)
def picture_reports() -> str:
    """What people said to be wrong with pictures: observations, by Camera and day."""
    since = local_day(clock.now()) - REPORTS_FOR
    return render_template(
        "cases/desk_pictures.html",
        rows=queries.picture_reports(db.session(), scope=current_scope(), since=since),
        days=REPORTS_FOR.days,
    )


def _page(*, wrong: str = "", number: str = "", typed: str = "") -> str:
    return render_template(
        "cases/desk_responses.html",
        rows=queries.own_cases(
            db.session(), scope=current_scope(*RESTAURANT_ROLES), since=clock.now() - SHOWN_FOR
        ),
        most=LONGEST_RESPONSE,
        wrong=wrong,
        wrong_number=number,
        typed=typed,
        done=request.args.get("done", ""),
    )
