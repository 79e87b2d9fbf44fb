"""The blueprint `evaluation` of the desk and what its views share."""

from typing import Any

from flask import Blueprint, request

from portal.accounts.access import current_actor
from portal.evaluation.forms import following, words
from portal.evaluation.rules.closing import MAY, Act
from portal.registry.register_file import MOST_BYTES

MOST_FORM_BYTES = 64 * 1024  # beside the file
WITH_FILE = {"evaluation.bring_file"}
bp = Blueprint("evaluation", "portal.evaluation", template_folder="templates")


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the form with a file be as large as that; before anything reads what was sent."""
    if endpoint in WITH_FILE:
        request.max_content_length = MOST_BYTES + MOST_FORM_BYTES


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "following": following, "may": may, "Act": Act}


def may(act: Act) -> bool:
    """Whether who is signed in has a role for `act`."""
    return current_actor().has(MAY[act])
