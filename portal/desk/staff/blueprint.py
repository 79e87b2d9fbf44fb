"""The blueprint `desk` and what its views share."""

from flask import Blueprint

from portal.desk import forms
from portal.registry.forms import words
from portal.rounds.forms import faults as conditions

bp = Blueprint("desk", "portal.desk", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "forms": forms, "conditions": conditions}
