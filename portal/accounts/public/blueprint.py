"""The blueprint `accounts`, and how requests without a sign-in are answered."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import route_roles, who
from portal.accounts.corner import is_greeted
from portal.accounts.operations import see_sign_in
from portal.accounts.rules.sign_ins import SEEN_EVERY, SignInNeeded
from portal.extensions import db
from portal.shell import clock
from portal.shell.errors import problem, text_of, wants_json

bp = Blueprint("accounts", "portal.accounts", template_folder="templates")


@bp.app_errorhandler(SignInNeeded)
def ask_to_sign_in(error: SignInNeeded) -> AnyResponse:
    """Show people the sign-in page, and lead them back from it; tell machines 401."""
    if wants_json():
        return problem(error.status, code=error.code, detail=text_of(error))
    is_page = request.method == "GET"  # what a form held cannot be sent again for them
    here = request.script_root + request.full_path.rstrip("?") if is_page else None
    return redirect(url_for("accounts.sign_in", next=here), code=303)


@bp.before_app_request
def keep_awake() -> None:
    """Note once a minute that who works here is still here; reading public pages is no work."""
    if not route_roles():
        return
    person, now = who(), clock.now()
    if person is not None and now - person.seen_at >= SEEN_EVERY:
        see_sign_in(db.session(), person.sign_in_id, now=now)
        db.session.commit()  # at once: the view's own transaction begins after it


@bp.after_app_request
def keep_private(response: Response) -> Response:
    """Let nobody store what was made for one person: staff pages, and pages that greet them."""
    if route_roles() or is_greeted():
        response.headers["Cache-Control"] = "no-store"
    return response
