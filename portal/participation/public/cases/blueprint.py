"""The blueprint `cases` and what its views share: secrets, stores, who may open a case."""

from typing import Any

from flask import Blueprint, Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from portal.extensions import db
from portal.live.files import Roots
from portal.participation.case_files import CasePictures, ClipStore
from portal.participation.forms import cases as words
from portal.participation.operations.following import Footage
from portal.participation.queries import cases as queries
from portal.participation.rules.codes import is_key
from portal.participation.rules.intake import MOST_PICTURES
from portal.participation.secrecy import SECRECY, Secrecy
from portal.registry.queries import Restaurant, restaurant_by_code
from portal.registry.rules import is_code, kitchen_path
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.rules import NotFound
from portal.shell.stamping import stamped

PASS_SECONDS = 3600  # for which number and code open a case
MOST_FORM_BYTES = 256 * 1024  # beside the files
WITH_FILES = {"cases.tell", "cases.act"}

bp = Blueprint("cases", "portal.participation", template_folder="templates")


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the forms with photographs be as large as those; before anything reads what was sent."""
    if endpoint in WITH_FILES:
        request.max_content_length = MOST_PICTURES * MOST_BYTES + MOST_FORM_BYTES


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of these pages may ask for."""
    return {"words": words, "kitchen_path": kitchen_path, "now": clock.now()}


@bp.after_request
def _for_nobody_else(response: Response) -> Response:
    """Nobody keeps these pages, and no other site hears their addresses."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def secrecy() -> Secrecy:
    """The portal's own secrets about Cases."""
    found: Secrecy = current_app.extensions[SECRECY]
    return found


def pictures() -> CasePictures:
    """Where the pictures of Cases lie."""
    return CasePictures.under(current_settings().data)


def footage() -> Footage:
    """Where what Cameras show lies, and clips of it are kept."""
    return Footage(Roots.of(current_settings()), ClipStore.under(current_settings().data))


def restaurant(code: str) -> Restaurant:
    """The Restaurant of this code with Station and Cameras. Raises NotFound."""
    found = restaurant_by_code(db.session(), code) if is_code(code) else None
    if found is None:
        raise NotFound("restaurant", code)
    return found


def place_of(code: str) -> Restaurant:
    """The Restaurant of this code alone, by one statement. Raises NotFound."""
    found = queries.place_by_code(db.session(), code) if is_code(code) else None
    if found is None:
        raise NotFound("restaurant", code)
    return found


def signer(purpose: str) -> URLSafeSerializer:
    """Signs what a form carries along, for one purpose."""
    return URLSafeSerializer(secrecy().secret, salt=f"case {purpose}")


def pass_for(case_id: int) -> str:
    """What opens a case for an hour, given to who knew its number and code."""
    return str(_passes().dumps(case_id))


def opened(opener: str) -> int:
    """The case behind a secret link, or behind an hour's pass. Raises NotFound."""
    if is_key(opener):
        found = queries.case_id_by_link(db.session(), opener)
    else:
        try:
            found = int(_passes().loads(opener, max_age=PASS_SECONDS))
        except (BadSignature, TypeError, ValueError):
            found = None
    if found is None:
        raise NotFound("case", "")
    return found


def unlisted_pass(unlisted_id: int) -> str:
    """What opens a message about an unlisted business for an hour."""
    return str(_passes("unlisted pass").dumps(unlisted_id))


def read_unlisted_pass(opener: str) -> int | None:
    """The message that such a pass opens, None where it is none or has expired."""
    try:
        return int(_passes("unlisted pass").loads(opener, max_age=PASS_SECONDS))
    except (BadSignature, TypeError, ValueError):
        return None


def _passes(salt: str = "case pass") -> URLSafeTimedSerializer:
    return stamped(secrecy().secret, salt=salt)
