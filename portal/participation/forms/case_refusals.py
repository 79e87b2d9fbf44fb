"""Why something about a Case is refused, in the reader's language, and at which field."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.participation.forms.cases import STATES
from portal.participation.operations.following import ClipsFull
from portal.participation.operations.masking import BoxUnfit
from portal.participation.operations.responding import AlreadyResponded, ResponseTooLong
from portal.participation.operations.working import MergeUnfit, OutsideNumberMissing
from portal.participation.rules.cases import (
    AlreadyReopened,
    CaseActUnfit,
    CaseChanged,
    CaseTextMissing,
    EditOver,
    OwnCase,
    SecondPersonNeeded,
)
from portal.participation.rules.codes import CaseUnknown, CodeMistyped
from portal.participation.rules.intake import (
    LEAST_TEXT,
    LONGEST_ADDRESS,
    LONGEST_CLAIM,
    LONGEST_NAME,
    LONGEST_TEXT,
    CasesBusy,
    CaseWorkNeeded,
    CaseWorkRefused,
    IntakeFault,
    IntakeRefused,
    PictureUsed,
    TooQuick,
)
from portal.participation.rules.unlisted import (
    LONGEST_PLACE,
    LONGEST_PLACE_ADDRESS,
    AttachUnfit,
    UnlistedBusy,
    UnlistedDecided,
)
from portal.shell.errors import says
from portal.shell.rules import MingchuError

MISSING: dict[str, LazyString] = {
    "text": lazy_gettext("Please write what you saw."),
    "claim": lazy_gettext("Please write what you ask for."),
    "name": lazy_gettext("Please write your name."),
    "phone": lazy_gettext("Please write a telephone number at which we can reach you."),
    "address": lazy_gettext("Please write your address."),
    "camera": lazy_gettext("Please choose a camera."),
    "category": lazy_gettext("Please choose what it is about."),
}
MISSING |= {
    "place_name": lazy_gettext("Please write the name of the restaurant."),
    "place_address": lazy_gettext("Please write where it is."),
}
LONGEST = {
    "place_name": LONGEST_PLACE,
    "place_address": LONGEST_PLACE_ADDRESS,
    "text": LONGEST_TEXT,
    "claim": LONGEST_CLAIM,
    "name": LONGEST_NAME,
    "address": LONGEST_ADDRESS,
}

TEXTS: dict[type[MingchuError], Callable[[Any], str]] = {
    CaseActUnfit: lambda error: _(
        "The case is now “%(state)s”, so this cannot be done any more. Nothing was changed.",
        state=STATES[error.state],
    ),
    CaseChanged: lambda _error: _(
        "Somebody changed this case while your form was open. What you wrote stands below: "
        "please look at the case again, then send it once more."
    ),
    AlreadyReopened: lambda _error: _(
        "This case was reopened once already. Please send a new one, or call the hotline."
    ),
    EditOver: lambda _error: _(
        "The ten minutes in which you can change your words are over. Please add what is missing."
    ),
    CaseTextMissing: lambda _error: _("Please write a few words; the other side reads them."),
    OwnCase: lambda _error: _(
        "This is a restaurant of your own, so somebody else must act on this case."
    ),
    SecondPersonNeeded: lambda _error: _(
        "Two persons delete a case: one asks for it, another one does it."
    ),
    CodeMistyped: lambda _error: _(
        "One digit of the code is not right. It has 17 digits; please read it off once more."
    ),
    CaseUnknown: lambda _error: _(
        "There is no case with this number and this code. Please check both."
    ),
    CasesBusy: lambda _error: _(
        "Much has been sent about this restaurant just now, so nothing more is taken for an hour. "
        "What you wrote is kept on this page. If it is urgent, please call."
    ),
    CaseWorkNeeded: lambda _error: _(
        "From browsers without scripts only a few messages an hour are taken about one restaurant. "
        "What you wrote is kept on this page: please send it once more with scripts switched on, "
        "or in an hour. If it is urgent, please call."
    ),
    CaseWorkRefused: lambda _error: _(
        "The unseen check of your browser was too old. Nothing is lost: please send it once more."
    ),
    TooQuick: lambda _error: _("Please look at what you wrote once more, then send it."),
    PictureUsed: lambda _error: _("A photograph has expired. Please add it again."),
    IntakeRefused: lambda _error: _("Please correct what is marked."),
    OutsideNumberMissing: lambda _error: _(
        "Please write the number that the other office gave the case."
    ),
    UnlistedBusy: lambda _error: _(
        "Much has been sent just now, so nothing more is taken for an hour. What you wrote is kept "
        "on this page. If it is urgent, please call."
    ),
    UnlistedDecided: lambda _error: _(
        "Somebody has decided about this message already. Nothing was changed."
    ),
    AttachUnfit: lambda _error: _(
        "Please choose a restaurant of your own part of the register, or ask the bureau."
    ),
    MergeUnfit: lambda _error: _(
        "Please give the number of another open case about the same restaurant."
    ),
    ResponseTooLong: lambda error: _(
        "Please write 500 characters at most; these are %(length)s.", length=error.length
    ),
    AlreadyResponded: lambda _error: _("You have responded to this case already."),
    BoxUnfit: lambda _error: _(
        "Please give boxes as four figures from 0 to 100: left, top, right, bottom."
    ),
    ClipsFull: lambda _error: _("Five clips are secured for this case; more are not taken."),
}


def fault_text(field: str, fault: IntakeFault) -> str:
    """What is wrong with a field of a citizen's form."""
    if fault is IntakeFault.MISSING:
        return str(MISSING[field])
    if fault is IntakeFault.TOO_LONG:
        return str(_("Please write %(most)s characters at most.", most=LONGEST[field]))
    return str(_FAULTS[fault])


_FAULTS: dict[IntakeFault, LazyString] = {
    IntakeFault.TOO_SHORT: lazy_gettext(
        "Please write a little more: %(least)s characters at least.", least=LEAST_TEXT
    ),
    IntakeFault.IN_FUTURE: lazy_gettext("Please give a time that has passed."),
    IntakeFault.TOO_OLD: lazy_gettext("This is more than three years ago, which we cannot take."),
    IntakeFault.NO_PHONE: lazy_gettext("Please write the telephone number in digits."),
    IntakeFault.UNPRINTABLE: lazy_gettext(
        "This holds characters that cannot be shown. Please type it again."
    ),
    IntakeFault.NO_DATE: lazy_gettext("This is no date; write it like 2026-03-01."),
}


def register_case_texts() -> None:
    """Say in the reader's language what errors about Cases mean."""
    for kind, text in TEXTS.items():
        says(kind, text)
