"""The blueprint `surveys` of the desk and what its views share."""

from flask import Blueprint, Response, render_template, request

from portal.accounts.access import current_actor
from portal.participation.forms import words
from portal.participation.rules.permissions import MAY, Act
from portal.registry.rules import kitchen_path
from portal.shell.forms import Form

bp = Blueprint("surveys", "portal.participation", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "may": may, "Act": Act, "kitchen_path": kitchen_path}


@bp.after_request
def _never_kept(response: Response) -> Response:
    """Pages of the desk are kept nowhere."""
    response.headers["Cache-Control"] = "no-store"
    return response


def may(act: Act) -> bool:
    """Whether who is signed in has a role for `act`, somewhere."""
    return current_actor().has(MAY[act])


def form_page(
    form: Form, *, title: str, button: str, back: str, lead: str = "", done: str = ""
) -> Response:
    """A page of one form: 422 when it was sent and something is wrong with it."""
    page = render_template(
        "participation/desk_form.html",
        form=form,
        title=title,
        button=button,
        back=back,
        lead=lead,
        done=done,
    )
    return Response(page, status=422 if request.method == "POST" else 200, mimetype="text/html")
