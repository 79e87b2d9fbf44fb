"""The words of the register in the reader's language."""

from datetime import date, datetime, timedelta
from typing import Protocol

from babel.dates import get_day_names
from flask_babel import get_locale, lazy_gettext, lazy_pgettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from portal.registry.kinds import (
    Ask,
    GapCause,
    GapKind,
    GapOwner,
    Privacy,
    ProofKind,
    RequestState,
    RestaurantType,
    Status,
    Strength,
    Zone,
)
from portal.registry.rules import Hours, HoursInvalid
from portal.registry.rules.closures import Sign, Suspicion
from portal.registry.rules.coverage import Gap
from portal.registry.rules.hours import ALWAYS, DAYS
from portal.shell import filters
from portal.shell.languages import is_english

PRIVACIES: dict[Privacy, LazyString] = {
    Privacy.BLUR: lazy_gettext("People are hidden"),
    Privacy.MASK: lazy_gettext("Fixed areas are covered"),
    Privacy.OPEN: lazy_gettext("Open, as the camera sends it"),
}
STRENGTHS: dict[Strength, LazyString] = {
    Strength.HEADS: lazy_gettext("Heads"),
    Strength.PERSONS: lazy_gettext("Whole persons"),
    Strength.WHOLE: lazy_gettext("The whole picture"),
}
ZONES: dict[Zone, LazyString] = {
    Zone.STORAGE: lazy_gettext("Storage"),
    # i18n: in Chinese 粗加工
    Zone.ROUGH: lazy_gettext("Washing and trimming"),
    Zone.CUTTING: lazy_gettext("Cutting"),
    Zone.COOKING: lazy_gettext("Cooking"),
    # i18n: in Chinese 专间
    Zone.SPECIAL: lazy_gettext("Cold dishes room"),
    # i18n: in Chinese 备餐分餐
    Zone.DISHING: lazy_gettext("Serving"),
    Zone.WASHING: lazy_gettext("Dishwashing"),
    Zone.PASTRY: lazy_gettext("Pastry"),
    # i18n: in Chinese 留样
    Zone.SAMPLES: lazy_gettext("Food samples"),
    Zone.WASTE: lazy_gettext("Waste"),
    Zone.ENTRANCE: lazy_gettext("Entrance"),
}
TYPES: dict[RestaurantType, LazyString] = {
    RestaurantType.SCHOOL_CANTEEN: lazy_gettext("School canteen"),
    RestaurantType.CANTEEN: lazy_gettext("Canteen"),
    RestaurantType.LARGE: lazy_gettext("Large restaurant"),
    RestaurantType.MEDIUM: lazy_gettext("Medium restaurant"),
    RestaurantType.SMALL: lazy_gettext("Small restaurant"),
    RestaurantType.CHAIN: lazy_gettext("Chain restaurant"),
    RestaurantType.CENTRAL_KITCHEN: lazy_gettext("Central kitchen"),
    RestaurantType.MEAL_DELIVERY: lazy_gettext("Meal delivery kitchen"),
}
STATUSES: dict[Status, LazyString] = {
    Status.PLANNED: lazy_gettext("Planned"),
    Status.OPEN: lazy_gettext("In business"),
    Status.SUSPENDED: lazy_gettext("Business suspended"),
    Status.CLOSED: lazy_gettext("Closed for good"),
    Status.MOVED: lazy_gettext("Moved elsewhere"),
}
STATUS_TONES: dict[Status | None, str] = {
    Status.PLANNED: "late",
    Status.OPEN: "live",
    Status.SUSPENDED: "late",
    Status.CLOSED: "closed",
    Status.MOVED: "closed",
    None: "closed",
}
ASKS: dict[Ask, LazyString] = {
    Ask.OPEN: lazy_gettext("Open for business"),
    Ask.SUSPEND: lazy_gettext("Suspend business"),
    Ask.RESUME: lazy_gettext("Resume business"),
    Ask.CLOSE: lazy_gettext("Close for good"),
    Ask.MOVE: lazy_gettext("Move elsewhere"),
}
REQUEST_STATES: dict[RequestState, LazyString] = {
    RequestState.PENDING: lazy_gettext("Waits for a decision"),
    RequestState.APPROVED: lazy_gettext("Approved"),
    RequestState.REFUSED: lazy_gettext("Refused"),
    RequestState.WITHDRAWN: lazy_gettext("Withdrawn"),
}
REQUEST_TONES: dict[RequestState, str] = {
    RequestState.PENDING: "late",
    RequestState.APPROVED: "live",
    RequestState.REFUSED: "down",
    RequestState.WITHDRAWN: "closed",
}
GAPS: dict[GapKind, LazyString] = {
    GapKind.NOT_BUILT: lazy_gettext("Not built yet"),
    GapKind.NOT_CONNECTED: lazy_gettext("Not connected"),
    GapKind.FEW_CAMERAS: lazy_gettext("Too few cameras"),
    GapKind.NO_DISPLAY: lazy_gettext("No display"),
}
CAUSES: dict[GapCause, LazyString] = {
    GapCause.POWER: lazy_gettext("Power"),
    GapCause.NETWORK: lazy_gettext("Network"),
    GapCause.DEVICE: lazy_gettext("Device"),
    # i18n: the restaurant refuses: 单位拒绝
    GapCause.REFUSAL: lazy_gettext("Refusal"),
    GapCause.CLOSED: lazy_gettext("Business closed"),
    GapCause.MOVED: lazy_gettext("Business moved"),
    GapCause.NOT_BUILT: lazy_gettext("Not built"),
    GapCause.UNKNOWN: lazy_pgettext("cause", "Not known"),
}
OWNERS: dict[GapOwner, LazyString] = {
    # i18n: the company, not a person of it: 服务供应商
    GapOwner.VENDOR: lazy_gettext("The vendor"),
    GapOwner.RESTAURANT: lazy_gettext("The restaurant"),
    GapOwner.BUREAU: lazy_gettext("The bureau"),
}


