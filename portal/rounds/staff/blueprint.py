"""The blueprint `rounds` and what its views share: words, who may write."""

from flask import Blueprint

from portal.accounts.access import current_actor
from portal.accounts.kinds import Role
from portal.rounds.forms import faults as words
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.desk import SUPERVISORS
from portal.shell import clock
from portal.shell.current import current_settings

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


def pictures() -> PictureStore:
    """Where the unprotected pictures of Faults lie."""
    return PictureStore.under(current_settings().data)
