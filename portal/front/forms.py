"""The words of the public pages: zones, types, and why a picture is as it is."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from portal.front.rules import KitchenUnknown
from portal.live.forms import picture_word, public_cause
from portal.live.rules import PictureKind, PictureState
from portal.patrols.rules.on_record import LastVisit, Outcome
from portal.registry.forms import STATUSES, ZONES
from portal.registry.rules import Status, Zone, kitchen_path
from portal.shell.errors import says
from portal.shell.filters import day, unknown

LEGEND = (
    (
        PictureState(PictureKind.LIVE),
        lazy_gettext("The picture moves; the seconds tell how far it is behind the kitchen."),
    ),
    (
        PictureState(PictureKind.READY),
        lazy_gettext(
            "The camera was seen to work and rests while nobody watches. It starts when you tap."
        ),
    ),
    (
        PictureState(PictureKind.DELAYED),
        lazy_gettext("The picture moves, but the line is slow."),
    ),
    (
        PictureState(PictureKind.STILL_ONLY),
        lazy_gettext("To protect the people at work, a coarse still picture is shown."),
    ),
    (
        PictureState(PictureKind.OFFLINE),
        lazy_gettext(
            "No picture comes from the camera, or one that cannot be relied on: black, frozen, "
            "covered, blurred, moved. The page tells what is wrong and since when."
        ),
    ),
    (
        PictureState(PictureKind.CLOSED_BY_HOURS),
        lazy_gettext("Kitchens are shown during their business hours only."),
    ),
    (
        PictureState(PictureKind.SUSPENDED),
        lazy_gettext("The restaurant does no business for a time, as entered in the register."),
    ),
    (
        PictureState(PictureKind.UNKNOWN),
        lazy_gettext("The portal cannot tell at present. Unknown is never counted as working."),
    ),
)
"""The kinds of picture that readers meet, each as a state without age, and what it means."""

NOTED = frozenset({PictureKind.OFFLINE, PictureKind.STILL_ONLY, PictureKind.UNKNOWN})
STATUS_KINDS = frozenset({PictureKind.SUSPENDED, PictureKind.CLOSED})


class Named(Protocol):
    """A row with a name in Chinese and perhaps one in English."""

    @property
    def name(self) -> str:
        """The Chinese name."""

    @property
    def name_en(self) -> str | None:
        """The English name, None where there is none."""


class Tab(Protocol):
    """A camera as the tabs of a kitchen show it."""

    @property
    def code(self) -> str:
        """Its public code."""

    @property
    def zone(self) -> Zone:
        """What it looks at."""

    @property
    def picture(self) -> PictureState:
        """What it shows now."""


class Dated(Protocol):
    """A Display, as far as its proof goes."""

    @property
    def verified_on(self) -> date | None:
        """The day on which it was last seen working, None for never."""


class Listed(Named, Protocol):
    """What search engines are told of a Restaurant."""

    @property
    def code(self) -> str:
        """Its public code."""

    @property
    def address(self) -> str:
        """Where it stands within the district."""

    @property
    def street(self) -> str:
        """Its sub-district."""


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(KitchenUnknown, _kitchen_unknown)


def _kitchen_unknown(error: KitchenUnknown) -> str:
    return str(
        _(
            "No restaurant has the code %(code)s. Please compare it with the sign, "
            "or search for the restaurant by name.",
            code=error.name,
        )
    )


def more_about(state: PictureState, *, reason: str) -> str:
    """What stands below the state's own sentence: who is on it, or why; often nothing.

    `reason` is the register's for the Restaurant's present Status.
    """
    if state.flaw is not None and state.flaw.fault is not None:
        return ""  # the state names the fault
    if state.kind is PictureKind.OFFLINE and public_cause(state) != "service":
        return str(_("The service vendor has to repair it; the portal keeps trying by itself."))
    if state.kind in STATUS_KINDS and reason:
        return str(_("Reason on record: %(reason)s.", reason=reason.rstrip("。.")))
    return ""


def status_text(status: Status | None) -> str:
    """The business status in words."""
    return unknown() if status is None else str(STATUSES[status])


def zone_labels(cameras: Sequence[Tab]) -> dict[str, str]:
    """The word on each camera's tab by its code: its zone, numbered where a zone has several."""
    places = Counter(camera.zone for camera in cameras)
    met: Counter[Zone] = Counter()
    labels = {}
    for camera in cameras:
        met[camera.zone] += 1
        word = str(ZONES[camera.zone])
        labels[camera.code] = word if places[camera.zone] == 1 else f"{word} {met[camera.zone]}"
    return labels


def zone_notes(cameras: Sequence[Tab]) -> dict[str, str]:
    """What stands on a tab behind the zone, by the camera's code; often nothing.

    Where all cameras are in the same state, the page says it once and no tab repeats it.
    """
    is_same = len({picture_word(camera.picture) for camera in cameras}) == 1
    return {
        camera.code: ""
        if is_same or camera.picture.kind not in NOTED
        else picture_word(camera.picture)
        for camera in cameras
    }


def display_text(displays: Sequence[Dated]) -> str:
    """Whether diners see the kitchen on a screen, and when one was last seen working."""
    if not displays:
        return str(_("none on record"))
    seen = max((each.verified_on for each in displays if each.verified_on), default=None)
    if seen is None:
        return str(_("yes, not checked yet"))
    return str(_("yes, checked %(day)s", day=day(seen)))


def visit_text(visit: LastVisit | None) -> str:
    """The day of the last patrol and what came of it: a record, and no grade."""
    if visit is None:
        return str(_("no patrol on record"))
    on = day(visit.day)
    if visit.outcome is Outcome.CLEAR:
        return str(_("%(day)s, nothing found", day=on))
    if visit.outcome is Outcome.PENDING:
        return str(_("%(day)s, being dealt with", day=on))
    if not visit.findings:
        return str(_("%(day)s, dealt with", day=on))
    return str(
        ngettext(
            "%(day)s, %(num)s finding decided",
            "%(day)s, %(num)s findings decided",
            visit.findings,
            day=on,
        )
    )


def verdict(share: Fraction | None, *, target: Fraction) -> tuple[str, str]:
    """The tone and the word for a share held against its Target so far; None is not known."""
    if share is None:
        return "closed", unknown()
    if share >= target:
        return "live", str(_("On target so far"))
    return "down", str(_("Below target so far"))


def record_text(number: int) -> str:
    """How many Findings of the last twelve months are published: a record, and no grade."""
    if not number:
        return str(_("none published in 12 months"))
    return str(ngettext("%(num)s published in 12 months", "%(num)s published in 12 months", number))


def line_lost() -> str:
    """What a Display says while the portal cannot be reached; {time} is put in by its page."""
    return str(_("No connection since %(time)s. The picture is the last that came.", time="{time}"))


def linked_data(restaurant: Listed, *, public_url: str) -> dict[str, object]:
    """The restaurant as schema.org describes one, for search engines."""
    names = [restaurant.name, *([restaurant.name_en] if restaurant.name_en else [])]
    return {
        "@context": "https://schema.org",
        "@type": "FoodEstablishment",
        "name": names[0],
        "alternateName": names[1:],
        "url": public_url + kitchen_path(restaurant.code),
        "address": {
            "@type": "PostalAddress",
            "addressLocality": restaurant.street,
            "streetAddress": restaurant.address,
            "addressCountry": "CN",
        },
    }