class Named(Protocol):
    """A row with a name in Chinese and, perhaps, in English."""

    @property
    def name(self) -> str:
        """In Chinese."""

    @property
    def name_en(self) -> str | None:
        """In English; None where none is known."""


def named(row: Named) -> str:
    """The name of a Restaurant or Station in the reader's language, Chinese where there is none."""
    return (row.name_en if is_english() else None) or row.name


def status_word(status: Status | None) -> str:
    """A Status in words; one that nobody recorded is not known."""
    return str(_("Status not known") if status is None else STATUSES[status])


def protection_word(privacy: Privacy, strength: Strength) -> str:
    """How people are protected in a Camera's picture."""
    if privacy is not Privacy.BLUR:
        return str(PRIVACIES[privacy])
    return str(_("Hidden: %(what)s", what=STRENGTHS[strength]))


def gap_text(gap: Gap) -> str:
    """What is missing, with its number where it has one."""
    if gap.kind is GapKind.FEW_CAMERAS:
        text: str = _("Too few cameras: %(num)s missing", num=filters.count(gap.missing))
        return text
    return str(GAPS[gap.kind])


def yuan(fen: int | None) -> str:
    """Money in yuan, cents only where there are some: "1,200 元", "12.50 元"."""
    if fen is None:
        return filters.unknown()
    whole, cents = divmod(fen, 100)
    amount = f"{whole:,}.{cents:02}" if cents else f"{whole:,}"
    return str(_("%(amount)s yuan", amount=amount))


def suspicion_text(suspicion: Suspicion) -> str:
    """What speaks for a closing, with its day."""
    day = suspicion.since
    if suspicion.sign is Sign.LICENCE_EXPIRED:
        before = filters.day(day - timedelta(days=1))
        return str(_("The licence held until %(day)s.", day=before))
    if suspicion.sign is Sign.NO_PICTURE:
        before = filters.day(day - timedelta(days=1))
        return str(_("No camera has shown a good picture since %(day)s.", day=before))
    return str(_("Reported as closed on %(day)s.", day=filters.day(day)))


def span_text(starts_at: datetime, ends_at: datetime | None) -> str:
    """From when to when, as people say it."""
    start = filters.moment(starts_at)
    if ends_at is None:
        return str(_("from %(start)s", start=start))
    return str(_("from %(start)s to %(end)s", start=start, end=filters.moment(ends_at)))


def hours_lead(since: date | None) -> str:
    """Since when the present hours hold, and what becomes of the days before a change."""
    if since is None:
        text: str = _(
            "The present hours count for all days so far. Days before the one you give keep theirs."
        )
        return text
    return str(
        _(
            "The present hours have counted since %(day)s. Days before the one you give keep "
            "theirs.",
            day=filters.day(since),
        )
    )


FILE_KINDS = {
    ProofKind.JPEG: "JPEG",
    ProofKind.PNG: "PNG",
    ProofKind.WEBP: "WebP",
    ProofKind.PDF: "PDF",
}


def file_kind(kind: ProofKind) -> str:
    """What sort of file proves something, by the name that everybody knows."""
    return FILE_KINDS[kind]


DONE: dict[str, LazyString] = {
    "asked": lazy_gettext("Your request is sent. You see below what came of it."),
    "changed": lazy_gettext("Recorded. The new status is in the history below."),
    "registered": lazy_gettext("The restaurant is registered."),
    "corrected": lazy_gettext("The record is saved."),
    "noted": lazy_gettext("The note is saved."),
    "replaced": lazy_gettext("The camera is replaced; its record goes on without a gap."),
    "protected": lazy_gettext("The camera's picture is protected in this way from now on."),
    "retired": lazy_gettext("The camera is out of use from that day on."),
    "seen": lazy_gettext("The display counts as seen working."),
}
"""What a Restaurant's page says after an act, by the word in its address."""


def hours_lines(hours: str) -> list[str]:
    """Business hours, a line a group of days, in the reader's language; as stored if unreadable."""
    try:
        text = str(Hours.parse(hours))
    except HoursInvalid:
        return [hours]
    if text == ALWAYS:
        return [str(_("24 hours a day"))]
    names = get_day_names("abbreviated", locale=get_locale())
    for number, day_ in enumerate(DAYS):
        text = text.replace(day_, names[number])
    return text.replace("-", "–").split("; ")
