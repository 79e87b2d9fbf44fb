"""What a citizen may send: shape, limits, and what is missing, said at its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.participation.case_kinds import CaseKind, Category, Channel, Doubt
from portal.participation.rules.limits import BASE_COST, MOST_COST
from portal.shell.rules import MingchuError, local_day

LONGEST_TEXT = 2000
LONGEST_CLAIM = 500
LONGEST_NAME, LONGEST_PHONE, LONGEST_ADDRESS = 50, 30, 200
LEAST_TEXT = 5
OLDEST = timedelta(days=3 * 365)  # source: 投诉举报处理暂行办法 Art 15
MOST_PICTURES = 6
LEAST_SECONDS = 4  # from the first page of the form to sending it; nobody is quicker
SAME_WITHIN = timedelta(hours=72)
CASES_AN_HOUR, CASES_A_DAY = 20, 100  # of one Restaurant; taps on a picture apart
TAPS_AN_HOUR = 40
WITHOUT_WORK_AN_HOUR = 8  # of one Restaurant, from browsers that proved no work
PICTURES_AN_HOUR = 120  # uploads about one Restaurant
DRAFT_HOLDS = timedelta(hours=24)
KEY_HOLDS = timedelta(days=30)  # a retry within is no second Case


class IntakeFault(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    NO_PHONE = "no_phone"
    NO_DATE = "no_date"
    UNPRINTABLE = "unprintable"


class IntakeRefused(MingchuError):
    """What was sent cannot be taken as it is; `faults` tells why, by field."""

    status = 422
    code = "intake_refused"

    def __init__(self, faults: Mapping[str, IntakeFault]) -> None:
        super().__init__(f"please correct: {', '.join(faults)}")
        self.faults = faults


class CasesBusy(MingchuError):
    """More comes in about one Restaurant than people can send who eat there."""

    status = 429
    code = "cases_busy"

    def __init__(self) -> None:
        super().__init__("much has been sent about this restaurant just now; call the hotline")


class CaseWorkNeeded(MingchuError):
    """A form without proof of work, and the Restaurant's slow lane for those is full."""

    status = 429
    code = "case_work_needed"

    def __init__(self) -> None:
        super().__init__("without scripts only a few messages an hour are taken; call the hotline")


class CaseWorkRefused(MingchuError):
    """A proof of work is wrong, too old or was used before; another one is made at once."""

    status = 422
    code = "case_work_refused"

    def __init__(self) -> None:
        super().__init__("the check of this browser is too old; send the form once more")


class TooQuick(MingchuError):
    """A form was sent quicker than a person can fill it in, or by what fills in every field."""

    status = 422
    code = "too_quick"

    def __init__(self) -> None:
        super().__init__("please look at what you wrote, and send it again")


class PictureUsed(MingchuError):
    """A picture belongs to another Case already, or its time is over."""

    status = 422
    code = "picture_used"

    def __init__(self) -> None:
        super().__init__("a picture has expired; add it again")


class Door(StrEnum):
    """By which of the doors somebody comes in."""

    TIP = "tip"
    COMPLAINT = "complaint"
    INSIDER = "insider"

    @property
    def kind(self) -> CaseKind:
        """What a message through this door is."""
        return CaseKind.COMPLAINT if self is Door.COMPLAINT else CaseKind.TIP

    @property
    def channel(self) -> Channel:
        """The channel that it is."""
        return Channel.INSIDER if self is Door.INSIDER else Channel.PAGE


class Page(StrEnum):
    """One thing a page: what a form asks, in this order."""

    WHAT = "what"
    WORDS = "words"
    PICTURES = "pictures"
    YOU = "you"
    CHECK = "check"


FIELDS: Mapping[Page, tuple[str, ...]] = {
    Page.WHAT: ("category",),
    Page.WORDS: ("text", "claim", "seen_on"),
    Page.PICTURES: ("pictures",),
    Page.YOU: ("name", "phone", "address"),
    Page.CHECK: (),
}
"""The fields of each page."""


