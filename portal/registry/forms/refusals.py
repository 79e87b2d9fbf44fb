"""Why the register refuses something, in the reader's language."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from portal.registry.forms.clocks import calendar_refused_text, term_unknown_text
from portal.registry.forms.importing import PROBLEMS
from portal.registry.forms.words import ASKS, REQUEST_STATES, status_word
from portal.registry.rules import AddressRefused, HoursInvalid, StatusTooEarly, SuspensionUnapproved
from portal.registry.rules.clocks import TermUnknown
from portal.registry.rules.coverage import CostUnlikely
from portal.registry.rules.dated_hours import HoursUnreasoned
from portal.registry.rules.equipment import CameraRetired, DayUnfit
from portal.registry.rules.permissions import OwnRequest, OwnRestaurant
from portal.registry.rules.privacy import ProtectionUnfit
from portal.registry.rules.proofs import MOST_BYTES, ProofRefused
from portal.registry.rules.requests import (
    AlreadyAsked,
    AlreadyDecided,
    MomentUnlikely,
    NotYours,
    PlaceMissing,
    ReasonMissing,
    StatusUnfit,
    WhyMissing,
)
from portal.registry.rules.restaurants import FirstStatusUnfit, LicenceTaken
from portal.registry.rules.status import SuspensionOverlaps
from portal.registry.rules.working_days import CalendarRefused
from portal.shell import filters
from portal.shell.errors import says
from portal.shell.rules import MingchuError

Text = Callable[[Any], str]


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    for kind, text in TEXTS.items():
        says(kind, text, field=FIELDS.get(kind, ""))


def _status_unfit(error: StatusUnfit) -> str:
    text: str = _(
        "“%(ask)s” does not fit: at that moment the restaurant is “%(status)s”. Please check the "
        "dates and the status history.",
        ask=ASKS[error.ask],
        status=status_word(error.standing),
    )
    return text


def _moment_unlikely(error: MomentUnlikely) -> str:
    if error.field == "ends_at":
        text: str = _("The end must come after the beginning, and within a year.")
        return text
    return str(_("This day lies more than a year ahead. Please check it."))


def _proof_refused(error: ProofRefused) -> str:
    texts = {
        "size": _(
            "The file is empty or larger than %(most)s MB. Please send a smaller one.",
            most=MOST_BYTES // 1024**2,
        ),
        "kind": _("This kind of file cannot be kept. Please send a JPEG, PNG, WebP or PDF file."),
        "photo": _("Please send a photograph: a JPEG, PNG or WebP file."),
        "broken": _("This picture cannot be read. Please take or scan it again."),
    }
    return str(texts[error.fault])


TEXTS: dict[type[MingchuError], Text] = {
    AddressRefused: lambda error: str(PROBLEMS[error.fault]),
    ProtectionUnfit: lambda error: str(PROBLEMS[error.fault]),
    HoursInvalid: lambda error: str(PROBLEMS[error.fault]) % {"part": error.part},
    HoursUnreasoned: lambda _error: _(
        "This day is over, so past online rates would change. Please write why, or give today."
    ),
    StatusTooEarly: lambda error: _(
        "Another status is recorded from %(moment)s on; this one must begin later.",
        moment=filters.moment(error.since),
    ),
    SuspensionUnapproved: lambda _error: _("A suspension needs a reason and who approved it."),
    SuspensionOverlaps: lambda error: _(
        "The business is suspended from %(moment)s on already. Please give other days.",
        moment=filters.moment(error.since),
    ),
    StatusUnfit: _status_unfit,
    MomentUnlikely: _moment_unlikely,
    ReasonMissing: lambda _error: _("Please write why."),
    WhyMissing: lambda _error: _("Please write why you refuse; the restaurant reads it."),
    PlaceMissing: lambda _error: _("Please give the new licence number, address and station."),
    AlreadyAsked: lambda _error: _(
        "The same is asked already and waits for a decision. Nothing was sent twice."
    ),
    AlreadyDecided: lambda error: _(
        "%(by)s was quicker: this request is now “%(state)s”. Your decision was not recorded.",
        by=error.by or filters.unknown(),
        state=REQUEST_STATES[error.state],
    ),
    NotYours: lambda _error: _("Only who made a request can withdraw it."),
    OwnRequest: lambda _error: _(
        "You asked for this yourself, so somebody else must decide about it."
    ),
    OwnRestaurant: lambda _error: _(
        "This is a restaurant of your own, so somebody else must decide about it."
    ),
    LicenceTaken: lambda error: _(
        "The licence number %(number)s is registered already.", number=error.licence_no
    ),
    FirstStatusUnfit: lambda _error: _("A new restaurant is planned or in business."),
    CameraRetired: lambda error: _(
        "This camera has been out of use since %(day)s.", day=filters.day(error.since)
    ),
    DayUnfit: lambda error: (
        _("Please give a day after %(day)s and not in future.", day=filters.day(error.since))
        if error.since
        else _("Please give a day that is not in future.")
    ),
    CostUnlikely: lambda _error: _("Please give a cost between 0 and 10,000,000 yuan."),
    ProofRefused: _proof_refused,
    CalendarRefused: calendar_refused_text,
    TermUnknown: term_unknown_text,
}
FIELDS: dict[type[MingchuError], str | Text] = {
    MomentUnlikely: lambda error: "ends_on" if error.field == "ends_at" else "starts_on",
    AddressRefused: "url",
    HoursInvalid: "hours",
    HoursUnreasoned: "reason",
    StatusTooEarly: "starts_on",
    SuspensionOverlaps: "starts_on",
    ReasonMissing: "reason",
    WhyMissing: "why",
    PlaceMissing: "licence_no",
    LicenceTaken: "licence_no",
    FirstStatusUnfit: "status",
    DayUnfit: "day",
    CostUnlikely: "cost",
    ProofRefused: "file",
}
"""The field of a form at which an error is told; others stand above the form alone."""
