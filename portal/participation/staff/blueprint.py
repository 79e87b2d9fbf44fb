"""The blueprint `surveys` of the desk and what its views share."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, render_template, request

from portal.accounts.access import current_actor
from portal.accounts.rules import NotAllowed
from portal.extensions import db
from portal.participation.forms import words
from portal.participation.rules.permissions import MAY, Act, WaveRefused
from portal.registry.rules import kitchen_path
from portal.shell.errors import text_of
from portal.shell.forms import Form
from portal.shell.rules import MingchuError

bp = Blueprint("surveys", "portal.participation", template_folder="templates")

Done = TypeVar("Done")


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


def tried(form: Form, act: Callable[[], Done]) -> Done | None:
    """What `act` gives, committed; None, with the form saying why, where a rule refuses it."""
    try:
        done = act()
    except NotAllowed:
        raise
    except MingchuError as error:
        db.session.rollback()
        form.refuse(_field_of(error), text_of(error))
        return None
    db.session.commit()
    return done


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


def _field_of(error: MingchuError) -> str:
    if isinstance(error, WaveRefused):
        return {"until": "last_day"}.get(error.field, error.field)
    return "code" if error.code == "not_found" else ""
