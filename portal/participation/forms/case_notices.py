"""How notices about Cases read."""

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.notices.forms.kinds import Wording, name_kinds
from portal.participation.case_kinds import Category
from portal.participation.forms.cases import category_text
from portal.participation.rules import case_texts

_ABOUT = lazy_gettext("About: %(category)s. To be done by %(due)s.")
_TEXTS: dict[str, tuple[LazyString, LazyString]] = {
    "case.received": (
        lazy_gettext("Message received"),
        lazy_gettext("%(restaurant)s: message %(number)s has come in"),
    ),
    "case.unlisted": (
        lazy_gettext("Message about an unlisted business"),
        lazy_gettext("“%(place)s” is not in the register: message %(number)s has come in"),
    ),
    "case.added": (
        lazy_gettext("Sender added something"),
        lazy_gettext("%(restaurant)s: the sender of %(number)s added something"),
    ),
    "case.reopened": (
        lazy_gettext("Message reopened"),
        lazy_gettext("%(restaurant)s: the sender of %(number)s says it is not solved"),
    ),
    "case.time_50": (
        lazy_gettext("Half the time is over"),
        lazy_gettext("%(restaurant)s: half the time for %(number)s is over"),
    ),
    "case.time_80": (
        lazy_gettext("Most of the time is over"),
        lazy_gettext("%(restaurant)s: four fifths of the time for %(number)s are over"),
    ),
    "case.time_100": (
        lazy_gettext("Message overdue"),
        lazy_gettext("%(restaurant)s: message %(number)s is overdue"),
    ),
    "case.time_150": (
        lazy_gettext("Message long overdue"),
        lazy_gettext("%(restaurant)s: message %(number)s is now marked overdue for its sender"),
    ),
    "case.response_waits": (
        lazy_gettext("Response to moderate"),
        lazy_gettext("%(restaurant)s responded to %(number)s; please look at it"),
    ),
    "case.about_you": (
        lazy_gettext("Message about your restaurant"),
        lazy_gettext("A message about %(restaurant)s is being handled; you may respond once"),
    ),
}

_SHORT: dict[str, tuple[LazyString, LazyString]] = {
    case_texts.RECEIVED: (
        lazy_gettext("Text: complaint received"),
        # i18n: SMS to a citizen, 60 characters at most; the secret code is never in it
        lazy_gettext("Your complaint %(number)s is in. By %(due)s you hear whether we take it up."),
    ),
    case_texts.JOINED: (
        lazy_gettext("Text: complaint added to another"),
        lazy_gettext("Your complaint %(number)s is in; it is added to one about the same."),
    ),
    case_texts.PROMISED: (
        lazy_gettext("Text: date promised"),
        lazy_gettext("Your complaint %(number)s is taken up. You have an answer by %(due)s."),
    ),
    case_texts.ASKED: (
        lazy_gettext("Text: asked for more"),
        lazy_gettext(
            "We need something from you about %(number)s. Until you answer, its time stands still."
        ),
    ),
    case_texts.ANSWERED: (
        lazy_gettext("Text: there is a reply"),
        lazy_gettext("There is a reply to your complaint %(number)s."),
    ),
    case_texts.DECIDED: (
        lazy_gettext("Text: complaint closed"),
        lazy_gettext("Your complaint %(number)s is answered and closed. Please read why."),
    ),
    case_texts.REOPENED: (
        lazy_gettext("Text: complaint reopened"),
        lazy_gettext("Your complaint %(number)s is reopened. You hear from us by %(due)s."),
    ),
}


def register_case_kinds() -> None:
    """Let notices about Cases read so."""
    names = {each.value: LazyString(category_text, each) for each in Category}
    name_kinds(
        {
            kind: Wording(name=name, title=title, body=_ABOUT, words={"category": names})
            for kind, (name, title) in _TEXTS.items()
        }
    )
    name_kinds(
        {
            kind: Wording(name=name, title=short, body=short, short=short)
            for kind, (name, short) in _SHORT.items()
        }
    )
