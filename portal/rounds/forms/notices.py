"""How the news of the rounds reads."""

from flask_babel import lazy_gettext

from portal.notices.forms import Wording, name_kinds
from portal.rounds.forms.faults import CODES

_WORDS = {"code": CODES}


def register_kinds() -> None:
    """Let notices say what fails and what works again."""
    name_kinds({
        "fault.opened": Wording(
            name=lazy_gettext("Fault opened"),
            title=lazy_gettext("New fault at %(restaurant)s: %(devices)s"),
            body=lazy_gettext("%(code)s since %(since)s. To be repaired by %(due)s."),
            words=_WORDS,
        ),
        "fault.repaired": Wording(
            name=lazy_gettext("Fault repaired"),
            title=lazy_gettext("Works again at %(restaurant)s: %(devices)s"),
            body=lazy_gettext("It was out of order from %(since)s on."),
            words=_WORDS,
        ),
        "equipment.fails": Wording(
            name=lazy_gettext("Own equipment fails"),
            title=lazy_gettext("Your restaurant shows no proper picture: %(devices)s"),
            body=lazy_gettext(
                "%(code)s since %(since)s. Please check power, network, and that nothing hangs "
                "before the lens. The vendor was told."
            ),
            words=_WORDS,
        ),
        "equipment.works": Wording(
            name=lazy_gettext("Own equipment works again"),
            title=lazy_gettext("Your restaurant is seen again: %(devices)s"),
            body=lazy_gettext("Nothing is to be done."),
            words=_WORDS,
        ),
    })  # fmt: skip
