"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.participation.forms.words import DOUBTS, MODES


def register_acts() -> None:
    """Let the audit page say in words what is done about surveys."""
    name_acts(
        {
            "aside.appealed": lazy_gettext("Objection to answers set aside"),
            "aside.released": lazy_gettext("Answers set aside count after all"),
            "aside.upheld": lazy_gettext("Answers stay set aside"),
            "display_key.renewed": lazy_gettext("New address for a display's code"),
            "remarks.exported": lazy_gettext("Remarks saved as a file"),
            "slips.printed": lazy_gettext("Slips printed"),
            "survey.committed": lazy_gettext("Survey planned, seed committed"),
            "survey.drawn": lazy_gettext("Survey drawn"),
            "survey.closed": lazy_gettext("Survey closed, seed published"),
            "survey.answer_entered": lazy_gettext("Answer entered from paper or telephone"),
            "survey.slot_noted": lazy_gettext("Invitations of a survey noted"),
        },
        subjects={
            "survey": lazy_gettext("survey"),
            "remark": lazy_gettext("remark"),
            "remark list": lazy_gettext("list of remarks"),
            "aside": lazy_gettext("answers set aside"),
        },
        facts={
            "number": lazy_gettext("number"),
            "until": lazy_gettext("until"),
            "commitment": lazy_gettext("commitment"),
            "frame": lazy_gettext("frame"),
            "restaurants": lazy_gettext("restaurants"),
            "invited": lazy_gettext("invited"),
            "refused": lazy_gettext("refused"),
            "mode": lazy_gettext("taken down"),
        },
        values={
            "reason": DOUBTS,
            "mode": MODES,
        },
    )
