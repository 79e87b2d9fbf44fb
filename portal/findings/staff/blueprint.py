"""The blueprint `findings` and what its views share: words, files that come along."""

from typing import Any

from flask import Blueprint, request

from portal.findings.forms import words
from portal.findings.kinds import FindingAct
from portal.findings.pictures import MOST_PHOTOS, FindingPictures
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell import clock
from portal.shell.current import current_settings

bp = Blueprint("findings", "portal.findings", template_folder="templates")

MOST_FORM_BYTES = 64 * 1024  # beside the files
WITH_FILES = {"findings.do", "findings.new"}


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the forms with photographs be as large as those; before anything reads what was sent."""
    if endpoint in WITH_FILES:
        request.max_content_length = MOST_PHOTOS * MOST_BYTES + MOST_FORM_BYTES


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "Act": FindingAct, "now": clock.now()}


def pictures() -> FindingPictures:
    """Where the pictures about Findings lie."""
    return FindingPictures.under(current_settings().data)
