"""The blueprint `patrols` and what its views share: words, and where Snapshots lie."""

from typing import Any

from flask import Blueprint, request

from portal.accounts.access import current_actor
from portal.patrols.forms import words
from portal.patrols.pictures import SnapshotStore
from portal.patrols.rules.permissions import MAY, Act
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.rules import local_day

bp = Blueprint("patrols", "portal.patrols", template_folder="templates")

MOST_FORM_BYTES = 64 * 1024  # beside the file
WITH_FILE = {"patrols.add_photo"}


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the form with a photograph be as large as that; before anything reads what was sent."""
    if endpoint in WITH_FILE:
        request.max_content_length = MOST_BYTES + MOST_FORM_BYTES


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {
        "words": words,
        "may_do": lambda act: current_actor().has(MAY[act]),
        "Act": Act,
        "today": local_day(clock.now()),
        "done_text": words.DONE.get(request.args.get("done", ""), ""),
    }


def snapshots() -> SnapshotStore:
    """Where Snapshots lie."""
    return SnapshotStore.under(current_settings().data)