def pages_of(door: Door) -> tuple[Page, ...]:
    """The pages behind a door; insiders are asked nothing about themselves."""
    return tuple(page for page in Page if page is not Page.YOU or door is not Door.INSIDER)


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A picture that is kept already, drawn anew; its original exists as these facts alone."""

    code: str
    sha256: str
    size_bytes: int
    original_sha256: str
    original_bytes: int
    original_kind: str


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a citizen sends about a Restaurant. `key` is the form's own; `supports` a Case's id.

    `work` is the fingerprint of a good proof of work, and when that expires.
    """

    key: str
    kind: CaseKind
    category: Category
    text: str
    language: str
    channel: Channel = Channel.PAGE
    claim: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    no_texts: bool = False
    seen_on: date | None = None
    camera: str = ""
    doubt: Doubt | None = None
    pictures: tuple[KeptPhoto, ...] = ()
    supports: int | None = None
    work: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Recent:
    """How much came in about a Restaurant lately."""

    in_hour: int
    in_day: int
    without_work: int = 0  # in the hour


def check_new(new: NewCase, *, now: datetime) -> None:
    """Let `new` be filed. Raises IntakeRefused with what is wrong at which field."""
    faults = faults_of(new, now=now)
    if faults:
        raise IntakeRefused(faults)


def faults_of(new: NewCase, *, now: datetime) -> dict[str, IntakeFault]:
    """What is wrong with `new`, by field; nothing where it can be filed."""
    faults = {
        field: fault
        for field, fault in (
            ("text", _text_fault(new)),
            ("claim", _length_fault(new.claim, LONGEST_CLAIM)),
            ("name", _length_fault(new.name, LONGEST_NAME)),
            ("phone", _phone_fault(new)),
            ("address", _length_fault(new.address, LONGEST_ADDRESS)),
            ("seen_on", _day_fault(new.seen_on, now=now)),
        )
        if fault is not None
    }
    if new.kind is CaseKind.COMPLAINT:
        needed = {"claim": new.claim, "name": new.name, "phone": new.phone, "address": new.address}
        for field, text in needed.items():
            if not text.strip():
                faults[field] = IntakeFault.MISSING
    return faults


def check_budget(recent: Recent, *, channel: Channel, has_work: bool) -> None:
    """Let one more come in about a Restaurant. Raises CasesBusy or CaseWorkNeeded.

    Taps on a picture need no work: their own budget holds.
    """
    is_tap = channel is Channel.PICTURE
    if recent.in_hour >= (TAPS_AN_HOUR if is_tap else CASES_AN_HOUR):
        raise CasesBusy
    if recent.in_day >= CASES_A_DAY:
        raise CasesBusy
    if not (is_tap or has_work) and recent.without_work >= WITHOUT_WORK_AN_HOUR:
        raise CaseWorkNeeded


def work_cost(in_hour: int) -> int:
    """How hard the proof of work is, after so many messages about a Restaurant in an hour."""
    return int(min(MOST_COST, BASE_COST * 2 ** (in_hour // 5)))


def check_pace(shown_at: datetime, *, trap: str, now: datetime) -> None:
    """Let a form through that a person filled in. Raises TooQuick."""
    if trap or now - shown_at < timedelta(seconds=LEAST_SECONDS):
        raise TooQuick


def _text_fault(new: NewCase) -> IntakeFault | None:
    if new.channel is Channel.PICTURE:
        return None
    plain = new.text.strip()
    if not plain:
        return IntakeFault.MISSING
    if len(plain) < LEAST_TEXT:
        return IntakeFault.TOO_SHORT
    return _length_fault(new.text, LONGEST_TEXT)


def _length_fault(text: str, longest: int) -> IntakeFault | None:
    if len(text) > longest:
        return IntakeFault.TOO_LONG
    is_plain = all(letter.isprintable() or letter in "\r\n\t" for letter in text)
    return None if is_plain else IntakeFault.UNPRINTABLE


def _phone_fault(new: NewCase) -> IntakeFault | None:
    if not new.phone.strip():
        return None
    digits = sum(letter.isdigit() for letter in new.phone)
    is_phone = all(letter in "+-() 0123456789" for letter in new.phone) and 5 <= digits <= 20
    return None if is_phone and len(new.phone) <= LONGEST_PHONE else IntakeFault.NO_PHONE


def _day_fault(day: date | None, *, now: datetime) -> IntakeFault | None:
    if day is None:
        return None
    today = local_day(now)
    if day > today:
        return IntakeFault.IN_FUTURE
    return IntakeFault.TOO_OLD if day < today - OLDEST else None
