"""The blueprint `notices` and what its views share."""

from flask import Blueprint

from portal.accounts.access import current_actor
from portal.accounts.rules import SignInNeeded
from portal.notices import forms
from portal.shell.cipher import Cipher
from portal.shell.current import current_settings

bp = Blueprint("notices", "portal.notices", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": forms}


def cipher() -> Cipher:
    """What addresses and keys are encrypted with."""
    return Cipher(current_settings().notice_encryption_keys())


def own_number() -> int:
    """The number of who is signed in."""
    person_id = current_actor().person_id
    if person_id is None:
        raise SignInNeeded
    return person_id
