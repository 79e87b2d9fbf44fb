"""Why something about a Finding is refused, in the reader's language."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from portal.findings.forms.words import STATES, ZONES
from portal.findings.rules.clocks import DueUnlikely
from portal.findings.rules.opening import ForeignCamera, SeenUnlikely, ZoneUnfit
from portal.findings.rules.publication import DecidedAlready, NotPublic, WordsMissing
from portal.findings.rules.workflow import (
    ActUnfit,
    AlreadyAppealed,
    ChangedMeanwhile,
    ExtensionPending,
    OwnConfirmation,
    OwnFinding,
    PhotoMissing,
    TextMissing,
)
from portal.shell import filters
from portal.shell.errors import says
from portal.shell.rules import MingchuError

TEXTS: dict[type[MingchuError], Callable[[Any], str]] = {
    ActUnfit: lambda error: _(
        "The finding is now “%(state)s”, so this cannot be done any more. Nothing was changed.",
        state=STATES[error.state],
    ),
    ChangedMeanwhile: lambda error: _(
        "%(by)s changed this finding at %(at)s, while your form was open. What you wrote stands "
        "below: please look at the finding again, then send it once more.",
        by=error.by,
        at=filters.moment(error.at),
    ),
    OwnConfirmation: lambda _error: _(
        "You confirmed this finding yourself, so a second officer must decide about the appeal."
    ),
    OwnFinding: lambda _error: _(
        "This is a restaurant of your own, so somebody else must act as its officer."
    ),
    AlreadyAppealed: lambda _error: _(
        "An appeal against this finding was decided already. Please write an answer instead."
    ),
    ExtensionPending: lambda error: (
        _("More time is asked for already and waits for a decision.")
        if error.is_pending
        else _("Nobody asks for more time any more. Please look at the finding again.")
    ),
    TextMissing: lambda _error: _("Please write a few words; the other side reads them."),
    PhotoMissing: lambda _error: _("Please add a photograph of how it is now."),
    DueUnlikely: lambda _error: _(
        "Please give a day that lies after the present due time, and 30 days later at most."
    ),
    ZoneUnfit: lambda error: _(
        "This class does not exist in the zone “%(zone)s”. Please choose another class or zone.",
        zone=ZONES[error.zone],
    ),
    SeenUnlikely: lambda _error: _(
        "Please give a moment that is not in future and not more than a year back."
    ),
    ForeignCamera: lambda _error: _(
        "This camera belongs to another restaurant. Please choose one of its own."
    ),
    WordsMissing: lambda _error: _("Please write what was decided, as the public will read it."),
    NotPublic: lambda _error: _("This finding is not public, so there is nothing to take back."),
    DecidedAlready: lambda _error: _(
        "This finding is public already. Take the record back before you decide anew."
    ),
}


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    for kind, text in TEXTS.items():
        says(kind, text)
