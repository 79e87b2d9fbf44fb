"""The blueprint `participation` and what its views share."""

from hashlib import sha256

from flask import Blueprint, Response

from portal.extensions import db
from portal.participation.forms import words
from portal.participation.operations import Secrets
from portal.participation.queries import answering as queries
from portal.participation.scans import write_after
from portal.registry.queries import Restaurant
from portal.registry.rules import is_code, kitchen_path
from portal.shell.current import current_settings
from portal.shell.rules import NotFound

bp = Blueprint("participation", "portal.participation", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "kitchen_path": kitchen_path}


@bp.after_request
def _always_fresh(response: Response) -> Response:
    """Nobody else may keep a page, and scans are written once it has gone out."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return write_after(response)


def secrets() -> Secrets:
    """The keys of this floor, made of the portal's own."""
    return Secrets(slips=derived("slips"))


def derived(purpose: str) -> str:
    """A key for one purpose, from which the portal's own cannot be told."""
    return sha256(
        f"participation {purpose} {current_settings().signing_key()}".encode()
    ).hexdigest()


def restaurant(code: str) -> Restaurant:
    """The Restaurant of this code with its Station. Raises NotFound."""
    found = queries.restaurant_asked_about(db.session(), code) if is_code(code) else None
    if found is None:
        raise NotFound("restaurant", code)
    return found
