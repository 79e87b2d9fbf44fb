"""The blueprint `patrols` and what its views share: words, how an act is tried."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, request

from portal.accounts.access import current_actor
from portal.accounts.rules import NotAllowed
from portal.extensions import db
from portal.patrols.forms import words
from portal.patrols.pictures import SnapshotStore
from portal.patrols.rules.permissions import MAY, Act
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.errors import text_of
from portal.shell.rules import MingchuError, NotFound, local_day

bp = Blueprint("patrols", "portal.patrols", template_folder="templates")

Done = TypeVar("Done")
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


def tried(act: Callable[[], Done]) -> tuple[Done | None, MingchuError | None]:
    """What `act` gives, committed, and no error; or nothing, and why a rule refuses it."""
    try:
        done = act()
    except (NotAllowed, NotFound):
        raise
    except MingchuError as error:
        db.session.rollback()
        return None, error
    db.session.commit()
    return done, None


def said(error: MingchuError | None) -> str:
    """The words of an error, none for none."""
    return "" if error is None else text_of(error)
