"""The blueprint `register` and what its views share: words, scope, pages of one form."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, may_open
from portal.extensions import db
from portal.registry import queries
from portal.registry.forms import words
from portal.registry.rules import is_code, kitchen_path
from portal.registry.rules.permissions import Act, Place, may, scope_of
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell.forms import Form
from portal.shell.rules import NotFound

bp = Blueprint("register", "portal.registry", template_folder="templates")

MOST_FORM_BYTES = 64 * 1024  # beside the file
WITH_FILE = {"register.ask"}


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the forms with a file be as large as that; before anything reads what was sent."""
    if endpoint in WITH_FILE:
        request.max_content_length = MOST_BYTES + MOST_FORM_BYTES


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "Act": Act, "kitchen_path": kitchen_path, "may_open": may_open}


def restaurant_in_scope(code: str, act: Act) -> queries.Restaurant:
    """The Restaurant of this code with its parts, if who is signed in may do `act` there.

    Raises NotFound where they may not: that it exists is not told.
    """
    found = queries.restaurant_by_code(db.session(), code) if is_code(code) else None
    if found is None or not may(current_actor(), act, place_of(found)):
        raise NotFound("restaurant", code)
    return found


def place_of(restaurant: queries.Restaurant) -> Place:
    """Where a Restaurant is, as permissions ask."""
    return Place(restaurant.station.code, restaurant.code)


def station_choices(act: Act) -> dict[str, str]:
    """The Stations that a form offers to who is signed in: those where they may do `act`."""
    scope = scope_of(current_actor(), act)
    return {
        row.code: words.named(row)
        for row in queries.stations(db.session())
        if scope.covers(station=row.code, restaurant="")
    }


def form_page(form: Form, restaurant: queries.Restaurant | None, **texts: Any) -> Response:  # noqa: ANN401
    """A page of one form: 422 when it was sent and something is wrong with it."""
    page = render_template("registry/form.html", form=form, restaurant=restaurant, **texts)
    return Response(page, status=422 if request.method == "POST" else 200, mimetype="text/html")


def back_to(code: str, done: str) -> Response:
    """To a Restaurant's page, which says what was done."""
    return redirect(url_for("register.restaurant", code=code, done=done), code=303)
