"""What is kept of a Case and until when: the privacy page prints it, and the job does it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.shell.rules import local_day

ERASED_AFTER = timedelta(days=365)  # after closing; source: domain reference, retention
CLIP_AFTER = timedelta(days=90)  # after closing
REPORTS_AFTER = timedelta(days=400)
REMARKS_AFTER = timedelta(days=365)  # a survey's own words, after the day they were written


class Kept(StrEnum):
    """A field of a Case, or what comes with it."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    WORDS = "words"
    MASKED = "masked"
    PICTURES = "pictures"
    CODE = "code"
    CLIP = "clip"
    DRAFT = "draft"
    NETWORK = "network"
    INSIDER = "insider"
    RATING = "rating"
    HISTORY = "history"


class Until(StrEnum):
    """When a field is deleted."""

    A_YEAR_AFTER = "a_year_after"
    QUARTER_AFTER = "quarter_after"
    A_DAY = "a_day"
    NEVER_KEPT = "never_kept"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the privacy page says of one field."""

    field: Kept
    until: Until


KEEPING = (
    Keeping(Kept.NAME, Until.A_YEAR_AFTER),
    Keeping(Kept.PHONE, Until.A_YEAR_AFTER),
    Keeping(Kept.ADDRESS, Until.A_YEAR_AFTER),
    Keeping(Kept.WORDS, Until.A_YEAR_AFTER),
    Keeping(Kept.PICTURES, Until.A_YEAR_AFTER),
    Keeping(Kept.CODE, Until.A_YEAR_AFTER),
    Keeping(Kept.CLIP, Until.QUARTER_AFTER),
    Keeping(Kept.DRAFT, Until.A_DAY),
    Keeping(Kept.NETWORK, Until.NEVER_KEPT),
    Keeping(Kept.INSIDER, Until.NEVER_KEPT),
    Keeping(Kept.MASKED, Until.ARCHIVED),
    Keeping(Kept.RATING, Until.ARCHIVED),
    Keeping(Kept.HISTORY, Until.ARCHIVED),
)
"""Every field, in the order in which it is told."""


def erase_on(closed_at: datetime) -> date:
    """The district's day on which what names people is erased from a Case closed then."""
    return local_day(closed_at) + ERASED_AFTER


def clips_end_on(closed_at: datetime) -> date:
    """The district's day on which what a Camera showed is deleted."""
    return local_day(closed_at) + CLIP_AFTER


def kept_until(until: Until, closed_at: datetime | None) -> date | None:
    """The day on which a field of this Case is deleted; None: never, or not known yet."""
    if closed_at is None or until not in {Until.A_YEAR_AFTER, Until.QUARTER_AFTER}:
        return None
    return erase_on(closed_at) if until is Until.A_YEAR_AFTER else clips_end_on(closed_at)
