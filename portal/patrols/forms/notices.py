"""How the news of patrols reads."""

from flask_babel import lazy_gettext

from portal.notices.forms import Wording, name_kinds
from portal.patrols.forms.words import WAYS

_WORDS = {"way": WAYS}


def register_kinds() -> None:
    """Let notices say which patrol is to be made, and which is overdue."""
    name_kinds({
        "patrol.given": Wording(
            name=lazy_gettext("Patrol to be made"),
            title=lazy_gettext("Patrol %(number)s is to be made from %(first)s to %(last)s"),
            body=lazy_gettext("%(way)s, %(station)s. Restaurants to visit: %(visits)s."),
            words=_WORDS,
        ),
        "patrol.overdue": Wording(
            name=lazy_gettext("Patrol overdue"),
            title=lazy_gettext("Patrol %(number)s is overdue since %(last)s"),
            body=lazy_gettext(
                "%(station)s. Restaurants not visited: %(visits)s. Visits can still be made; what "
                "cannot be made is dropped with a reason."
            ),
            words=_WORDS,
        ),
    })  # fmt: skip
