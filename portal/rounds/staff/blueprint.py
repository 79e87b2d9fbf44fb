"""The blueprint `rounds` and what its views share: words, settings, who may write."""

from flask import Blueprint, current_app

from portal.accounts.access import current_actor
from portal.accounts.kinds import Role
from portal.rounds.forms import faults as words
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.desk import SUPERVISORS
from portal.settings import Settings
from portal.shell import clock

bp = Blueprint("rounds", "portal.rounds", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for."""
    return {
        "words": words,
        "may_repair": may_repair,
        "may_supervise": may_supervise,
        "now": clock.now(),
    }


def may_repair() -> bool:
    """Whether who is signed in works on Faults, and does not only watch."""
    return current_actor().has([Role.VENDOR])


def may_supervise() -> bool:
    """Whether who is signed in answers for what Cameras show."""
    return current_actor().has(SUPERVISORS)


def settings() -> Settings:
    """The portal's settings."""
    found: Settings = current_app.config["MINGCHU"]
    return found


def pictures() -> PictureStore:
    """Where the unprotected pictures of Faults lie."""
    return PictureStore.under(settings().data)
