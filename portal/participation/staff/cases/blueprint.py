"""The blueprint `casedesk` and what its views share: words, stores, who reads."""

from typing import Any

from flask import Blueprint, Response, current_app, request

from portal.accounts.access import current_actor
from portal.participation.case_files import CasePictures, ClipStore
from portal.participation.case_kinds import CaseAct
from portal.participation.forms import cases as words
from portal.participation.operations.masking import CaseFiles
from portal.participation.queries.cases import Reader
from portal.participation.rules.cases import reads_insiders, scope_of
from portal.participation.secrecy import SECRECY, Secrecy
from portal.shell import clock
from portal.shell.current import current_settings

MOST_FORM_BYTES = 64 * 1024

bp = Blueprint("casedesk", "portal.participation", template_folder="templates")


@bp.url_value_preprocessor
def _limit(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    request.max_content_length = MOST_FORM_BYTES


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of these pages may ask for."""
    return {"words": words, "Act": CaseAct, "now": clock.now()}


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


def files() -> CaseFiles:
    """Where the files of Cases lie."""
    return CaseFiles(
        CasePictures.under(current_settings().data), ClipStore.under(current_settings().data)
    )


def reader() -> Reader:
    """Who is signed in, as the queries ask."""
    actor = current_actor()
    return Reader(scope_of(actor), reads_insiders(actor), actor.person_id)
