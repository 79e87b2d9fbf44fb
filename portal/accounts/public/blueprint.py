"""The blueprint `accounts`, and how requests without a sign-in are answered."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import route_roles, who
from portal.accounts.corner import is_greeted
from portal.accounts.operations import see_sign_in
from portal.accounts.rules.sign_ins import SEEN_EVERY, SignInNeeded
from portal.extensions import db
from portal.shell import shared_clock
from portal.shell.errors import problem, text_of, wants_json
from portal.shell.forms import typed_words
from portal.shell.refusals import refuse_as
from portal.shell.rules import is_own_path

bp = Blueprint("accounts", "portal.accounts", template_folder="templates")


@bp.app_errorhandler(SignInNeeded)
def ask_to_sign_in(error: SignInNeeded) -> AnyResponse:
    """Show people the sign-in page, and lead them back from it; tell machines 401.

    What somebody wrote into a form cannot be sent again for them: it is shown to be copied.
    """
    refuse_as(error.code)
    if wants_json():
        return problem(error.status, code=error.code, detail=text_of(error))
    if request.method == "GET":
        here = request.script_root + request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=here), code=303)
    kept, back = typed_words(), _page_of_form()
    if not kept:
        return redirect(url_for("accounts.sign_in", next=back), code=303)
    page = render_template("accounts/sign_in.html", login="", back=back, wrong="", kept=kept)
    return Response(page, status=401)


def _page_of_form() -> str | None:
    """The page of this site on which the form stood, None where the browser does not tell."""
    origin, page = urlsplit(request.host_url), urlsplit(request.referrer or "")
    is_ours = (page.scheme, page.netloc) == (origin.scheme, origin.netloc)
    return page.path if is_ours and is_own_path(page.path) else None


@bp.before_app_request
def keep_awake() -> None:
    """Note once a minute that who works here is still here; reading public pages is no work."""
    if not route_roles():
        return
    person, now = who(), shared_clock.now()
    if person is not None and abs(now - person.seen_at) >= SEEN_EVERY:
        see_sign_in(db.session(), person.sign_in_id, person, now=now)
        db.session.commit()  # at once: the view's own transaction begins after it


@bp.after_app_request
def keep_private(response: Response) -> Response:
    """Let nobody store what was made for one person: staff pages, and pages that greet them."""
    if route_roles() or is_greeted():
        response.headers["Cache-Control"] = "no-store"
    return response
