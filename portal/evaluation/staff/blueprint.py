"""The blueprint `evaluation` of the desk and what its views share."""

from flask import Blueprint

from portal.accounts.access import current_actor
from portal.evaluation.forms import following, words
from portal.evaluation.rules.closing import MAY, Act

bp = Blueprint("evaluation", "portal.evaluation", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "following": following, "may": may, "Act": Act}


def may(act: Act) -> bool:
    """Whether who is signed in has a role for `act`."""
    return current_actor().has(MAY[act])
