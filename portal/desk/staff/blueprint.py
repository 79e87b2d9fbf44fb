"""The blueprint `desk` and what its views share."""

from flask import Blueprint, current_app

from portal.desk import forms
from portal.registry.forms import words
from portal.rounds.forms import faults as conditions
from portal.settings import Settings

bp = Blueprint("desk", "portal.desk", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {"words": words, "forms": forms, "conditions": conditions}


def settings() -> Settings:
    """The portal's settings."""
    found: Settings = current_app.config["MINGCHU"]
    return found
