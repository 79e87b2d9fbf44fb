"""How the news of the register reads."""

from flask_babel import lazy_gettext

from portal.notices.forms import Wording, name_kinds
from portal.registry.forms.words import ASKS

_WORDS = {"ask": ASKS}


def register_kinds() -> None:
    """Let notices say what was asked and decided about a Status."""
    name_kinds({
        "status.asked": Wording(
            name=lazy_gettext("Request about a status"),
            title=lazy_gettext("To be decided: %(ask)s, %(restaurant)s"),
            body=lazy_gettext("%(by)s asks for it from %(start)s on. Reason: %(reason)s"),
            words=_WORDS,
        ),
        "calendar.missing": Wording(
            name=lazy_gettext("Holidays missing"),
            title=lazy_gettext("The holidays of %(year)s are not entered"),
            body=lazy_gettext(
                "Deadlines in that year are counted by weekends alone until they are. Whoever runs "
                "the portal enters them by a command; see the guide."
            ),
        ),
        "status.approved": Wording(
            name=lazy_gettext("Request approved"),
            title=lazy_gettext("Approved: %(ask)s, %(restaurant)s"),
            body=lazy_gettext("It holds from %(start)s on."),
            words=_WORDS,
        ),
        "status.refused": Wording(
            name=lazy_gettext("Request refused"),
            title=lazy_gettext("Refused: %(ask)s, %(restaurant)s"),
            body=lazy_gettext("The ground: %(why)s You can ask again with what was missing."),
            words=_WORDS,
        ),
    })  # fmt: skip
